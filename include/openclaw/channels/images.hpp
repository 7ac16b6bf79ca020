#pragma once

#include "openclaw/core/async.hpp"

#include <cstdint>
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
    std::string bytes;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string thumbnail;
};

/// The seam to whoever can read pictures.
class ImageFitter {
public:
    virtual ~ImageFitter() = default;
    /// A JPEG, upright, within the limits, without metadata. Errc::invalidInput says what is wrong with the
    /// file. Cancellation: terminal.
    virtual asio::awaitable<Result<FittedImage>> fit(std::string file, ImageFit limits) = 0;
};

/// A channel whose pictures have to be made fit. Without a fitter they go out as they are.
class PictureSender {
public:
    virtual ~PictureSender() = default;
    /// `images` must outlive the channel.
    virtual void fitPicturesWith(ImageFitter& images) = 0;
};

}
