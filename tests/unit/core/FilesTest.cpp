#include "openclaw/core/files.hpp"

#include "support/TempDir.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace openclaw {

TEST(Files, WritesPrivatelyAndReadsBack) {
    const testing::TempDir dir;
    const auto path = dir.path() / "a" / "b.json";

    ASSERT_TRUE(writeFileAtomically(path, "one"));
    ASSERT_TRUE(writeFileAtomically(path, "two"));

    EXPECT_EQ(readFile(path).value(), "two");
    struct stat info {};
    stat(path.c_str(), &info);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    stat(path.parent_path().c_str(), &info);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
}

TEST(Files, CreatesOnlyWhatIsNotThere) {
    const testing::TempDir dir;
    std::filesystem::create_symlink(dir / "nowhere", dir / "link");

    EXPECT_TRUE(createFileAtomically(dir / "new", "one").value());
    EXPECT_FALSE(createFileAtomically(dir / "new", "two").value());
    EXPECT_FALSE(createFileAtomically(dir / "link", "three").value());

    EXPECT_EQ(readFile(dir / "new").value(), "one");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 2);
}

TEST(Files, RefusesWhatIsNotASmallRegularFile) {
    const testing::TempDir dir;
    ASSERT_TRUE(writeFileAtomically(dir / "big", std::string(100, 'x')));

    EXPECT_EQ(readFile(dir / "missing").error().code, Errc::notFound);
    EXPECT_EQ(readFile(dir.path()).error().code, Errc::invalidInput);
    EXPECT_EQ(readFile(dir / "big", 99).error().code, Errc::invalidInput);
    EXPECT_EQ(readFile("/dev/zero").error().code, Errc::invalidInput);
}

}
