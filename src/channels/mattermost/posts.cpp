// Reads posts. The server puts JSON into strings; every level is looked up tolerantly.
#include "channels/mattermost/posts.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::channels::mattermost {

namespace {

constexpr std::size_t maxTextBytes = 64 * 1024;
constexpr std::size_t maxNameBytes = 256;
constexpr std::size_t maxFiles = 50;

std::string displayName(std::string_view text) { return collapseSpaces(utf8Prefix(text, maxNameBytes)); }

bool isTrueWord(const Json& props, const char* key) {
    const Json* value = findMember(props, key);
    return value && (*value == true || *value == "true");
}

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

/// Where "@name" stands as a word, or npos.
std::size_t findMention(const std::string& text, const std::string& username) {
    if (username.empty()) return std::string::npos;
    const std::string haystack = toLowerAscii(text);
    const std::string needle = "@" + toLowerAscii(username);
    for (std::size_t at = haystack.find(needle); at != std::string::npos; at = haystack.find(needle, at + 1)) {
        const std::size_t end = at + needle.size();
        const bool beginsWord = at == 0 || !isWordCharacter(haystack[at - 1]);
        // "@bot." ends a sentence, "@bot.two" is somebody else.
        const bool endsWord = end == haystack.size() || !isWordCharacter(haystack[end]) ||
                              (haystack[end] == '.' && (end + 1 == haystack.size() || !isWordCharacter(haystack[end + 1])));
        if (beginsWord && endsWord) return at;
    }
    return std::string::npos;
}

std::string kindOf(std::string_view mimeType) {
    for (const std::string_view kind : {"image", "video", "audio"}) {
        if (mimeType.starts_with(std::string(kind) + "/")) return std::string(kind);
    }
    return "document";
}

void readFiles(const Json& post, InboundMessage& out) {
    const Json* ids = findMember(post, "file_ids");
    const Json* metadata = findMember(post, "metadata");
    const Json* files = metadata ? findMember(*metadata, "files") : nullptr;
    if (!ids || !ids->is_array()) return;
    for (const Json& id : *ids) {
        if (!id.is_string() || out.attachments.size() >= maxFiles) continue;
        Attachment attachment;
        attachment.kind = "document";
        attachment.source = Json{{"fileId", id}};
        if (files && files->is_array()) {
            for (const Json& file : *files) {
                if (stringOr(file, "id") != id.get<std::string>()) continue;
                attachment.mimeType = std::string(utf8Prefix(stringOr(file, "mime_type"), 100));
                attachment.kind = kindOf(attachment.mimeType);
                attachment.fileName = displayName(stringOr(file, "name"));
                attachment.sizeBytes = std::max<std::int64_t>(0, findInteger(file, "size").value_or(0));
            }
        }
        out.attachments.push_back(std::move(attachment));
    }
}

void readPlace(const std::string& rootId, const PostContext& context, InboundMessage& out) {
    const ChannelFacts& channel = context.channel;
    out.channel = "mattermost";
    out.accountId = context.accountId;
    out.senderName = context.senderName;
    out.senderUsername = context.senderName;
    out.canDetectMention = !context.bot.username.empty();
    out.guildId = channel.teamId;
    if (channel.type == "D") {
        out.kind = ChatKind::direct;
        out.chatId = "user:" + out.senderId;
        out.peerId = out.senderId;
        return;
    }
    out.kind = channel.type == "G" ? ChatKind::group : ChatKind::channel;
    out.chatId = "channel:" + channel.id;
    out.peerId = channel.id;
    out.chatTitle = displayName(channel.displayName.empty() ? channel.name : channel.displayName);
    if (rootId.empty()) return;
    out.threadId = rootId;
    out.peerId = channel.id + ":thread:" + rootId;
    out.parentPeerId = channel.id;
}

/// Applies mention and chat mode to the text; the mention and the prefix are for the bot, not for the agent.
void readAddress(const PostContext& context, InboundMessage& out) {
    const std::size_t at = findMention(out.text, context.bot.username);
    out.mentionsBot = at != std::string::npos || context.isMentioned;
    if (at != std::string::npos) {
        out.text.erase(at, context.bot.username.size() + 1);
        out.text = std::string(trimUnicode(out.text));
    }
    if (context.mode.word == "onmessage") out.mentionsBot = true;
    if (context.mode.word != "onchar") return;
    for (const std::string& prefix : context.mode.prefixes) {
        if (prefix.empty() || !out.text.starts_with(prefix)) continue;
        out.mentionsBot = true;
        out.text = std::string(trimUnicode(out.text.substr(prefix.size())));
        return;
    }
}

}

Json nestedJson(const Json& object, std::string_view key) {
    const auto text = findString(object, key);
    const Result<Json> value = text ? parseJson(*text) : Result<Json>(Json());
    return value ? *value : Json();
}

ChannelFacts readChannel(const Json& channel) {
    ChannelFacts facts;
    facts.id = stringOr(channel, "id");
    facts.type = stringOr(channel, "type");
    facts.name = stringOr(channel, "name");
    facts.displayName = stringOr(channel, "display_name");
    facts.teamId = stringOr(channel, "team_id");
    return facts;
}

std::optional<InboundMessage> decodePost(const Json& post, const PostContext& context) {
    InboundMessage out;
    out.messageId = stringOr(post, "id");
    out.senderId = stringOr(post, "user_id");
    const bool isSystem = !stringOr(post, "type").empty();
    const bool isGone = findInteger(post, "delete_at").value_or(0) > 0;
    if (out.messageId.empty() || out.senderId.empty() || out.senderId == context.bot.id || isSystem || isGone) return std::nullopt;
    const std::string rootId = stringOr(post, "root_id");
    readPlace(rootId, context, out);
    out.timestampMs = findInteger(post, "create_at").value_or(0);
    // A reply's id is refused as a root, so answers go to the root of its thread.
    out.replyTargetId = rootId.empty() ? out.messageId : rootId;
    if (const Json* props = findMember(post, "props"))
        out.isFromBot = isTrueWord(*props, "from_bot") || isTrueWord(*props, "from_webhook");
    out.text = sanitizeUtf8(trimUnicode(utf8Prefix(stringOr(post, "message"), maxTextBytes)));
    readFiles(post, out);
    const bool hadWords = !out.text.empty();
    if (out.kind != ChatKind::direct) readAddress(context, out);
    if (out.text.empty() && !out.attachments.empty()) out.text = "<media:" + out.attachments.front().kind + ">";
    if (out.text.empty() && !hadWords) return std::nullopt;
    if (out.text.empty()) out.text = stringOr(post, "message");
    out.channelData = Json{{"channelId", context.channel.id}, {"rootId", rootId}};
    return out;
}

std::optional<InboundMessage> decodeEdit(const Json& post, const PostContext& context) {
    const std::int64_t editedAt = findInteger(post, "edit_at").value_or(0);
    auto out = decodePost(post, context);
    if (!out || editedAt <= 0) return std::nullopt;
    out->event = InboundKind::edit;
    out->targetMessageId = out->messageId;
    out->messageId += ":edit:" + std::to_string(editedAt);
    return out;
}

std::optional<InboundMessage> decodeReaction(const Json& reaction, bool isRemoval, const PostContext& context) {
    InboundMessage out;
    out.senderId = stringOr(reaction, "user_id");
    out.targetMessageId = stringOr(reaction, "post_id");
    out.emoji = displayName(stringOr(reaction, "emoji_name"));
    if (out.senderId.empty() || out.senderId == context.bot.id || out.targetMessageId.empty() || out.emoji.empty())
        return std::nullopt;
    readPlace(std::string(), context, out);
    out.event = InboundKind::reaction;
    out.isRemoval = isRemoval;
    out.timestampMs = findInteger(reaction, "create_at").value_or(0);
    const std::int64_t at = std::max(out.timestampMs, findInteger(reaction, "delete_at").value_or(0));
    out.messageId = fmt::format("{}:reaction:{}:{}:{}:{}", out.targetMessageId, out.senderId, out.emoji,
                                isRemoval ? "removed" : "added", at);
    out.replyTargetId = out.targetMessageId;
    out.text = fmt::format("Mattermost reaction {}: :{}: by {} on post {}", isRemoval ? "removed" : "added", out.emoji,
                           out.senderName.empty() ? out.senderId : out.senderName, out.targetMessageId);
    return out;
}

}
