// Reads the rows that imsg reports. Members that do not apply are absent or null; both count as missing.
#include "channels/imessage/rows.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/targets.hpp"

#include <fmt/format.h>

#include <chrono>

namespace openclaw::channels::imessage {

namespace {

constexpr std::size_t maxTextBytes = 64 * 1024;
constexpr std::size_t maxContextBytes = 16 * 1024;
constexpr std::size_t maxNameBytes = 256;
constexpr std::size_t maxAttachments = 50;

std::string displayName(std::string_view text) { return collapseSpaces(utf8Prefix(text, maxNameBytes)); }

std::string firstOf(const Json& object, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        std::string value = stringOr(object, key);
        if (!value.empty()) return value;
    }
    return {};
}

std::string kindOf(std::string_view mimeType, bool isSticker) {
    if (isSticker) return "sticker";
    for (const std::string_view kind : {"image", "video", "audio"}) {
        if (mimeType.starts_with(std::string(kind) + "/")) return std::string(kind);
    }
    return mimeType.empty() ? "attachment" : "document";
}

void readAttachments(const Json& row, InboundMessage& out) {
    const Json* list = findMember(row, "attachments");
    if (!list || !list->is_array()) return;
    for (const Json& item : *list) {
        // imsg's pages and its code name these differently.
        const std::string path = firstOf(item, {"original_path", "path"});
        const bool isGone = findBool(item, "missing").value_or(false) || path.empty();
        if (isGone || out.attachments.size() >= maxAttachments) continue;
        Attachment attachment;
        attachment.mimeType = std::string(utf8Prefix(stringOr(item, "mime_type"), 100));
        attachment.kind = kindOf(attachment.mimeType, findBool(item, "is_sticker").value_or(false));
        attachment.fileName = displayName(firstOf(item, {"transfer_name", "filename"}));
        if (const std::size_t slash = attachment.fileName.rfind('/'); slash != std::string::npos)
            attachment.fileName.erase(0, slash + 1);
        attachment.sizeBytes = findInteger(item, "total_bytes").value_or(findInteger(item, "byte_size").value_or(0));
        attachment.source = Json{{"path", path}};
        out.attachments.push_back(std::move(attachment));
    }
}

bool isGroup(const Json& row, const RowContext& context, const std::string& chatId) {
    if (findBool(row, "is_group").value_or(false) || context.groupIds.contains(chatId)) return true;
    for (const char* key : {"chat_guid", "chat_identifier"}) {
        if (stringOr(row, key).find(";+;") != std::string::npos) return true;
    }
    return false;
}

bool readReaction(const Json& row, InboundMessage& out) {
    out.event = InboundKind::reaction;
    out.isRemoval = !findBool(row, "is_reaction_add").value_or(true);
    out.emoji = displayName(firstOf(row, {"reaction_emoji", "reaction_type"}));
    out.targetMessageId = stringOr(row, "reacted_to_guid");
    out.text = fmt::format("iMessage reaction {}: {} by {} on msg {}", out.isRemoval ? "removed" : "added", out.emoji,
                           out.senderId, out.targetMessageId);
    return !out.emoji.empty();
}

}

std::int64_t parseIsoTime(std::string_view text) {
    const auto digits = [&](std::size_t at, std::size_t count) -> std::int64_t {
        const auto value = at + count <= text.size() ? parseInteger(text.substr(at, count)) : std::nullopt;
        return value && *value >= 0 ? *value : -1;
    };
    const std::int64_t year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    const std::int64_t hour = digits(11, 2), minute = digits(14, 2), second = digits(17, 2);
    if (year < 1970 || year > 9999 || hour < 0 || minute < 0 || second < 0) return 0;
    using namespace std::chrono;
    const year_month_day date{std::chrono::year(static_cast<int>(year)), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (month < 1 || day < 1 || !date.ok() || hour > 23 || minute > 59 || second > 60) return 0;
    std::int64_t time = sys_days(date).time_since_epoch().count() * std::int64_t{86'400'000};
    time += ((hour * 60 + minute) * 60 + second) * 1000;
    std::size_t at = 19;
    if (at < text.size() && text[at] == '.') {
        std::int64_t unit = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            time += (text[at] - '0') * unit;
    }
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        const std::int64_t hours = digits(at + 1, 2), minutes = digits(at + 4, 2);
        if (hours >= 0 && minutes >= 0) time -= (text[at] == '+' ? 1 : -1) * (hours * 60 + minutes) * 60'000;
    }
    return time;
}

std::optional<std::int64_t> rowIdOf(const Json& row) {
    const auto id = findInteger(row, "id");
    return id && *id > 0 ? id : std::nullopt;
}

std::string chatKeyOf(const Json& row) {
    if (const auto id = findInteger(row, "chat_id")) return "chat_id:" + std::to_string(*id);
    return routing::normalizeIMessageHandle(stringOr(row, "sender"));
}

std::optional<InboundMessage> decodeRow(const Json& row, const RowContext& context) {
    if (findBool(row, "is_from_me").value_or(false)) return std::nullopt;
    const auto rowId = rowIdOf(row);
    const std::string handle = stringOr(row, "sender");
    if (!rowId || handle.empty()) return std::nullopt;
    InboundMessage out;
    out.channel = "imessage";
    out.accountId = context.accountId;
    out.senderId = routing::normalizeIMessageHandle(handle);
    out.senderName = displayName(firstOf(row, {"sender_name", "contact_name"}));
    const auto chat = findInteger(row, "chat_id");
    const std::string chatId = chat ? std::to_string(*chat) : std::string();
    if (isGroup(row, context, chatId)) {
        if (chatId.empty()) return std::nullopt;
        out.kind = ChatKind::group;
        // The bare id is what configurations list.
        out.chatId = chatId;
        out.peerId = chatId;
        out.chatTitle = displayName(stringOr(row, "chat_name"));
    } else {
        out.kind = ChatKind::direct;
        out.chatId = "imessage:" + out.senderId;
        out.peerId = out.senderId;
    }
    const std::string guid = stringOr(row, "guid");
    out.messageId = guid.empty() ? "row:" + std::to_string(*rowId) : guid;
    out.replyTargetId = guid;
    out.timestampMs = parseIsoTime(stringOr(row, "created_at"));
    out.canDetectMention = context.hasMentionPatterns;
    out.channelData = Json{{"rowId", *rowId}, {"chatGuid", stringOr(row, "chat_guid")}};
    if (findBool(row, "is_reaction").value_or(false)) {
        if (!readReaction(row, out)) return std::nullopt;
        return out;
    }
    out.text = sanitizeUtf8(trimUnicode(utf8Prefix(stringOr(row, "text"), maxTextBytes)));
    if (context.includesAttachments) readAttachments(row, out);
    // U+FFFC stands where a file was in the text.
    if (out.text == "\xEF\xBF\xBC") out.text.clear();
    if (out.text.empty() && !out.attachments.empty()) out.text = "<media:" + out.attachments.front().kind + ">";
    if (out.text.empty()) return std::nullopt;
    const std::string quoted = sanitizeUtf8(utf8Prefix(stringOr(row, "reply_to_text"), maxContextBytes));
    if (!quoted.empty())
        out.trailingContext = fmt::format("\n\n[Replying to {} id:{}]\n{}\n[/Replying]", displayName(stringOr(row, "reply_to_sender")),
                                          firstOf(row, {"reply_to_guid", "reply_to_id", "thread_originator_guid"}), quoted);
    return out;
}

}
