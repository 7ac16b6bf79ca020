#pragma once

#include "openclaw/channels/images.hpp"
#include "openclaw/media/ImageWorker.hpp"

namespace openclaw::gateway {

/// Lets channels use the image child without knowing of it.
class ImageFitting final : public channels::ImageFitter {
public:
    ImageFitting(media::ImageWorker& images, Worker& writer) : images_(images), writer_(writer) {}
    asio::awaitable<Result<channels::FittedImage>>
    fit(std::filesystem::path file, std::filesystem::path fitted, channels::ImageFit limits) override;

private:
    media::ImageWorker& images_;
    Worker& writer_;
};

}
