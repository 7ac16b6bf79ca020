// Orientation out of files, honest and otherwise.
#include "openclaw/media/exif.hpp"

#include "unit/media/samplePictures.hpp"

#include <gtest/gtest.h>

namespace openclaw::media {
namespace {

using namespace std::string_literals;

TEST(Exif, ReadsTheOrientationOfAJpeg) {
    EXPECT_EQ(orientationOf(samples::jpeg(8, 8, 6)), 6);
    EXPECT_EQ(orientationOf(samples::jpeg(8, 8, 1)), 1);
}

TEST(Exif, ReadsPngAndWebpChunks) {
    const std::string tiff = samples::exifSegment(8).substr(10);
    std::string png = samples::png(4, 4);
    png.insert(33, "\0\0\0\x1a"s + "eXIf" + tiff + "crc!");
    const std::string webp = "RIFF....WEBPVP8X\x0a\0\0\0aaaaaaaaaaEXIF\x1a\0\0\0"s + tiff;

    EXPECT_EQ(orientationOf(png), 8);
    EXPECT_EQ(orientationOf(webp), 8);
}

TEST(Exif, TakesNonsenseForUpright) {
    std::string file = samples::jpeg(8, 8, 6);

    EXPECT_EQ(orientationOf(""), 1);
    EXPECT_EQ(orientationOf("GIF89a"), 1);
    EXPECT_EQ(orientationOf(samples::jpeg(8, 8, 0)), 1);
    EXPECT_EQ(orientationOf(samples::jpeg(8, 8, 9)), 1);
    EXPECT_EQ(orientationOf("\xff\xd8\xff\xe1\0\0"s), 1);
    for (std::size_t length = 0; length < 38; ++length)
        EXPECT_EQ(orientationOf(std::string_view(file).substr(0, length)), 1) << length;
}

TEST(Exif, DirectoriesThatPointOutsideAreIgnored) {
    for (std::size_t at = 12; at < 40; ++at) {
        std::string file = samples::jpeg(8, 8, 6);
        file[at] = '\xff';
        const int orientation = orientationOf(file);
        EXPECT_TRUE(orientation == 1 || orientation == 6) << at;
    }
}

}
}
