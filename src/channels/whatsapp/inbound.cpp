// From a decrypted message to the house's value. Pure. Numbers decide everything; names are only shown.
#include "channels/whatsapp/inbound.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/routing/whatsapp_ids.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::channels::whatsapp {

namespace {

using Kind = wa::Content::Kind;

std::string attachmentKind(const wa::MediaRef& media) {
    switch (media.kind) {
    case wa::MediaKind::image: return "image";
    case wa::MediaKind::video: return "video";
    case wa::MediaKind::audio: return media.isVoice ? "voice" : "audio";
    case wa::MediaKind::sticker: return "sticker";
    default: return "document";
    }
}

Attachment toAttachment(const wa::MediaRef& media, const wa::Envelope& envelope) {
    Attachment attachment;
    attachment.kind = attachmentKind(media);
    attachment.mimeType = media.mimeType;
    attachment.fileName = media.fileName;
    attachment.sizeBytes = static_cast<std::int64_t>(std::min<std::uint64_t>(media.bytes, 1ull << 40));
    attachment.durationMs = static_cast<std::int64_t>(media.seconds) * 1000;
    attachment.source = mediaToJson(media);
    attachment.source["message"] = envelope.id;
    attachment.source["chat"] = envelope.chat.text();
    attachment.source["fromMe"] = envelope.isOwn;
    if (envelope.chat.isGroup()) attachment.source["participant"] = envelope.sender.withoutDevice().text();
    return attachment;
}

std::string quoteContext(const wa::Quote& quote, const wa::Credentials& self) {
    const std::string who = self.isOwnUser(quote.author) ? "you"
                            : quote.author.isUser()      ? "+" + quote.author.user
                                                         : quote.author.withoutDevice().text();
    return fmt::format("\n\n[Replying to {} id:{}]\n{}\n[/Replying]", who, quote.id, quote.text);
}

}

std::string chatIdOf(const wa::Jid& chat, const std::optional<wa::Jid>& phone) {
    if (chat.isUser()) return "+" + chat.user;
    if (phone && phone->isUser()) return "+" + phone->user;
    return chat.withoutDevice().text();
}

std::optional<wa::Jid> chatFromTarget(const std::string& target) {
    const std::string_view trimmed = trimAscii(target);
    const std::string_view rest = trimmed.starts_with("whatsapp:") ? trimmed.substr(9) : trimmed;
    if (rest.find('@') != std::string_view::npos) {
        auto jid = wa::parseJid(rest);
        if (!jid || jid->user.empty() || (!jid->isPerson() && !jid->isGroup())) return std::nullopt;
        return jid->withoutDevice();
    }
    const auto number = routing::normalizeWhatsAppTarget(rest);
    if (!number || number->size() < 2 || number->front() != '+') return std::nullopt;
    return wa::phoneJid(number->substr(1));
}

std::optional<InboundMessage>
toInbound(const Incoming& incoming, const wa::Credentials& self, const std::string& accountId) {
    const wa::Envelope& envelope = incoming.envelope;
    const wa::Content& content = incoming.content;
    const bool isGroup = envelope.chat.isGroup();
    const bool isSelfChat = !isGroup && self.isOwnUser(envelope.chat);
    // What the owner types to other people on the phone is none of the house's business.
    if (envelope.isOwn && !isSelfChat && !isGroup) return std::nullopt;
    if (envelope.isOwn && isGroup) return std::nullopt;

    InboundMessage message;
    message.channel = "whatsapp";
    message.accountId = accountId;
    message.kind = isGroup ? ChatKind::group : ChatKind::direct;
    message.chatId = chatIdOf(envelope.chat, incoming.chatPhone);
    if (isSelfChat) message.chatId = "+" + self.me.user;
    message.isFromSelf = isSelfChat && envelope.isOwn;
    message.peerId = message.chatId;
    message.senderId = envelope.isOwn ? "+" + self.me.user : chatIdOf(envelope.sender, incoming.senderPhone);
    message.senderName = envelope.pushName;
    message.chatTitle = incoming.subject;
    message.timestampMs = envelope.timestampSeconds * 1000;
    message.messageId = fmt::format("{}:{}:{}", envelope.chat.user, envelope.sender.user, envelope.id);
    message.replyTargetId = message.messageId;
    message.channelData = Json{{"id", envelope.id},
                               {"author", envelope.sender.withoutDevice().text()},
                               {"text", std::string(utf8Prefix(content.text, 1000))}};
    message.text = content.text;
    message.canDetectMention = true;
    message.mentionsAnyone = !content.mentions.empty();
    for (const wa::Jid& jid : content.mentions) {
        message.mentionedIds.push_back(chatIdOf(jid, std::nullopt));
        message.mentionsBot = message.mentionsBot || self.isOwnUser(jid);
    }
    if (content.quote) {
        message.isReplyToBot = self.isOwnUser(content.quote->author);
        message.trailingContext = quoteContext(*content.quote, self);
    }
    if (content.isForwarded) message.leadingContext = "[Forwarded]\n";

    switch (content.kind) {
    case Kind::text:
    case Kind::location:
    case Kind::contact:
    case Kind::poll:
        if (content.text.empty()) return std::nullopt;
        return message;
    case Kind::media: message.attachments.push_back(toAttachment(*content.media, envelope)); return message;
    case Kind::reaction:
        message.event = InboundKind::reaction;
        message.emoji = content.text;
        message.isRemoval = content.text.empty();
        message.targetMessageId = content.target.id;
        message.isReplyToBot =
            content.target.fromMe == envelope.isOwn ? false : self.isOwnUser(content.target.participant);
        message.text.clear();
        return message;
    case Kind::vote:
        // The options are words of the poll, which is ours; so the agent may hear them.
        message.event = InboundKind::reaction;
        message.emoji = content.text.empty() ? "vote" : fmt::format("vote \"{}\"", content.text);
        message.isRemoval = content.text.empty();
        message.targetMessageId = content.target.id;
        message.isReplyToBot = true;
        message.text.clear();
        return message;
    case Kind::edit:
        message.event = InboundKind::edit;
        message.targetMessageId =
            fmt::format("{}:{}:{}", envelope.chat.user, envelope.sender.user, content.target.id);
        return message;
    case Kind::removal:
        message.event = InboundKind::notice;
        message.targetMessageId = content.target.id;
        message.text = "a message was deleted";
        return message;
    case Kind::nothing:
    case Kind::expiration:
    case Kind::history:
    case Kind::keyShare:
    case Kind::other: return std::nullopt;
    }
    return std::nullopt;
}

wa::MessageRef refFromMessageId(const std::string& messageId,
                                const wa::Jid& chat,
                                bool fromMe,
                                const std::string& participant) {
    wa::MessageRef ref;
    ref.chat = chat;
    ref.fromMe = fromMe;
    const std::vector<std::string_view> parts = split(messageId, ':');
    ref.id = std::string(parts.back());
    if (chat.isGroup() && !fromMe) {
        if (const auto given = chatFromTarget(participant); given && given->isPerson())
            ref.participant = *given;
        else if (parts.size() == 3)
            ref.participant = wa::phoneJid(parts[1]);
    }
    return ref;
}

Json mediaToJson(const wa::MediaRef& media) {
    return Json{{"kind", std::string(wa::mediaTypeName(media.kind))},
                {"path", media.directPath},
                {"key", base64Encode(media.mediaKey)},
                {"sha256", base64Encode(media.fileSha256)},
                {"encSha256", base64Encode(media.fileEncSha256)},
                {"bytes", media.bytes}};
}

FileOrigin originFromJson(const Json& json) {
    FileOrigin origin;
    origin.messageId = stringOr(json, "message");
    origin.chat = wa::parseJid(stringOr(json, "chat")).value_or(wa::Jid());
    origin.participant = wa::parseJid(stringOr(json, "participant")).value_or(wa::Jid());
    origin.fromMe = findBool(json, "fromMe").value_or(false);
    return origin;
}

std::optional<wa::MediaRef> mediaFromJson(const Json& json) {
    constexpr wa::MediaKind kinds[] = {wa::MediaKind::image, wa::MediaKind::video, wa::MediaKind::audio,
                                       wa::MediaKind::document, wa::MediaKind::sticker};
    wa::MediaRef media;
    const std::string name = stringOr(json, "kind");
    const auto kind = std::find_if(std::begin(kinds), std::end(kinds),
                                   [&](wa::MediaKind each) { return wa::mediaTypeName(each) == name; });
    if (kind == std::end(kinds)) return std::nullopt;
    media.kind = *kind;
    media.directPath = stringOr(json, "path");
    media.mediaKey = base64Decode(stringOr(json, "key")).value_or("");
    media.fileSha256 = base64Decode(stringOr(json, "sha256")).value_or("");
    media.fileEncSha256 = base64Decode(stringOr(json, "encSha256")).value_or("");
    media.bytes =
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, findInteger(json, "bytes").value_or(0)));
    if (media.mediaKey.size() != 32 || media.directPath.empty()) return std::nullopt;
    return media;
}

}
