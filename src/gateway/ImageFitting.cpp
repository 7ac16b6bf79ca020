// From one room's words for a picture to the other's.
#include "gateway/ImageFitting.hpp"

namespace openclaw::gateway {

asio::awaitable<Result<channels::FittedImage>> ImageFitting::fit(std::string file,
                                                                 channels::ImageFit limits) {
    media::ImageWish wish;
    wish.maxSide = limits.maxSide;
    wish.maxBytes = limits.maxBytes;
    wish.asJpeg = true;
    wish.thumbnailSide = limits.thumbnailSide;
    Result<media::PreparedImage> image = co_await worker_.prepare(std::move(file), wish);
    if (!image) co_return image.error();
    channels::FittedImage fitted;
    fitted.mimeType = std::move(image->mimeType);
    fitted.bytes = std::move(image->bytes);
    fitted.width = image->width;
    fitted.height = image->height;
    fitted.thumbnail = std::move(image->thumbnail);
    co_return fitted;
}

}
