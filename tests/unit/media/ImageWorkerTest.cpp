// Pictures through the child: what becomes of honest ones, and that hostile ones are refused in words.
#include "openclaw/media/ImageWorker.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/media/exif.hpp"
#include "openclaw/media/sniff.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"
#include "unit/media/samplePictures.hpp"

#include <gtest/gtest.h>

#include <webp/encode.h>

#include <boost/asio/io_context.hpp>

namespace openclaw::media {
namespace {

using namespace std::string_literals;
using testing::runCoro;

class ImageWorkerTest : public ::testing::Test {
protected:
    Result<PreparedImage> prepare(std::string file, ImageWish wish = {}) {
        return runCoro(io_, worker_.prepare(stored(file), wish));
    }
    std::filesystem::path stored(const std::string& file) {
        const std::filesystem::path path = folder_ / "picture";
        EXPECT_TRUE(writeFileAtomically(path, file));
        return path;
    }
    std::string refusalOf(std::string file) {
        const Result<PreparedImage> image = prepare(std::move(file));
        return image ? "taken" : image.error().message;
    }
    static std::string webp(std::uint32_t width, std::uint32_t height) {
        const Pixels picture = samples::cornered(width, height);
        std::uint8_t* bytes = nullptr;
        const std::size_t size =
            WebPEncodeRGB(picture.bytes.data(), static_cast<int>(width), static_cast<int>(height),
                          static_cast<int>(width * 3), 80, &bytes);
        std::string file(reinterpret_cast<char*>(bytes), size);
        WebPFree(bytes);
        return file;
    }

    testing::TempDir folder_;
    asio::io_context io_;
    std::unique_ptr<process::Launcher> launcher_ = process::makeLauncher(io_.get_executor());
    Worker reader_;
    ImageWorker worker_{io_.get_executor(), *launcher_, reader_, OPENCLAW_IMAGE_CHILD};
};

TEST_F(ImageWorkerTest, ShrinksToTheLongerSide) {
    const auto image = prepare(samples::jpeg(3000, 1500));

    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 2000U);
    EXPECT_EQ(image->height, 1000U);
    EXPECT_EQ(image->mimeType, "image/jpeg");
    EXPECT_EQ(pictureSize(image->bytes)->width, 2000U);
}

TEST_F(ImageWorkerTest, TurnsUprightAndDropsWhatTheFileSaidAboutItself) {
    const auto image = prepare(samples::jpeg(64, 32, 6));

    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 32U);
    EXPECT_EQ(image->height, 64U);
    EXPECT_EQ(orientationOf(image->bytes), 1);
    EXPECT_EQ(image->bytes.find("Exif"), std::string::npos);
    // A quarter clockwise: the red corner comes to the top right.
    const Pixels turned = decodePicture(image->bytes, 64).value();
    EXPECT_GT(turned.at(28, 4)[0], 200);
    EXPECT_LT(turned.at(4, 4)[0], 60);
}

TEST_F(ImageWorkerTest, KeepsPngWhereItFitsAndTakesJpegWhereNot) {
    // Noise, which PNG cannot pack.
    Pixels noise = samples::cornered(120, 80, 4);
    std::uint32_t value = 1;
    for (std::uint8_t& byte : noise.bytes)
        byte = static_cast<std::uint8_t>((value = value * 1664525 + 1013904223) >> 24);
    const std::string file = encodePng(noise).value();
    ImageWish tight;
    tight.maxBytes = 2000;

    const auto png = prepare(file);
    const auto jpeg = prepare(file, tight);

    ASSERT_TRUE(png) << png.error().message;
    ASSERT_TRUE(jpeg) << jpeg.error().message;
    EXPECT_EQ(png->mimeType, "image/png");
    EXPECT_EQ(jpeg->mimeType, "image/jpeg");
    EXPECT_LE(jpeg->bytes.size(), 2000U);
    EXPECT_LT(jpeg->width, 120U);
}

TEST_F(ImageWorkerTest, ReadsWebpAndMakesThumbnails) {
    ImageWish wish;
    wish.asJpeg = true;
    wish.thumbnailSide = 72;
    const auto image = prepare(webp(400, 200), wish);

    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->mimeType, "image/jpeg");
    const auto small = pictureSize(image->thumbnail);
    ASSERT_TRUE(small);
    EXPECT_EQ(small->width, 72U);
    EXPECT_EQ(small->height, 36U);
}

TEST_F(ImageWorkerTest, RefusesBombsByTheirHeaders) {
    std::string png = samples::png(8, 8);
    png.replace(16, 8, "\0\0\xea\x60\0\0\xea\x60"s); // 60000 x 60000
    std::string jpeg = samples::jpeg(8, 8);
    jpeg.replace(jpeg.find("\xff\xc0") + 5, 4, "\xff\xff\xff\xff"s);

    EXPECT_EQ(refusalOf(png), "it claims 60000 × 60000 pixels");
    EXPECT_EQ(refusalOf(jpeg), "it claims 65535 × 65535 pixels");
}

TEST_F(ImageWorkerTest, RefusesWhatIsNoPicture) {
    EXPECT_EQ(refusalOf(""), "it is no JPEG, PNG or WebP");
    EXPECT_EQ(refusalOf("<html>photo.jpg</html>"), "it is no JPEG, PNG or WebP");
    EXPECT_EQ(refusalOf("GIF89a\x0a\0\x05\0"s), "it is no JPEG, PNG or WebP");
    EXPECT_EQ(refusalOf("\xff\xd8\xff\xe0"s), "the header is broken or cut off");
    EXPECT_NE(refusalOf("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0"s), "taken");
}

TEST_F(ImageWorkerTest, RefusesFilesThatEndTooEarly) {
    const std::string jpeg = samples::jpeg(200, 200);
    const std::string png = samples::png(200, 200);
    const std::string moving = webp(200, 200);

    EXPECT_EQ(refusalOf(jpeg.substr(0, jpeg.size() / 2)), "the file ends before the picture does");
    EXPECT_NE(refusalOf(png.substr(0, png.size() / 2)), "taken");
    EXPECT_EQ(refusalOf(moving.substr(0, moving.size() / 2)), "the WebP data is broken or ends too early");
}

TEST_F(ImageWorkerTest, NothingButThePictureSurvives) {
    const auto image = prepare(samples::jpeg(32, 32) + "PK\x03\x04 archive <script>alert(1)</script>");

    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->bytes.find("script"), std::string::npos);
    EXPECT_EQ(image->bytes.find("PK"), std::string::npos);
}

TEST_F(ImageWorkerTest, MalformedExifIsTakenForUpright) {
    std::string file = samples::jpeg(32, 16, 6);
    file[12] = 'X';

    const auto image = prepare(file);

    ASSERT_TRUE(image);
    EXPECT_EQ(image->width, 32U);
}

TEST_F(ImageWorkerTest, FlippedBitsGiveAPictureOrAReason) {
    const std::string files[] = {samples::jpeg(48, 48), samples::png(48, 48), webp(48, 48)};
    for (const std::string& file : files) {
        for (std::size_t at = 3; at < file.size(); at += file.size() / 12 + 1) {
            std::string damaged = file;
            damaged[at] ^= 0x41;
            const auto image = prepare(damaged);
            EXPECT_TRUE(image || image.error().is(Errc::invalidInput)) << at << ": " << image.error().message;
        }
    }
}

TEST_F(ImageWorkerTest, AReaderThatFailsIsNoCrash) {
    ImageWorker wrong(io_.get_executor(), *launcher_, reader_, "/bin/false");
    ImageWorker absent(io_.get_executor(), *launcher_, reader_, "/does/not/exist");

    EXPECT_TRUE(runCoro(io_, wrong.prepare(stored(samples::png(8, 8)), {})).error().is(Errc::unavailable));
    EXPECT_TRUE(runCoro(io_, absent.prepare(stored(samples::png(8, 8)), {})).error().is(Errc::unavailable));
}

}
}
