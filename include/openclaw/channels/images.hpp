#pragma once

#include "openclaw/core/async.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace openclaw::channels {

/// What a network takes as a picture.
struct ImageFit {
    std::uint32_t maxSide = 2560;
    std::int64_t maxBytes = 6 * 1024 * 1024;
    /// The longer side of a small copy that recipients see first; 0: none.
    std::uint32_t thumbnailSide = 0;
};

struct FittedImage {
    std::string mimeType; // image/jpeg
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string thumbnail;
};

/// The seam to whoever can read pictures.
class ImageFitter {
public:
    virtual ~ImageFitter() = default;
    /// Writes the picture in `file` to the new private file `fitted`: a JPEG, upright, within the limits,
    /// without metadata. Errc::invalidInput says what is wrong with the picture. Cancellation: terminal.
    virtual asio::awaitable<Result<FittedImage>>
    fit(std::filesystem::path file, std::filesystem::path fitted, ImageFit limits) = 0;
};

}
