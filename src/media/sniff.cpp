// Magic numbers. A name or a header can say anything; the first bytes are what a decoder will look at.
#include "openclaw/media/sniff.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <array>

namespace openclaw::media {

namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    std::string_view mime;
};
constexpr std::array magics{
    Magic{0, "\x89PNG\r\n\x1a\n"sv, "image/png"sv},
    Magic{0, "\xff\xd8\xff"sv, "image/jpeg"sv},
    Magic{0, "GIF87a"sv, "image/gif"sv},
    Magic{0, "GIF89a"sv, "image/gif"sv},
    Magic{8, "WEBP"sv, "image/webp"sv},
    Magic{8, "WAVE"sv, "audio/wav"sv},
    Magic{4, "ftypheic"sv, "image/heic"sv},
    Magic{4, "ftypM4A"sv, "audio/mp4"sv},
    Magic{4, "ftypqt"sv, "video/quicktime"sv},
    Magic{4, "ftyp"sv, "video/mp4"sv},
    Magic{0, "OggS"sv, "audio/ogg"sv},
    Magic{0, "ID3"sv, "audio/mpeg"sv},
    Magic{0, "\xff\xfb"sv, "audio/mpeg"sv},
    Magic{0, "\xff\xf3"sv, "audio/mpeg"sv},
    Magic{0, "fLaC"sv, "audio/flac"sv},
    Magic{0, "#!AMR"sv, "audio/amr"sv},
    Magic{0, "\x1a\x45\xdf\xa3"sv, "video/webm"sv},
    Magic{0, "%PDF-"sv, "application/pdf"sv},
    Magic{0, "PK\x03\x04"sv, "application/zip"sv},
    Magic{0, "\x1f\x8b"sv, "application/gzip"sv},
    Magic{0, "BM"sv, "image/bmp"sv},
    Magic{0, "II*\0"sv, "image/tiff"sv},
    Magic{0, "MM\0*"sv, "image/tiff"sv},
};

struct Ending {
    std::string_view extension;
    std::string_view mime;
};
constexpr std::array endings{
    Ending{".png"sv, "image/png"sv},
    Ending{".jpg"sv, "image/jpeg"sv},
    Ending{".jpeg"sv, "image/jpeg"sv},
    Ending{".gif"sv, "image/gif"sv},
    Ending{".webp"sv, "image/webp"sv},
    Ending{".heic"sv, "image/heic"sv},
    Ending{".svg"sv, "image/svg+xml"sv},
    Ending{".ogg"sv, "audio/ogg"sv},
    Ending{".oga"sv, "audio/ogg"sv},
    Ending{".opus"sv, "audio/ogg"sv},
    Ending{".mp3"sv, "audio/mpeg"sv},
    Ending{".m4a"sv, "audio/mp4"sv},
    Ending{".wav"sv, "audio/wav"sv},
    Ending{".flac"sv, "audio/flac"sv},
    Ending{".mp4"sv, "video/mp4"sv},
    Ending{".mov"sv, "video/quicktime"sv},
    Ending{".webm"sv, "video/webm"sv},
    Ending{".pdf"sv, "application/pdf"sv},
    Ending{".txt"sv, "text/plain"sv},
    Ending{".md"sv, "text/markdown"sv},
    Ending{".csv"sv, "text/csv"sv},
    Ending{".json"sv, "application/json"sv},
    Ending{".zip"sv, "application/zip"sv},
    Ending{".gz"sv, "application/gzip"sv},
    Ending{".docx"sv, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"sv},
    Ending{".xlsx"sv, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"sv},
    Ending{".pptx"sv, "application/vnd.openxmlformats-officedocument.presentationml.presentation"sv},
};

std::string mimeByName(std::string_view fileName) {
    const std::string name = toLowerAscii(fileName);
    const auto found =
        std::ranges::find_if(endings, [&](const Ending& e) { return name.ends_with(e.extension); });
    return found == endings.end() ? std::string() : std::string(found->mime);
}

std::uint32_t bigEndian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::uint32_t littleEndian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = count; i > 0; --i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
}

/// Walks the segments up to the frame header.
std::optional<PictureSize> jpegSize(std::string_view head) {
    std::size_t at = 2;
    while (at + 9 <= head.size()) {
        if (static_cast<unsigned char>(head[at]) != 0xff) return std::nullopt;
        const auto marker = static_cast<unsigned char>(head[at + 1]);
        const bool isFrame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (isFrame) return PictureSize{bigEndian(head, at + 7, 2), bigEndian(head, at + 5, 2)};
        const std::uint32_t length = bigEndian(head, at + 2, 2);
        if (length < 2) return std::nullopt;
        at += 2 + length;
    }
    return std::nullopt;
}

std::optional<PictureSize> webpSize(std::string_view head) {
    if (head.size() < 30) return std::nullopt;
    const std::string_view chunk = head.substr(12, 4);
    if (chunk == "VP8X") return PictureSize{littleEndian(head, 24, 3) + 1, littleEndian(head, 27, 3) + 1};
    if (chunk == "VP8 ")
        return PictureSize{littleEndian(head, 26, 2) & 0x3fff, littleEndian(head, 28, 2) & 0x3fff};
    if (chunk == "VP8L") {
        const std::uint32_t bits = littleEndian(head, 21, 4);
        return PictureSize{(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
    }
    return std::nullopt;
}

}

std::string sniffMime(std::string_view head) {
    for (const Magic& magic : magics) {
        if (head.size() >= magic.offset + magic.bytes.size() &&
            head.substr(magic.offset, magic.bytes.size()) == magic.bytes) {
            const bool needsRiff = magic.mime == "image/webp" || magic.mime == "audio/wav";
            if (!needsRiff || head.starts_with("RIFF")) return std::string(magic.mime);
        }
    }
    return {};
}

std::string mimeOf(std::string_view head, std::string_view fileName, std::string_view declared) {
    const std::string sniffed = sniffMime(head);
    const std::string named = mimeByName(fileName);
    // A .docx is a zip, and a video container may hold sound only: there the name knows more.
    const bool isContainer = sniffed == "application/zip" || sniffed == "video/mp4" ||
                             sniffed == "video/webm" || sniffed == "audio/ogg";
    if (!sniffed.empty() && !(isContainer && !named.empty() && kindOf(named) != "image")) return sniffed;
    if (!named.empty()) return named;
    if (!sniffed.empty()) return sniffed;
    const std::string_view word = trimAscii(declared.substr(0, declared.find(';')));
    return word.empty() ? "application/octet-stream" : toLowerAscii(word);
}

std::string kindOf(std::string_view mimeType) {
    for (const std::string_view kind : {"image"sv, "audio"sv, "video"sv}) {
        if (mimeType.starts_with(kind) && mimeType.substr(kind.size()).starts_with('/'))
            return std::string(kind);
    }
    return "document";
}

std::string extensionOf(std::string_view mimeType) {
    const auto found = std::ranges::find(endings, mimeType, &Ending::mime);
    return found == endings.end() ? std::string() : std::string(found->extension);
}

std::optional<PictureSize> pictureSize(std::string_view head) {
    const std::string mime = sniffMime(head);
    if (mime == "image/png" && head.size() >= 24 && head.substr(12, 4) == "IHDR")
        return PictureSize{bigEndian(head, 16, 4), bigEndian(head, 20, 4)};
    if (mime == "image/gif" && head.size() >= 10)
        return PictureSize{littleEndian(head, 6, 2), littleEndian(head, 8, 2)};
    if (mime == "image/jpeg") return jpegSize(head);
    if (mime == "image/webp") return webpSize(head);
    return std::nullopt;
}

}
