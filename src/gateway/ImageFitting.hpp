#pragma once

#include "openclaw/channels/images.hpp"
#include "openclaw/media/ImageWorker.hpp"

namespace openclaw::gateway {

/// Lets channels use the image child without knowing of it.
class ImageFitting final : public channels::ImageFitter {
public:
    explicit ImageFitting(media::ImageWorker& worker) : worker_(worker) {}
    asio::awaitable<Result<channels::FittedImage>> fit(std::string file, channels::ImageFit limits) override;

private:
    media::ImageWorker& worker_;
};

}
