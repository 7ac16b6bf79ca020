// The three formats through libjpeg-turbo, libpng and libwebp. libjpeg reports a hopeless file by a call that
// must not return; ending the child there is simpler and safer than jumping out of it.
#include "media/codecs.hpp"

#include "openclaw/media/MediaFolder.hpp"
#include "openclaw/media/sniff.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>

#include <jerror.h>
#include <png.h>
#include <webp/decode.h>

namespace openclaw::media {

namespace {

GiveUp giveUpWith = nullptr;

[[noreturn]] void giveUp(std::string_view why) {
    if (giveUpWith) giveUpWith(why);
    std::abort();
}

[[noreturn]] void onJpegError(j_common_ptr info) {
    std::array<char, JMSG_LENGTH_MAX> text{};
    info->err->format_message(info, text.data());
    giveUp(text.data());
}

/// Warnings are about damage a picture survives, except the end of the file before the end of the picture.
void onJpegMessage(j_common_ptr info, int level) {
    if (level < 0 && info->err->msg_code == JWRN_JPEG_EOF) giveUp("the file ends before the picture does");
}

void onJpegOutput(j_common_ptr) {}

void useOurHandlers(jpeg_error_mgr& errors) {
    jpeg_std_error(&errors);
    errors.error_exit = onJpegError;
    errors.emit_message = onJpegMessage;
    errors.output_message = onJpegOutput;
}

/// Four inks to three lights; Adobe writes them inverted.
void inksToRgb(const std::uint8_t* from, std::uint32_t count, bool isInverted, std::uint8_t* to) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t black = isInverted ? from[3] : 255u - from[3];
        for (std::size_t c = 0; c < 3; ++c) {
            const std::uint32_t light = isInverted ? from[c] : 255u - from[c];
            to[c] = static_cast<std::uint8_t>(light * black / 255);
        }
        from += 4;
        to += 3;
    }
}

Result<Pixels> decodeJpeg(std::string_view file, std::uint32_t wantedSide) {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    useOurHandlers(errors);
    info.err = &errors;
    jpeg_create_decompress(&info);
    // libjpeg wants writable bytes by its signature and does not write.
    jpeg_mem_src(&info, const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(file.data())),
                 static_cast<unsigned long>(file.size()));
    jpeg_read_header(&info, TRUE);
    if (std::uint64_t{info.image_width} * info.image_height > MediaFolder::maxPixels)
        return Error(Errc::invalidInput, "the picture is too large");
    const std::uint32_t longer = std::max(info.image_width, info.image_height);
    info.scale_denom = 8;
    for (info.scale_num = 8; info.scale_num > 1 && longer * (info.scale_num / 2) / 8 >= wantedSide;)
        info.scale_num /= 2;
    const bool isInks = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
    info.out_color_space = isInks ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(&info);
    Pixels picture{info.output_width, info.output_height, 3, {}};
    picture.bytes.resize(std::size_t{picture.width} * picture.height * 3);
    std::vector<std::uint8_t> inks(isInks ? std::size_t{picture.width} * 4 : 0);
    while (info.output_scanline < info.output_height) {
        std::uint8_t* target = picture.at(0, info.output_scanline);
        JSAMPROW row = isInks ? inks.data() : target;
        jpeg_read_scanlines(&info, &row, 1);
        if (isInks) inksToRgb(inks.data(), picture.width, info.saw_Adobe_marker != 0, target);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return picture;
}

Result<Pixels> decodePng(std::string_view file) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0)
        return Error(Errc::invalidInput, image.message);
    if (std::uint64_t{image.width} * image.height > MediaFolder::maxPixels) {
        png_image_free(&image);
        return Error(Errc::invalidInput, "the picture is too large");
    }
    const bool hasOpacity = (image.format & PNG_FORMAT_FLAG_ALPHA) != 0;
    image.format = hasOpacity ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
    Pixels picture{image.width, image.height, hasOpacity ? 4U : 3U, {}};
    picture.bytes.resize(PNG_IMAGE_SIZE(image));
    if (png_image_finish_read(&image, nullptr, picture.bytes.data(), 0, nullptr) == 0)
        return Error(Errc::invalidInput, image.message);
    return picture;
}

Result<Pixels> decodeWebp(std::string_view file) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.data());
    WebPBitstreamFeatures features{};
    if (WebPGetFeatures(bytes, file.size(), &features) != VP8_STATUS_OK)
        return Error(Errc::invalidInput, "the WebP header is broken");
    if (features.has_animation != 0) return Error(Errc::invalidInput, "it is an animation");
    const auto width = static_cast<std::uint32_t>(features.width);
    const auto height = static_cast<std::uint32_t>(features.height);
    if (std::uint64_t{width} * height > MediaFolder::maxPixels)
        return Error(Errc::invalidInput, "the picture is too large");
    Pixels picture{width, height, features.has_alpha != 0 ? 4U : 3U, {}};
    picture.bytes.resize(std::size_t{width} * height * picture.channels);
    const int stride = static_cast<int>(width * picture.channels);
    const auto* done =
        picture.channels == 4
            ? WebPDecodeRGBAInto(bytes, file.size(), picture.bytes.data(), picture.bytes.size(), stride)
            : WebPDecodeRGBInto(bytes, file.size(), picture.bytes.data(), picture.bytes.size(), stride);
    if (!done) return Error(Errc::invalidInput, "the WebP data is broken or ends too early");
    return picture;
}

/// A row as JPEG can hold it.
void onWhite(const std::uint8_t* from, std::uint32_t width, std::uint8_t* to) {
    for (std::uint32_t x = 0; x < width; ++x) {
        const std::uint32_t opacity = from[3];
        for (std::size_t c = 0; c < 3; ++c)
            to[c] = static_cast<std::uint8_t>((from[c] * opacity + 255 * (255 - opacity)) / 255);
        from += 4;
        to += 3;
    }
}

}

void onDecoderFailure(GiveUp handler) { giveUpWith = handler; }

Result<Pixels> decodePicture(std::string_view file, std::uint32_t wantedSide) {
    const std::string mime = sniffMime(file);
    Result<Pixels> picture = Error(Errc::invalidInput, "it is no JPEG, PNG or WebP");
    if (mime == "image/jpeg") picture = decodeJpeg(file, wantedSide);
    if (mime == "image/png") picture = decodePng(file);
    if (mime == "image/webp") picture = decodeWebp(file);
    if (picture && (picture->width == 0 || picture->height == 0))
        return Error(Errc::invalidInput, "the picture is empty");
    return picture;
}

std::string encodeJpeg(const Pixels& picture, int quality) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    useOurHandlers(errors);
    info.err = &errors;
    jpeg_create_compress(&info);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = picture.width;
    info.image_height = picture.height;
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    jpeg_start_compress(&info, TRUE);
    std::vector<std::uint8_t> row(std::size_t{picture.width} * 3);
    while (info.next_scanline < info.image_height) {
        const std::uint8_t* from = picture.at(0, info.next_scanline);
        if (picture.channels == 4)
            onWhite(from, picture.width, row.data());
        else
            std::copy_n(from, row.size(), row.data());
        JSAMPROW rows[] = {row.data()};
        jpeg_write_scanlines(&info, rows, 1);
    }
    jpeg_finish_compress(&info);
    std::string encoded(reinterpret_cast<const char*>(bytes), size);
    jpeg_destroy_compress(&info);
    std::free(bytes);
    return encoded;
}

Result<std::string> encodePng(const Pixels& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = picture.width;
    image.height = picture.height;
    image.format = picture.channels == 4 ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB;
    std::string encoded(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
    png_alloc_size_t size = encoded.size();
    if (png_image_write_to_memory(&image, encoded.data(), &size, 0, picture.bytes.data(), 0, nullptr) == 0)
        return Error(Errc::internal, image.message);
    encoded.resize(size);
    return encoded;
}

}
