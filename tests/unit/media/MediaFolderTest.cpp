// Files of others: private, renamed by their type, gone after a while.
#include "openclaw/media/MediaFolder.hpp"

#include "openclaw/core/files.hpp"
#include "support/TempDir.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace openclaw::media {
namespace {

using namespace std::string_literals;

class MediaFolderTest : public ::testing::Test {
protected:
    Result<StoredFile>
    store(const std::string& content, const std::string& name, const std::string& mime = "") {
        const std::filesystem::path path = folder_.newPath().value();
        EXPECT_TRUE(writeFileAtomically(path, content));
        return folder_.adopt(path, name, mime);
    }
    static std::string picture(const std::string& width) {
        return "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"s + width + "\0\0\x01\xe0\x08\x06\0\0\0"s;
    }

    openclaw::testing::TempDir root_;
    MediaFolder folder_{root_ / "inbound"};
};

TEST_F(MediaFolderTest, NamesFilesByWhatTheyAre) {
    const auto file = store(picture("\0\0\x02\x80"s), "../../etc/passwd", "text/plain");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->kind, "image");
    EXPECT_EQ(file->path.extension(), ".png");
    EXPECT_EQ(file->path.parent_path(), folder_.path());
}

TEST_F(MediaFolderTest, TheFolderIsPrivate) {
    ASSERT_TRUE(folder_.newPath());
    struct stat facts {};
    ASSERT_EQ(::stat(folder_.path().c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700U);
}

TEST_F(MediaFolderTest, RefusesEmptyFilesAndPicturesOfAbsurdSize) {
    EXPECT_FALSE(store("", "a.png"));
    const auto bomb = store(picture("\x7f\xff\xff\xff"s), "bomb.png");
    ASSERT_FALSE(bomb);
    EXPECT_TRUE(bomb.error().is(Errc::invalidInput));
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(MediaFolderTest, WhatOnlyClaimsToBeAPictureIsADocument) {
    const auto file = store("<script>alert(1)</script>", "a.png", "image/png");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->kind, "document");
    EXPECT_EQ(file->mimeType, "application/octet-stream");
}

TEST_F(MediaFolderTest, ForgetsOldFiles) {
    const auto old = store("old", "a.txt");
    const auto young = store("young", "b.txt");
    ASSERT_TRUE(old && young);
    std::filesystem::last_write_time(old->path, std::filesystem::file_time_type::clock::now() -
                                                    MediaFolder::lifetime - std::chrono::hours(1));

    EXPECT_EQ(folder_.prune(), 1u);

    EXPECT_FALSE(std::filesystem::exists(old->path));
    EXPECT_TRUE(std::filesystem::exists(young->path));
}

}
}
