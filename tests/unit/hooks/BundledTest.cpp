#include "openclaw/hooks/bundled.hpp"

#include <gtest/gtest.h>

namespace openclaw::hooks {
namespace {

TEST(BundledHooks, AreOffUntilSwitchedOn) {
    EXPECT_FALSE(isHookOn(Json::object(), "boot-md"));
    Json config{{"hooks", {{"internal", {{"enabled", true}}}}}};
    EXPECT_TRUE(isHookOn(config, "boot-md"));
    config["hooks"]["internal"]["entries"]["boot-md"]["enabled"] = false;
    EXPECT_FALSE(isHookOn(config, "boot-md"));
    EXPECT_TRUE(isHookOn(config, "session-memory"));
    EXPECT_EQ(findBundledHook("soul-evil"), nullptr);
}

TEST(MemoryFileName, SaysTheDayAndTheFirstWords) {
    const std::int64_t moment = 1768573800000; // 2026-01-16 14:30 UTC
    EXPECT_EQ(memoryFileName("What does the Vendor's pitch cost us?", moment, "UTC"),
              "2026-01-16-what-does-the-vendor.md");
    EXPECT_EQ(memoryFileName("Привет", moment, "UTC"), "2026-01-16-1430.md");
    EXPECT_EQ(memoryFileName("", moment, "Asia/Tokyo"), "2026-01-16-2330.md");
    EXPECT_EQ(memoryFileName("../../etc/passwd", moment, "UTC"), "2026-01-16-etc-passwd.md");
    EXPECT_LE(memoryFileName(std::string(5000, 'a'), moment, "UTC").size(), 60u);
}

}
}
