// Files on their way out get what phones show before the download (size, length, a small picture, the shape
// of a voice note); files on their way in are asked for again when they have expired.
#include "channels/whatsapp/Files.hpp"

#include "channels/whatsapp/outbound.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/whatsapp/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::int64_t megabyte = 1024 * 1024;
constexpr std::int64_t maxImageBytes = 6 * megabyte;
constexpr std::int64_t maxSoundBytes = 16 * megabyte;
constexpr std::int64_t maxDocumentBytes = 100 * megabyte;
constexpr std::uint32_t thumbnailSide = 72;
constexpr std::size_t oggTailBytes = 64 * 1024;
constexpr std::size_t waveformInput = 4 << 20;
constexpr std::chrono::seconds phonePatience{30};
constexpr std::size_t ivBytes = 12;

std::string readPart(std::ifstream& in, std::uint64_t at, std::size_t bytes) {
    in.clear();
    in.seekg(static_cast<std::streamoff>(at));
    std::string part(bytes, '\0');
    in.read(part.data(), static_cast<std::streamsize>(bytes));
    part.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount())));
    return part;
}

void describeVoice(const std::string& path, wa::MediaRef& media) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) return;
    const auto size = static_cast<std::uint64_t>(std::max<std::streamoff>(0, in.tellg()));
    media.seconds =
        wa::oggSeconds(readPart(in, size - std::min<std::uint64_t>(size, oggTailBytes), oggTailBytes));
    media.waveform = wa::oggWaveform(
        readPart(in, 0, static_cast<std::size_t>(std::min<std::uint64_t>(size, waveformInput))));
}

void describeVideo(const std::string& path, wa::MediaRef& media) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return;
    const auto read = [&in](std::uint64_t at, std::size_t bytes) { return readPart(in, at, bytes); };
    const auto facts = wa::readMovie(read);
    if (!facts) return;
    media.width = facts->width;
    media.height = facts->height;
    media.seconds = facts->seconds;
}

Result<void> checkSize(const std::string& path, wa::MediaKind kind) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    if (error) return Error(Errc::notFound, "cannot read the file to send");
    const bool isSound = kind == wa::MediaKind::audio || kind == wa::MediaKind::video;
    const bool isPicture = kind == wa::MediaKind::image || kind == wa::MediaKind::sticker;
    const std::int64_t limit = isPicture ? maxImageBytes : isSound ? maxSoundBytes : maxDocumentBytes;
    if (bytes > static_cast<std::uintmax_t>(limit))
        return Error(Errc::invalidInput,
                     fmt::format("the file is larger than the {} MB that WhatsApp takes", limit / megabyte));
    return {};
}

/// A file that goes away with it.
class ScratchFile {
public:
    explicit ScratchFile(std::filesystem::path path) : path_(std::move(path)) {}
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() { ::unlink(path_.c_str()); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}

Files::Files(Account& account, net::HttpClient& http, ImageFitter* images, std::filesystem::path scratch)
    : account_(account), transfer_(account, http, scratch), scratch_(std::move(scratch)), images_(images),
      answered_(account.executor) {}

asio::awaitable<Result<wa::MediaRef>> Files::uploadPicture(std::string path) {
    ImageFit limits;
    limits.maxBytes = maxImageBytes;
    limits.thumbnailSide = thumbnailSide;
    const ScratchFile fitted(scratch_ / ("picture-" + randomHex(8)));
    Result<FittedImage> image = co_await images_->fit(std::move(path), fitted.path(), limits);
    if (!image) co_return image.error().withContext("making the picture fit for WhatsApp");
    Result<wa::MediaRef> media = co_await transfer_.upload(fitted.path().string(), wa::MediaKind::image);
    if (!media) co_return media;
    media->mimeType = image->mimeType;
    media->width = image->width;
    media->height = image->height;
    media->thumbnail = std::move(image->thumbnail);
    co_return media;
}

asio::awaitable<Result<wa::MediaRef>> Files::upload(Json payload) {
    const std::string path = stringOr(payload, "path");
    const std::string mime = stringOr(payload, "mime", "application/octet-stream");
    const bool asVoice = findBool(payload, "asVoice").value_or(false);
    const wa::MediaKind kind =
        asVoice ? wa::MediaKind::audio : mediaKindFor(mime, findBool(payload, "asDocument").value_or(false));
    if (kind == wa::MediaKind::image && images_ && mime != "image/gif") {
        Result<wa::MediaRef> picture = co_await uploadPicture(path);
        co_return picture;
    }
    if (const Result<void> fits = checkSize(path, kind); !fits) co_return fits.error();
    Result<wa::MediaRef> media = co_await transfer_.upload(path, kind);
    if (!media) co_return media;
    media->mimeType = mime;
    media->fileName = stringOr(payload, "name");
    media->isAnimated = findBool(payload, "gifPlayback").value_or(false);
    // Audio goes out as a voice note, the way people send it (spec outbound.md section 7).
    media->isVoice = kind == wa::MediaKind::audio;
    if (media->isVoice) {
        if (mime == "audio/ogg") media->mimeType = "audio/ogg; codecs=opus";
        describeVoice(path, *media);
    }
    if (kind == wa::MediaKind::video) describeVideo(path, *media);
    co_return media;
}

asio::awaitable<Result<std::int64_t>>
Files::download(wa::MediaRef media, FileOrigin origin, std::string path, std::int64_t maxBytes) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<std::int64_t> size = co_await transfer_.download(media, path, maxBytes);
    // 403, 404 and 410 all mean that the server has it no more.
    const bool hasExpired = !size && (size.error().is(Errc::notFound) || size.error().is(Errc::unauthorized));
    if (!hasExpired || origin.messageId.empty() || !account_.isOnline()) co_return size;
    log::info("whatsapp", "account={} asking the phone for an expired file", account_.id);
    Result<std::string> place = co_await askForFile(media, std::move(origin));
    if (!place) co_return place.error();
    media.directPath = std::move(*place);
    size = co_await transfer_.download(std::move(media), std::move(path), maxBytes);
    co_return size;
}

asio::awaitable<Result<std::string>> Files::askForFile(wa::MediaRef media, FileOrigin origin) {
    const std::string id = origin.messageId;
    const std::string iv = crypto::randomBytes(ivBytes);
    wa::MediaRetryRequest request{
        id, origin.chat, origin.participant, origin.fromMe, iv, wa::sealMediaRetry(media.mediaKey, id, iv)};
    awaited_.insert_or_assign(id, std::nullopt);
    account_.connection->send(wa::mediaRetryReceipt(request, account_.credentials.me));
    Result<void> waited = co_await withTimeout(phonePatience, awaitAnswer(id));
    if (!waited && waited.error().is(Errc::cancelled)) co_return waited.error();
    const auto found = awaited_.find(id);
    const std::optional<wa::Node> answer = found == awaited_.end() ? std::nullopt : found->second;
    awaited_.erase(id);
    if (!answer) co_return Error(Errc::notFound, "the file has expired and the phone did not send it again");
    const wa::Node* sealed = answer->child("encrypt");
    if (!sealed)
        co_return Error(Errc::notFound, "the file has expired and the phone does not have it any more");
    co_return wa::openMediaRetry(media.mediaKey, id, sealed->childBytes("enc_iv"),
                                 sealed->childBytes("enc_p"));
}

asio::awaitable<Result<void>> Files::awaitAnswer(std::string messageId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const auto found = awaited_.find(messageId);
        if (found == awaited_.end() || found->second) co_return Result<void>();
        co_await answered_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

void Files::onRetryAnswer(const wa::Node& notification) {
    const auto found = awaited_.find(notification.text("id"));
    if (found == awaited_.end()) return;
    found->second = notification;
    answered_.notify();
}

}
