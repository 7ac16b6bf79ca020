#pragma once

#include "media/codecs.hpp"

#include <string>

namespace openclaw::media::samples {

/// A picture whose top left quarter is red and whose rest is blue, so that turning shows.
inline Pixels cornered(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 3) {
    Pixels picture{width, height, channels,
                   std::vector<std::uint8_t>(std::size_t{width} * height * channels, 0)};
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            const bool isCorner = x < width / 2 && y < height / 2;
            picture.at(x, y)[isCorner ? 0 : 2] = 250;
            if (channels == 4) picture.at(x, y)[3] = 255;
        }
    }
    return picture;
}

/// An EXIF segment stating an orientation, big-endian.
inline std::string exifSegment(int orientation) {
    std::string tiff("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0", 26);
    tiff[19] = static_cast<char>(orientation);
    const std::string body = std::string("Exif\0\0", 6) + tiff;
    const std::size_t length = body.size() + 2;
    return std::string("\xff\xe1") + static_cast<char>(length >> 8) + static_cast<char>(length & 0xff) + body;
}

inline std::string jpeg(std::uint32_t width, std::uint32_t height, int orientation = 1) {
    std::string file = encodeJpeg(cornered(width, height), 90);
    return file.substr(0, 2) + exifSegment(orientation) + file.substr(2);
}

inline std::string png(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 3) {
    return encodePng(cornered(width, height, channels)).value();
}

}
