// Orientation out of EXIF: a TIFF directory inside a JPEG segment, a PNG chunk or a WebP chunk. Only one tag
// of the first directory is looked at; offsets are never followed anywhere else.
#include "openclaw/media/exif.hpp"

#include "openclaw/media/sniff.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace openclaw::media {

namespace {

using namespace std::string_view_literals;

constexpr std::uint32_t orientationTag = 0x0112;
constexpr std::uint32_t shortType = 3;
constexpr std::size_t entryBytes = 12;
constexpr std::size_t maxEntries = 512;

/// Numbers in a file that may end anywhere.
class Reader {
public:
    Reader(std::string_view bytes, bool isBigEndian) : bytes_(bytes), isBigEndian_(isBigEndian) {}
    std::optional<std::uint32_t> number(std::size_t at, std::size_t count) const {
        if (at > bytes_.size() || bytes_.size() - at < count) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t place = isBigEndian_ ? at + i : at + count - 1 - i;
            value = value << 8 | static_cast<unsigned char>(bytes_[place]);
        }
        return value;
    }

private:
    std::string_view bytes_;
    bool isBigEndian_;
};

int orientationInTiff(std::string_view tiff) {
    const bool isBig = tiff.starts_with("MM\0*"sv);
    if (!isBig && !tiff.starts_with("II*\0"sv)) return 1;
    const Reader reader(tiff, isBig);
    const auto directory = reader.number(4, 4);
    if (!directory || *directory < 8) return 1;
    const auto count = reader.number(*directory, 2);
    if (!count || *count > maxEntries) return 1;
    for (std::size_t i = 0; i < *count; ++i) {
        const std::size_t entry = std::size_t{*directory} + 2 + i * entryBytes;
        if (reader.number(entry, 2) != orientationTag) continue;
        const auto value = reader.number(entry + 8, 2);
        const bool isValid = reader.number(entry + 2, 2) == shortType && reader.number(entry + 4, 4) == 1u &&
                             value && *value >= 1 && *value <= 8;
        return isValid ? static_cast<int>(*value) : 1;
    }
    return 1;
}

std::string_view exifOfJpeg(std::string_view file) {
    constexpr std::string_view prefix("Exif\0\0", 6);
    const Reader reader(file, true);
    std::size_t at = 2;
    while (const auto head = reader.number(at, 4)) {
        const std::uint32_t marker = *head >> 16;
        const std::size_t length = *head & 0xffff;
        // The picture itself begins, or the segments are broken: nothing is stated before it.
        if (marker < 0xff01 || marker == 0xffda || length < 2 || file.size() - at < 2 + length) return {};
        const std::string_view body = file.substr(at + 4, length - 2);
        if (marker == 0xffe1 && body.starts_with(prefix)) return body.substr(prefix.size());
        at += 2 + length;
    }
    return {};
}

std::string_view exifOfPng(std::string_view file) {
    const Reader reader(file, true);
    std::size_t at = 8;
    while (const auto length = reader.number(at, 4)) {
        const std::size_t rest = file.size() - at;
        if (rest < 12 || *length > rest - 12) return {};
        if (file.substr(at + 4, 4) == "eXIf") return file.substr(at + 8, *length);
        at += std::size_t{12} + *length;
    }
    return {};
}

std::string_view exifOfWebp(std::string_view file) {
    const Reader reader(file, false);
    std::size_t at = 12;
    while (const auto length = reader.number(at + 4, 4)) {
        const std::size_t rest = file.size() - at - 8;
        if (*length > rest) return {};
        if (file.substr(at, 4) == "EXIF") {
            const std::string_view body = file.substr(at + 8, *length);
            // Some writers keep JPEG's prefix.
            return body.starts_with("Exif\0\0"sv) ? body.substr(6) : body;
        }
        at += std::size_t{8} + *length + (*length & 1);
    }
    return {};
}

}

int orientationOf(std::string_view file) {
    const std::string mime = sniffMime(file);
    if (mime == "image/jpeg") return orientationInTiff(exifOfJpeg(file));
    if (mime == "image/png") return orientationInTiff(exifOfPng(file));
    if (mime == "image/webp") return orientationInTiff(exifOfWebp(file));
    return 1;
}

}
