#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a file is, by its own bytes (spec outbound.md §8). Pure.
namespace openclaw::media {

/// The MIME type that the first bytes show; "" when they show nothing.
std::string sniffMime(std::string_view head);
/// The type of a file: its bytes, unless they only show a container whose name says more, then the name's
/// ending, then what was declared. "application/octet-stream" when nothing helps.
std::string mimeOf(std::string_view head, std::string_view fileName, std::string_view declared);
/// image, audio, video or document.
std::string kindOf(std::string_view mimeType);
/// ".png"; "" for types without a usual ending.
std::string extensionOf(std::string_view mimeType);

/// The size a picture claims in its header; nullopt when it is no PNG, JPEG, GIF or WebP or the header is
/// broken.
struct PictureSize {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};
std::optional<PictureSize> pictureSize(std::string_view head);

}
