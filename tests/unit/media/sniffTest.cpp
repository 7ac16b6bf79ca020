// Files are what their bytes say.
#include "openclaw/media/sniff.hpp"

#include <gtest/gtest.h>

namespace openclaw::media {
namespace {

using namespace std::string_literals;

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0"s;

TEST(Sniff, BytesWinOverNamesAndHeaders) {
    EXPECT_EQ(mimeOf(png, "a.txt", "text/plain"), "image/png");
    EXPECT_EQ(mimeOf("%PDF-1.7", "photo.jpg", "image/jpeg"), "application/pdf");
}

TEST(Sniff, ContainersAreTakenByTheirNames) {
    EXPECT_EQ(mimeOf("PK\x03\x04"s, "letter.docx", ""),
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
    EXPECT_EQ(mimeOf("PK\x03\x04"s, "", ""), "application/zip");
}

TEST(Sniff, AContainerNeverBecomesAPictureByItsName) {
    EXPECT_EQ(mimeOf("PK\x03\x04"s, "photo.png", "image/png"), "application/zip");
}

TEST(Sniff, WithoutMagicTheNameThenTheHeader) {
    EXPECT_EQ(mimeOf("hello", "a.md", "x/y"), "text/markdown");
    EXPECT_EQ(mimeOf("hello", "a", "Text/Plain; charset=utf-8"), "text/plain");
    EXPECT_EQ(mimeOf("hello", "", ""), "application/octet-stream");
}

TEST(Sniff, RiffNeedsItsFirstWordToo) {
    EXPECT_EQ(sniffMime("RIFF\0\0\0\0WEBPVP8 "s), "image/webp");
    EXPECT_EQ(sniffMime("XXXX\0\0\0\0WEBPVP8 "s), "");
}

TEST(Sniff, ReadsPictureSizes) {
    const auto size = pictureSize(png);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, 640U);
    EXPECT_EQ(size->height, 480U);
    const std::string jpeg = "\xff\xd8\xff\xe0\0\x04xx\xff\xc0\0\x11\x08\x01\xe0\x02\x80"s;
    ASSERT_TRUE(pictureSize(jpeg));
    EXPECT_EQ(pictureSize(jpeg)->width, 640U);
    EXPECT_EQ(pictureSize("GIF89a\x0a\0\x05\0"s)->height, 5U);
}

TEST(Sniff, BrokenHeadersHaveNoSize) {
    for (std::size_t length = 0; length < 24; ++length)
        EXPECT_FALSE(pictureSize(png.substr(0, length)));
    EXPECT_FALSE(pictureSize("\xff\xd8\xff\xe0\0\0\xff\xc0aaaaaaaa"s));
}

TEST(Sniff, KindsAndEndings) {
    EXPECT_EQ(kindOf("image/png"), "image");
    EXPECT_EQ(kindOf("imagery/png"), "document");
    EXPECT_EQ(extensionOf("audio/mpeg"), ".mp3");
    EXPECT_EQ(extensionOf("x/unknown"), "");
}

}
}
