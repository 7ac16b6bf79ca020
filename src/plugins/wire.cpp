// Reads what plugins say. A plugin is code that somebody installed, but its mistakes must stay its own: everything is
// bounded and checked.
#include "plugins/wire.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::plugins {

namespace {

constexpr std::size_t maxMessages = 100;
constexpr std::size_t maxTextBytes = 64 * 1024;
constexpr std::size_t maxIdBytes = 512;
constexpr std::size_t maxNameBytes = 256;
constexpr std::size_t maxAttachments = 50;

std::string text(const Json& object, std::string_view key, std::size_t limit) {
    return sanitizeUtf8(utf8Prefix(stringOr(object, key), limit));
}

channels::ChatKind chatKind(const std::string& word) {
    if (word == "group") return channels::ChatKind::group;
    return word == "channel" ? channels::ChatKind::channel : channels::ChatKind::direct;
}

channels::InboundKind eventKind(const std::string& word) {
    if (word == "edit") return channels::InboundKind::edit;
    if (word == "reaction") return channels::InboundKind::reaction;
    if (word == "button") return channels::InboundKind::button;
    if (word == "command") return channels::InboundKind::nativeCommand;
    return word == "notice" ? channels::InboundKind::notice : channels::InboundKind::message;
}

std::string wordsOf(const Json& error) { return sanitizeUtf8(utf8Prefix(stringOr(error, "message", "no message"), 300)); }

void readAttachments(const Json& item, channels::InboundMessage& message) {
    const Json* list = findMember(item, "attachments");
    if (!list || !list->is_array()) return;
    for (const Json& file : *list) {
        if (message.attachments.size() >= maxAttachments || !file.is_object()) break;
        channels::Attachment attachment;
        attachment.kind = text(file, "kind", 32);
        if (attachment.kind.empty()) attachment.kind = "document";
        attachment.mimeType = text(file, "mimeType", 100);
        attachment.fileName = text(file, "fileName", maxNameBytes);
        attachment.sizeBytes = std::max<std::int64_t>(0, findInteger(file, "sizeBytes").value_or(0));
        if (const Json* source = findMember(file, "source")) attachment.source = *source;
        message.attachments.push_back(std::move(attachment));
    }
}

}

Result<std::vector<channels::InboundMessage>> readInbound(const Json& params, const std::string& channel,
                                                          const std::string& accountId) {
    const Json* list = findMember(params, "messages");
    if (!list || !list->is_array()) return Error(Errc::invalidInput, "inbound: messages is missing");
    if (list->size() > maxMessages) return Error(Errc::invalidInput, "inbound: at most 100 messages at a time");
    std::vector<channels::InboundMessage> messages;
    for (const Json& item : *list) {
        channels::InboundMessage message;
        message.channel = channel;
        message.accountId = accountId;
        message.messageId = text(item, "messageId", maxIdBytes);
        message.kind = chatKind(stringOr(item, "chatKind"));
        message.event = eventKind(stringOr(item, "event"));
        message.chatId = text(item, "chatId", maxIdBytes);
        message.threadId = text(item, "threadId", maxIdBytes);
        message.senderId = text(item, "senderId", maxIdBytes);
        message.senderName = text(item, "senderName", maxNameBytes);
        message.senderUsername = text(item, "senderUsername", maxNameBytes);
        message.chatTitle = text(item, "chatTitle", maxNameBytes);
        message.text = text(item, "text", maxTextBytes);
        message.timestampMs = findInteger(item, "timestampMs").value_or(0);
        message.replyTargetId = text(item, "replyTargetId", maxIdBytes);
        message.isFromBot = findBool(item, "isFromBot").value_or(false);
        message.mentionsBot = findBool(item, "mentionsBot").value_or(false);
        message.mentionsAnyone = findBool(item, "mentionsAnyone").value_or(message.mentionsBot);
        message.canDetectMention = findBool(item, "canDetectMention").value_or(false);
        message.isReplyToBot = findBool(item, "isReplyToBot").value_or(false);
        message.targetMessageId = text(item, "targetMessageId", maxIdBytes);
        message.emoji = text(item, "emoji", 64);
        message.isRemoval = findBool(item, "isRemoval").value_or(false);
        readAttachments(item, message);
        if (message.text.empty() && !message.attachments.empty())
            message.text = "<media:" + message.attachments.front().kind + ">";
        for (const auto& [name, value] : {std::pair("messageId", &message.messageId), std::pair("chatId", &message.chatId),
                                          std::pair("senderId", &message.senderId), std::pair("text", &message.text)}) {
            if (value->empty()) return Error(Errc::invalidInput, std::string("inbound: a message has no ") + name);
        }
        const bool isDirect = message.kind == channels::ChatKind::direct;
        message.peerId = isDirect ? message.senderId : message.chatId;
        if (!isDirect && !message.threadId.empty()) {
            message.peerId = message.chatId + ":thread:" + message.threadId;
            message.parentPeerId = message.chatId;
        }
        messages.push_back(std::move(message));
    }
    return messages;
}

std::optional<store::ChannelOffset> readOffset(const Json& params, const std::string& channel, const std::string& accountId) {
    const Json* given = findMember(params, "offset");
    const auto value = given ? findInteger(*given, "value") : std::nullopt;
    if (!value) return std::nullopt;
    store::ChannelOffset offset;
    offset.channel = channel;
    offset.accountId = accountId;
    offset.value = *value;
    if (const Json* detail = findMember(*given, "detail")) offset.detail = *detail;
    return offset;
}

channels::Capabilities readCapabilities(const Json& document) {
    channels::Capabilities can;
    const auto has = [&](const char* key) { return findBool(document, key).value_or(false); };
    can.chats = {channels::ChatKind::direct};
    if (has("groups")) can.chats.push_back(channels::ChatKind::group);
    if (has("channels")) can.chats.push_back(channels::ChatKind::channel);
    const std::int64_t limit = findInteger(document, "textLimit").value_or(4000);
    can.textLimit = static_cast<std::size_t>(std::clamp<std::int64_t>(limit, 1, 100'000));
    can.hasThreads = has("threads");
    can.hasReplies = has("replies");
    can.hasEdits = has("edits");
    can.hasReactions = has("reactions");
    can.hasMedia = has("media");
    can.hasTyping = has("typing");
    can.isSendIdempotent = has("idempotentSend");
    can.idempotencyWindowMs = std::max<std::int64_t>(0, findInteger(document, "idempotencyWindowMs").value_or(0));
    const Json* actions = findMember(document, "actions");
    if (!actions || !actions->is_array()) return can;
    for (const Json& name : *actions) {
        const auto kind = name.is_string() ? channels::actionFromName(name.get<std::string>()) : std::nullopt;
        if (kind && std::ranges::find(can.actions, *kind) == can.actions.end()) can.actions.push_back(*kind);
    }
    return can;
}

Error readStartError(const Json& error) {
    const bool isRefused = findInteger(error, "code").value_or(0) == -32004;
    return Error(isRefused ? Errc::unauthorized : Errc::unavailable, wordsOf(error));
}

Error readSendError(const Json& error) {
    Error result(Errc::invalidInput, wordsOf(error));
    switch (findInteger(error, "code").value_or(0)) {
    case -32001: result.code = Errc::refused; break;
    case -32002: {
        result.code = Errc::rateLimited;
        const Json* data = findMember(error, "data");
        const auto wait = data ? findInteger(*data, "retryAfterMs") : std::nullopt;
        result.retryAfter = std::chrono::milliseconds(std::clamp<std::int64_t>(wait.value_or(1000), 0, 24 * 3600 * 1000));
        break;
    }
    case -32003: result.code = Errc::closed; break;
    default: break;
    }
    return result;
}

}
