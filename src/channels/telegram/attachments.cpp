// Which files a Bot API message carries. What Telegram declares about them is taken as a hint only.
#include "channels/telegram/attachments.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace openclaw::channels::telegram {

namespace {

struct MediaMember {
    std::string_view member;
    std::string_view kind;
    std::string_view mimeType; // when none is declared
    std::string_view placeholder;
};
/// An animation also carries `document`, so it comes first.
constexpr std::array<MediaMember, 8> mediaMembers{{{"photo", "image", "image/jpeg", "<media:image>"},
                                                   {"video", "video", "video/mp4", "<media:video>"},
                                                   {"video_note", "video", "video/mp4", "<media:video>"},
                                                   {"animation", "video", "video/mp4", "<media:video>"},
                                                   {"audio", "audio", "audio/mpeg", "<media:audio>"},
                                                   {"voice", "voice", "audio/ogg", "<media:audio>"},
                                                   {"document", "document", "", "<media:document>"},
                                                   {"sticker", "sticker", "image/webp", "<media:sticker>"}}};
constexpr std::size_t maxFileNameBytes = 256;
constexpr std::int64_t maxSeconds = 7 * 24 * 3600;

const Json* largestPhoto(const Json& sizes) {
    const Json* best = nullptr;
    std::int64_t bestArea = -1;
    for (const Json& size : sizes) {
        const std::int64_t width =
            std::clamp<std::int64_t>(findInteger(size, "width").value_or(0), 0, 1 << 20);
        const std::int64_t height =
            std::clamp<std::int64_t>(findInteger(size, "height").value_or(0), 0, 1 << 20);
        if (width * height >= bestArea) {
            bestArea = width * height;
            best = &size;
        }
    }
    return best;
}

/// The first kind of media in the message and the object that describes its file.
std::pair<const MediaMember*, const Json*> findMedia(const Json& message) {
    for (const MediaMember& entry : mediaMembers) {
        const Json* media = findMember(message, entry.member);
        if (media && media->is_array()) return {&entry, largestPhoto(*media)};
        if (media && media->is_object()) return {&entry, media};
    }
    return {nullptr, nullptr};
}

}

std::vector<Attachment> readAttachments(const Json& message) {
    const auto [entry, file] = findMedia(message);
    if (!entry || !file) return {};
    const std::string fileId = stringOr(*file, "file_id");
    const bool moves =
        findBool(*file, "is_animated").value_or(false) || findBool(*file, "is_video").value_or(false);
    if (fileId.empty() || (entry->kind == "sticker" && moves)) return {};
    Attachment attachment;
    attachment.kind = entry->kind;
    attachment.mimeType = stringOr(*file, "mime_type", std::string(entry->mimeType));
    attachment.fileName = collapseSpaces(utf8Prefix(stringOr(*file, "file_name"), maxFileNameBytes));
    attachment.sizeBytes = std::max<std::int64_t>(0, findInteger(*file, "file_size").value_or(0));
    attachment.durationMs =
        1000 * std::clamp<std::int64_t>(findInteger(*file, "duration").value_or(0), 0, maxSeconds);
    attachment.source = Json{{"fileId", fileId}, {"uniqueId", stringOr(*file, "file_unique_id")}};
    return {std::move(attachment)};
}

std::string mediaPlaceholder(const Json& message) {
    const auto [entry, file] = findMedia(message);
    return entry ? std::string(entry->placeholder) : std::string();
}

}
