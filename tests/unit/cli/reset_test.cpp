// What may be deleted, and what stays.
#include "cli/commands/reset.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

namespace openclaw::cli {
namespace {

TEST(Removal, IsForbiddenForTheHomeDirectoryAndAbove) {
    for (const char* path : {"/", "/home", "/home/ann", "/home/ann/", "/home/ann/x/..", "relative", "."})
        EXPECT_TRUE(isForbiddenToRemove(path, "/home/ann")) << path;
    for (const char* path : {"/home/ann/.openclaw", "/home/ann/.openclaw/", "/home/annie", "/srv/openclaw"})
        EXPECT_FALSE(isForbiddenToRemove(path, "/home/ann")) << path;
}

TEST(Removal, KeepsWhatLiesInside) {
    const openclaw::testing::TempDir folder;
    ASSERT_TRUE(writeFileAtomically(folder / "state" / "openclaw.json", "{}"));
    ASSERT_TRUE(writeFileAtomically(folder / "state" / "workspace" / "notes.md", "mine"));

    ASSERT_TRUE(removeTree(folder / "state", {folder / "state" / "workspace"}));

    EXPECT_FALSE(std::filesystem::exists(folder / "state" / "openclaw.json"));
    EXPECT_TRUE(std::filesystem::exists(folder / "state" / "workspace" / "notes.md"));
}

TEST(Removal, DoesNotFollowLinks) {
    const openclaw::testing::TempDir folder;
    ASSERT_TRUE(writeFileAtomically(folder / "elsewhere" / "file", "stays"));
    ASSERT_TRUE(ensurePrivateDirectory(folder / "state"));
    std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "state" / "link");

    ASSERT_TRUE(removeTree(folder / "state", {}));

    EXPECT_FALSE(std::filesystem::exists(folder / "state"));
    EXPECT_TRUE(std::filesystem::exists(folder / "elsewhere" / "file"));
}

}
}
