#include "openclaw/core/resident_memory.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace openclaw;

TEST(ResidentMemory, CodeAndDataWorkAfterTheStartPagesAreGone) {
    static const std::string relocated = "a value that the loader and the start set up";
    const std::size_t released = releaseStartPages();
#ifdef __linux__
    EXPECT_GT(released, 0u);
#endif
    EXPECT_EQ(relocated.substr(0, 7), "a value");
    EXPECT_EQ(std::to_string(released), std::to_string(releaseStartPages()));
}
