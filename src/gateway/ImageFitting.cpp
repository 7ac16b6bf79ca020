// From one room's words for a picture to the other's.
#include "gateway/ImageFitting.hpp"

#include "openclaw/core/files.hpp"

namespace openclaw::gateway {

asio::awaitable<Result<channels::FittedImage>>
ImageFitting::fit(std::filesystem::path file, std::filesystem::path fitted, channels::ImageFit limits) {
    media::ImageWish wish;
    wish.maxSide = limits.maxSide;
    wish.maxBytes = limits.maxBytes;
    wish.asJpeg = true;
    wish.thumbnailSide = limits.thumbnailSide;
    Result<media::PreparedImage> image = co_await images_.prepare(std::move(file), wish);
    if (!image) co_return image.error();
    channels::FittedImage facts;
    facts.mimeType = std::move(image->mimeType);
    facts.width = image->width;
    facts.height = image->height;
    facts.thumbnail = std::move(image->thumbnail);
    std::function<Result<void>()> job = [fitted = std::move(fitted), bytes = std::move(image->bytes)] {
        const Result<void> folder = ensurePrivateDirectory(fitted.parent_path());
        return folder ? writeFileAtomically(fitted, bytes) : folder;
    };
    const Result<void> written = co_await writer_.run(std::move(job));
    if (!written) co_return written.error();
    co_return facts;
}

}
