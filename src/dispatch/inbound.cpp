// Inbound events in the forms that later stages need.
#include "dispatch/inbound.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/prompt/envelope.hpp"
#include "openclaw/text/mentions.hpp"
#include "openclaw/text/prefixes.hpp"

#include <fmt/format.h>

namespace openclaw::dispatch {

namespace {

using channels::ChatKind;
using channels::InboundKind;
using channels::InboundMessage;

std::string channelLabel(const std::string& channel) {
    if (channel == "whatsapp") return "WhatsApp";
    if (channel == "imessage") return "iMessage";
    std::string label = channel;
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z') label[0] = static_cast<char>(label[0] - 32);
    return label;
}

std::string fromLabel(const InboundMessage& message) {
    if (message.kind == ChatKind::direct) {
        if (message.channel == "telegram") return displayNameOf(message) + " id:" + message.senderId;
        prompt::FromLabel label;
        label.directLabel = displayNameOf(message);
        label.directId = message.senderId;
        return prompt::formatFromLabel(label);
    }
    std::string label =
        message.chatTitle.empty() ? "group:" + message.chatId : message.chatTitle + " id:" + message.chatId;
    if (!message.threadId.empty()) label += " topic:" + message.threadId;
    return label;
}

/// The account's value, else the channel's.
const Json* accountValue(const Json& config, const InboundMessage& message, const char* key) {
    const Json* channels = findMember(config, "channels");
    const Json* channel = channels ? findMember(*channels, message.channel) : nullptr;
    if (!channel) return nullptr;
    const Json* accounts = findMember(*channel, "accounts");
    const Json* account = accounts ? findMember(*accounts, message.accountId) : nullptr;
    const Json* own = account ? findMember(*account, key) : nullptr;
    return own ? own : findMember(*channel, key);
}

/// "[<media:image>]"-style words for attachments, so that a message without text still says what it is.
std::string placeholders(const InboundMessage& message) {
    std::string out;
    for (const auto& attachment : message.attachments)
        out += (out.empty() ? "<media:" : " <media:") +
               (attachment.kind == "voice" ? "audio" : attachment.kind) + ">";
    return out;
}

}

routing::RouteRequest routeRequest(const InboundMessage& message) {
    routing::RouteRequest request;
    request.channel = message.channel;
    request.accountId = message.accountId;
    request.guildId = message.guildId;
    const bool isDirect = message.kind == ChatKind::direct;
    const bool isGroup = message.kind == ChatKind::group;
    const auto kind = isDirect  ? routing::PeerKind::dm
                      : isGroup ? routing::PeerKind::group
                                : routing::PeerKind::channel;
    request.peer = routing::Peer{kind, message.peerId};
    if (!message.parentPeerId.empty()) request.parentPeer = routing::Peer{kind, message.parentPeerId};
    return request;
}

std::string displayNameOf(const InboundMessage& message) {
    if (message.senderName.empty())
        return message.senderUsername.empty() ? message.senderId : "@" + message.senderUsername;
    return message.senderUsername.empty() ? message.senderName
                                          : message.senderName + " (@" + message.senderUsername + ")";
}

std::string speakerOf(const InboundMessage& message) {
    return prompt::senderLabel({message.senderName, message.senderUsername, {}, {}, message.senderId})
        .value_or(message.senderId);
}

std::string envelopeHead(const InboundMessage& message, const Json& config, std::int64_t previousMs) {
    prompt::Envelope envelope;
    envelope.channel = channelLabel(message.channel);
    envelope.from = fromLabel(message);
    envelope.timestampMs = message.timestampMs;
    if (previousMs > 0) envelope.previousMs = previousMs;
    const bool isDirect = message.kind == ChatKind::direct;
    return prompt::formatInboundEnvelope(std::move(envelope), isDirect ? "direct" : "group",
                                         isDirect ? std::string() : speakerOf(message),
                                         prompt::envelopeOptionsFromJson(config));
}

std::string
bodyPrefix(const InboundMessage& message, const Json& config, const std::string& agentId) {
    if (message.channel != "whatsapp") return {};
    const Json* configured = accountValue(config, message, "messagePrefix");
    const Json* allowed = accountValue(config, message, "allowFrom");
    std::optional<std::string> own;
    if (configured && configured->is_string()) own = configured->get<std::string>();
    const bool hasAllowFrom = allowed && allowed->is_array() && !allowed->empty();
    const std::string prefix = text::resolveMessagePrefix(config, agentId, own, hasAllowFrom, "[openclaw]");
    return prefix.empty() ? prefix : prefix + " ";
}

std::optional<double> ownDebounceMs(const InboundMessage& message, const Json& config) {
    const Json* value = accountValue(config, message, "debounceMs");
    // The schema fills in 0, which says nothing against messages.inbound.
    if (!value || !value->is_number() || value->get<double>() <= 0) return std::nullopt;
    return value->get<double>();
}

std::string historyLine(const InboundMessage& message, const Json& config) {
    std::string body = message.text.empty() ? placeholders(message) : message.text;
    const std::string place = message.channel == "discord" ? " channel:" : " chat:";
    const std::string id = message.replyTargetId.empty() ? message.messageId : message.replyTargetId;
    if (message.channel == "whatsapp")
        body += "\n[message_id: " + id + "]";
    else if (message.channel == "imessage")
        body += " [id:" + id + "]";
    else
        body += fmt::format(" [id:{}{}{}]", id, place, message.chatId);
    return envelopeHead(message, config, 0) + body;
}

std::string historyKey(const InboundMessage& message) {
    return message.channel + "|" + message.accountId + "|" + message.chatId + "|" + message.threadId;
}

std::string commandText(const InboundMessage& message, const Json& config, const std::string& agentId) {
    std::string text = message.text;
    if (message.kind != ChatKind::direct && text.find('/') != std::string::npos) {
        const auto patterns = text::resolveMentionPatterns(text::mentionConfigFromJson(config, agentId));
        text = text::stripMentions(text, patterns, message.channel, {});
    }
    return std::string(trimUnicode(text));
}

std::string systemEventText(const InboundMessage& message) {
    const std::string channel = channelLabel(message.channel);
    switch (message.event) {
    case InboundKind::reaction:
        return fmt::format("{} reaction {}: {} by {} on msg {}", channel,
                           message.isRemoval ? "removed" : "added", message.emoji, displayNameOf(message),
                           message.targetMessageId);
    // What others write is not the house's word: only the fact is told, never the text.
    case InboundKind::edit:
        return fmt::format("{} message {} was edited by {}", channel, message.targetMessageId,
                           displayNameOf(message));
    case InboundKind::notice:
    case InboundKind::message:
    case InboundKind::button:
    case InboundKind::nativeCommand: return {};
    }
    return {};
}

}
