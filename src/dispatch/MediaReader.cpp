// From attachments to what a model can use. Everything is bounded before it is fetched or held in memory.
#include "openclaw/dispatch/MediaReader.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::dispatch {

namespace {

constexpr std::size_t maxAttachments = 20;
/// What providers take as one picture.
constexpr std::int64_t maxImageBytes = 5 * 1024 * 1024;
constexpr std::int64_t megabyte = 1024 * 1024;

bool isPictureForModels(const std::string& mimeType) {
    return mimeType == "image/png" || mimeType == "image/jpeg" || mimeType == "image/gif" ||
           mimeType == "image/webp";
}

std::int64_t usualLimitMb(const std::string& channel) {
    if (channel == "telegram") return 5;
    if (channel == "imessage") return 16;
    if (channel == "whatsapp") return 50;
    return 8;
}

}

std::int64_t inboundLimit(const Json& config, const std::string& channel, const std::string& accountId) {
    const Json* section = findPath(config, "channels." + channel);
    const Json* accounts = section ? findMember(*section, "accounts") : nullptr;
    const Json* account = accounts ? findMember(*accounts, accountId) : nullptr;
    auto megabytes = account ? findNumber(*account, "mediaMaxMb") : std::nullopt;
    if (!megabytes && section) megabytes = findNumber(*section, "mediaMaxMb");
    if (!megabytes || !(*megabytes > 0)) return usualLimitMb(channel) * megabyte;
    return static_cast<std::int64_t>(std::min(*megabytes, 2000.0) * static_cast<double>(megabyte));
}

asio::awaitable<Result<media::StoredFile>>
MediaReader::fetch(channels::Channel& channel, channels::Attachment attachment, std::int64_t maxBytes) {
    if (attachment.sizeBytes > maxBytes)
        co_return Error(Errc::invalidInput,
                        "it is larger than " + std::to_string(maxBytes / megabyte) + " MB");
    Result<std::filesystem::path> path = folder_.newPath();
    if (!path) co_return path.error();
    const std::string fileName = attachment.fileName;
    const std::string declared = attachment.mimeType;
    std::string target = path->string();
    Result<std::int64_t> size = co_await channel.download(std::move(attachment), std::move(target), maxBytes);
    if (!size) co_return size.error();
    co_return folder_.adopt(*path, fileName, declared);
}

asio::awaitable<Result<agent::ImageInput>> MediaReader::pictureForModel(media::StoredFile file) {
    co_await asio::this_coro::throw_if_cancelled(false);
    // Moving pictures stay what they are; nothing here decodes them.
    const bool isPrepared = images_ && file.mimeType != "image/gif";
    const std::size_t limit =
        isPrepared ? media::ImageWorker::maxInputBytes : static_cast<std::size_t>(maxImageBytes);
    if (file.bytes > static_cast<std::int64_t>(limit)) co_return Error(Errc::invalidInput, "it is too large");
    if (!isPrepared) {
        const Result<std::string> bytes = readFile(file.path, limit);
        if (!bytes) co_return bytes.error();
        co_return agent::ImageInput{file.mimeType, base64Encode(*bytes)};
    }
    const media::ImageWish wish;
    Result<media::PreparedImage> image = co_await images_->prepare(std::move(file.path), wish);
    if (!image) co_return image.error();
    co_return agent::ImageInput{image->mimeType, base64Encode(image->bytes)};
}

asio::awaitable<MediaReading> MediaReader::read(channels::Channel& channel, RunRequest request, Json config) {
    co_await asio::this_coro::throw_if_cancelled(false);
    MediaReading reading;
    const std::int64_t maxBytes = inboundLimit(config, channel.name(), channel.accountId());
    const Json* scope = findPath(config, "tools.media.audio.scope");
    const std::string chatType = request.isGroup ? "group" : "direct";
    const bool mayListen = prompt::isMediaInScope(scope, channel.name(), chatType, request.sessionKey);
    for (channels::Attachment& attachment : request.attachments) {
        if (reading.files.size() >= maxAttachments) break;
        const std::string kind = attachment.kind;
        Result<media::StoredFile> file = co_await fetch(channel, std::move(attachment), maxBytes);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return reading;
        if (!file) {
            reading.problems.push_back("a file (" + kind +
                                       ") could not be fetched: " + log::redact(file.error().message));
            continue;
        }
        const std::size_t index = reading.files.size();
        reading.files.push_back(prompt::Attachment{file->path.string(), file->mimeType, ""});
        if (isPictureForModels(file->mimeType)) {
            Result<agent::ImageInput> picture = co_await pictureForModel(*file);
            const bool stopped = co_await isCancelled();
            if (stopped) co_return reading;
            if (picture)
                reading.images.push_back(std::move(*picture));
            else
                reading.problems.push_back("a picture could not be read: " +
                                           log::redact(picture.error().message));
        }
        const bool isSound = file->kind == "audio" || kind == "voice";
        std::vector<media::TranscriptionModel> models;
        if (isSound && mayListen) models = media::transcriptionModels(config);
        if (models.empty()) continue;
        Result<std::string> words = co_await transcriber_.transcribe(std::move(models), *file, request.agentId);
        if (!words && words.error().is(Errc::notFound)) continue; // there is nobody to ask
        if (!words) {
            reading.problems.push_back("a recording could not be transcribed: " +
                                       log::redact(words.error().message));
            continue;
        }
        reading.described.insert(index);
        reading.understood.push_back({prompt::UnderstandingKind::audioTranscription, std::move(*words)});
    }
    co_return reading;
}

std::string MediaReading::messageFor(const RunRequest& request) const {
    std::string message = request.message;
    if (!understood.empty()) {
        const std::string words = prompt::formatUnderstoodBody(request.text, understood);
        const std::size_t at = request.text.empty() ? std::string::npos : message.rfind(request.text);
        if (at == std::string::npos)
            message += "\n" + words;
        else
            message.replace(at, request.text.size(), words);
    }
    std::string note = prompt::formatMediaNote(files, described).value_or(std::string());
    for (const std::string& problem : problems)
        note += (note.empty() ? "[" : "\n[") + problem + "]";
    return note.empty() ? message : note + "\n" + message;
}

}
