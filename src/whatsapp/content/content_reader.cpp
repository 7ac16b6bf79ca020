// Unwraps a message and says what it is. Everything comes from other people's devices, so nothing here trusts
// a length, an address or a nesting.
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/content.hpp"
#include "whatsapp/content/inflate.hpp"
#include "whatsapp/content/protocol_types.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <fmt/format.h>

namespace openclaw::whatsapp {

namespace {

using M = field::Message;

constexpr int maxWrappers = 5;
constexpr std::size_t maxMentions = 1024;
constexpr std::size_t maxMappings = 100'000;
constexpr std::size_t maxHistoryBytes = 8u << 20;

Jid jidOr(std::string_view text) { return parseJid(text).value_or(Jid()); }

MessageRef readRef(const Proto& key) {
    MessageRef ref;
    ref.chat = jidOr(key.bytes(field::MessageKey::remoteJid));
    ref.fromMe = key.flag(field::MessageKey::fromMe);
    ref.id = key.text(field::MessageKey::id);
    ref.participant = jidOr(key.bytes(field::MessageKey::participant));
    return ref;
}

/// Reads a MediaRef with the field numbers of one message type.
template <class F>
MediaRef readMedia(const Proto& proto, MediaKind kind) {
    MediaRef media;
    media.kind = kind;
    media.mimeType = proto.text(F::mimetype);
    media.directPath = proto.text(F::directPath);
    media.mediaKey = proto.text(F::mediaKey);
    media.fileSha256 = proto.text(F::fileSha256);
    media.fileEncSha256 = proto.text(F::fileEncSha256);
    media.bytes = proto.number(F::fileLength);
    return media;
}

struct Wrapper {
    std::uint32_t number;
    bool isViewOnce;
};
constexpr Wrapper wrappers[] = {{M::ephemeralMessage, false},           {M::viewOnceMessage, true},
                                {M::viewOnceMessageV2, true},           {M::viewOnceMessageV2Extension, true},
                                {M::documentWithCaptionMessage, false}, {M::editedMessage, false},
                                {M::lottieStickerMessage, false}};

/// The innermost message; keeps what the wrappers say.
Proto unwrap(Proto message, Content& content) {
    for (int i = 0; i < maxWrappers; ++i) {
        if (message.has(M::deviceSentMessage)) {
            const Proto sent = message.message(M::deviceSentMessage);
            content.isDeviceSent = true;
            content.destination = jidOr(sent.bytes(field::DeviceSentMessage::destinationJid));
            message = sent.message(field::DeviceSentMessage::message);
            continue;
        }
        bool found = false;
        for (const Wrapper& wrapper : wrappers) {
            if (!message.has(wrapper.number)) continue;
            content.isViewOnce = content.isViewOnce || wrapper.isViewOnce;
            message = message.message(wrapper.number).message(field::FutureProofMessage::message);
            found = true;
            break;
        }
        if (!found) break;
    }
    return message;
}

std::string plainText(const Proto& message);

void readContext(const Proto& info, Content& content) {
    content.expiration = info.number32(field::ContextInfo::expiration);
    content.isForwarded = info.flag(field::ContextInfo::isForwarded);
    for (const std::string_view text : info.all(field::ContextInfo::mentionedJid)) {
        if (content.mentions.size() >= maxMentions) break;
        if (auto jid = parseJid(text)) content.mentions.push_back(std::move(*jid));
    }
    if (!info.has(field::ContextInfo::stanzaId)) return;
    Quote quote;
    quote.id = info.text(field::ContextInfo::stanzaId);
    quote.author = jidOr(info.bytes(field::ContextInfo::participant));
    quote.chat = jidOr(info.bytes(field::ContextInfo::remoteJid));
    Content ignored;
    quote.text = plainText(unwrap(info.message(field::ContextInfo::quotedMessage), ignored));
    content.quote = std::move(quote);
}

std::string locationText(const Proto& location) {
    using F = field::LocationMessage;
    const std::string name = location.text(F::name);
    const std::string address = location.text(F::address);
    const std::string place =
        fmt::format("{:.6f}, {:.6f}", location.real(F::degreesLatitude), location.real(F::degreesLongitude));
    const std::string comment = location.text(F::comment);
    std::string text = "📍 ";
    if (name.empty() && address.empty()) {
        text += place;
        if (const std::uint32_t metres = location.number32(F::accuracyInMeters); metres > 0)
            text += fmt::format(" ±{}m", metres);
    } else {
        const std::string_view dash = !name.empty() && !address.empty() ? " — " : "";
        text += fmt::format("{}{}{} ({})", name, dash, address, place);
    }
    return comment.empty() ? text : text + "\n" + comment;
}

std::string pollText(const Proto& poll) {
    std::string text = "📊 " + poll.text(field::PollCreationMessage::name);
    for (const std::string_view option : poll.all(field::PollCreationMessage::options))
        text += "\n• " + Proto(option).text(field::PollCreationMessageOption::optionName);
    return text;
}

std::string contactText(const Proto& contact) {
    return fmt::format("👤 {}\n{}", contact.text(field::ContactMessage::displayName),
                       contact.bytes(field::ContactMessage::vcard));
}

constexpr std::uint32_t pollFields[] = {M::pollCreationMessage, M::pollCreationMessageV2,
                                        M::pollCreationMessageV3};

/// The kinds that are words or can be put into words; false when it is none of them.
bool readWords(const Proto& message, Content& content) {
    using Kind = Content::Kind;
    if (message.has(M::conversation)) {
        content.kind = Kind::text;
        content.text = message.text(M::conversation);
    } else if (message.has(M::extendedTextMessage)) {
        const Proto text = message.message(M::extendedTextMessage);
        content.kind = Kind::text;
        content.text = text.text(field::ExtendedTextMessage::text);
        readContext(text.message(field::ExtendedTextMessage::contextInfo), content);
    } else if (message.has(M::locationMessage) || message.has(M::liveLocationMessage)) {
        const bool isLive = message.has(M::liveLocationMessage);
        const Proto location = message.message(isLive ? M::liveLocationMessage : M::locationMessage);
        content.kind = Kind::location;
        content.text = isLive ? fmt::format("🛰 Live location: {:.6f}, {:.6f}",
                                            location.real(field::LiveLocationMessage::degreesLatitude),
                                            location.real(field::LiveLocationMessage::degreesLongitude))
                              : locationText(location);
        readContext(location.message(field::LocationMessage::contextInfo), content);
    } else if (message.has(M::contactMessage)) {
        const Proto contact = message.message(M::contactMessage);
        content.kind = Kind::contact;
        content.text = contactText(contact);
        readContext(contact.message(field::ContactMessage::contextInfo), content);
    } else if (message.has(M::contactsArrayMessage)) {
        const Proto contacts = message.message(M::contactsArrayMessage);
        content.kind = Kind::contact;
        for (const std::string_view contact : contacts.all(field::ContactsArrayMessage::contacts))
            content.text += (content.text.empty() ? "" : "\n") + contactText(Proto(contact));
        readContext(contacts.message(field::ContactsArrayMessage::contextInfo), content);
    } else if (message.has(M::buttonsResponseMessage)) {
        const Proto answer = message.message(M::buttonsResponseMessage);
        content.kind = Kind::text;
        content.text = answer.text(field::ButtonsResponseMessage::selectedDisplayText);
        readContext(answer.message(field::ButtonsResponseMessage::contextInfo), content);
    } else if (message.has(M::templateButtonReplyMessage)) {
        const Proto answer = message.message(M::templateButtonReplyMessage);
        content.kind = Kind::text;
        content.text = answer.text(field::TemplateButtonReplyMessage::selectedDisplayText);
        readContext(answer.message(field::TemplateButtonReplyMessage::contextInfo), content);
    } else if (message.has(M::listResponseMessage)) {
        const Proto answer = message.message(M::listResponseMessage);
        content.kind = Kind::text;
        content.text = answer.text(field::ListResponseMessage::title);
        readContext(answer.message(field::ListResponseMessage::contextInfo), content);
    } else {
        for (const std::uint32_t number : pollFields) {
            if (!message.has(number)) continue;
            const Proto poll = message.message(number);
            content.kind = Kind::poll;
            content.text = pollText(poll);
            readContext(poll.message(field::PollCreationMessage::contextInfo), content);
            return true;
        }
        return false;
    }
    return true;
}

bool readFile(const Proto& message, Content& content) {
    if (message.has(M::imageMessage)) {
        using F = field::ImageMessage;
        const Proto image = message.message(M::imageMessage);
        content.media = readMedia<F>(image, MediaKind::image);
        content.text = image.text(F::caption);
        content.isViewOnce = content.isViewOnce || image.flag(F::viewOnce);
        readContext(image.message(F::contextInfo), content);
    } else if (message.has(M::videoMessage) || message.has(M::ptvMessage)) {
        using F = field::VideoMessage;
        const Proto video = message.message(message.has(M::videoMessage) ? M::videoMessage : M::ptvMessage);
        content.media = readMedia<F>(video, MediaKind::video);
        content.media->isAnimated = video.flag(F::gifPlayback);
        content.media->seconds = video.number32(F::seconds);
        content.text = video.text(F::caption);
        content.isViewOnce = content.isViewOnce || video.flag(F::viewOnce);
        readContext(video.message(F::contextInfo), content);
    } else if (message.has(M::audioMessage)) {
        using F = field::AudioMessage;
        const Proto audio = message.message(M::audioMessage);
        content.media = readMedia<F>(audio, MediaKind::audio);
        content.media->isVoice = audio.flag(F::ptt);
        content.media->seconds = audio.number32(F::seconds);
        content.isViewOnce = content.isViewOnce || audio.flag(F::viewOnce);
        readContext(audio.message(F::contextInfo), content);
    } else if (message.has(M::documentMessage)) {
        using F = field::DocumentMessage;
        const Proto document = message.message(M::documentMessage);
        content.media = readMedia<F>(document, MediaKind::document);
        content.media->fileName = document.text(F::fileName);
        content.text = document.text(F::caption);
        readContext(document.message(F::contextInfo), content);
    } else if (message.has(M::stickerMessage)) {
        using F = field::StickerMessage;
        const Proto sticker = message.message(M::stickerMessage);
        content.media = readMedia<F>(sticker, MediaKind::sticker);
        content.media->isAnimated = sticker.flag(F::isAnimated);
        readContext(sticker.message(F::contextInfo), content);
    } else {
        return false;
    }
    content.kind = Content::Kind::media;
    return true;
}

std::string plainText(const Proto& message) {
    Content content;
    if (readWords(message, content)) return content.text;
    if (!readFile(message, content)) return {};
    return content.text.empty() ? fmt::format("<media:{}>", mediaTypeName(content.media->kind))
                                : content.text;
}

void addMapping(Content& content, std::string_view phone, std::string_view lid) {
    PhoneLid mapping{jidOr(phone), jidOr(lid)};
    if (mapping.phone.isUser() && mapping.lid.isLid() && content.mappings.size() < maxMappings)
        content.mappings.push_back(std::move(mapping));
}

void readHistory(const Proto& notification, Content& content, const Jid& ownUser) {
    const std::string_view packed =
        notification.bytes(field::HistorySyncNotification::initialHistBootstrapInlinePayload);
    if (packed.empty()) return;
    const Result<std::string> bytes = inflateZlib(packed, maxHistoryBytes);
    if (!bytes) return;
    const Proto history(*bytes);
    for (const std::string_view each : history.all(field::HistorySync::phoneNumberToLidMappings)) {
        const Proto mapping(each);
        addMapping(content, mapping.bytes(field::PhoneNumberToLIDMapping::pnJid),
                   mapping.bytes(field::PhoneNumberToLIDMapping::lidJid));
    }
    for (const std::string_view each : history.all(field::HistorySync::conversations)) {
        const Proto conversation(each);
        addMapping(content, conversation.bytes(field::Conversation::pnJid),
                   conversation.bytes(field::Conversation::lidJid));
    }
    for (const std::string_view each : history.all(field::HistorySync::pushnames)) {
        const Proto name(each);
        if (jidOr(name.bytes(field::Pushname::id)).user == ownUser.user)
            content.ownPushName = name.text(field::Pushname::pushname);
    }
}

void readMigration(const Proto& protocol, Content& content) {
    const std::string_view packed = protocol.message(field::ProtocolMessage::lidMigrationMappingSyncMessage)
                                        .bytes(field::LIDMigrationMappingSyncMessage::encodedMappingPayload);
    const Result<std::string> bytes = inflateZlib(packed, maxHistoryBytes);
    if (!bytes) return;
    for (const std::string_view each :
         Proto(*bytes).all(field::LIDMigrationMappingSyncPayload::pnToLidMappings)) {
        using F = field::LIDMigrationMapping;
        const Proto mapping(each);
        const std::uint64_t latest = mapping.number(F::latestLid);
        addMapping(content, fmt::format("{}@{}", mapping.number(F::pn), server::user),
                   fmt::format("{}@{}", latest ? latest : mapping.number(F::assignedLid), server::lid));
    }
}

void readProtocol(const Proto& protocol, Content& content, const Jid& ownUser) {
    using F = field::ProtocolMessage;
    using Kind = Content::Kind;
    content.kind = Kind::other;
    switch (protocol.number(F::type)) {
    case ProtocolType::revoke:
        content.kind = Kind::removal;
        content.target = readRef(protocol.message(F::key));
        break;
    case ProtocolType::messageEdit: {
        content.kind = Kind::edit;
        content.target = readRef(protocol.message(F::key));
        Content inner;
        const Proto edited = unwrap(protocol.message(F::editedMessage), inner);
        if (!readWords(edited, inner)) readFile(edited, inner);
        content.text = inner.text;
        content.mentions = inner.mentions;
        break;
    }
    case ProtocolType::ephemeralSetting:
        content.kind = Kind::expiration;
        content.expiration = protocol.number32(F::ephemeralExpiration);
        break;
    case ProtocolType::historySync:
        content.kind = Kind::history;
        readHistory(protocol.message(F::historySyncNotification), content, ownUser);
        break;
    case ProtocolType::appStateKeyShare:
        content.kind = Kind::keyShare;
        for (const std::string_view each :
             protocol.message(F::appStateSyncKeyShare).all(field::AppStateSyncKeyShare::keys)) {
            const Proto key(each);
            content.appStateKeys.emplace_back(
                key.message(field::AppStateSyncKey::keyId).text(field::AppStateSyncKeyId::keyId),
                key.text(field::AppStateSyncKey::keyData));
        }
        break;
    case ProtocolType::lidMigration: readMigration(protocol, content); break;
    default: break;
    }
}

}

Content readContent(std::string_view message, const Jid& ownUser) {
    Content content;
    const Proto inner = unwrap(Proto(message), content);
    if (inner.has(M::protocolMessage)) {
        readProtocol(inner.message(M::protocolMessage), content, ownUser);
        return content;
    }
    if (inner.has(M::reactionMessage)) {
        const Proto reaction = inner.message(M::reactionMessage);
        content.kind = Content::Kind::reaction;
        content.text = reaction.text(field::ReactionMessage::text);
        content.target = readRef(reaction.message(field::ReactionMessage::key));
        return content;
    }
    if (inner.has(M::pollUpdateMessage)) {
        const Proto update = inner.message(M::pollUpdateMessage);
        const Proto vote = update.message(field::PollUpdateMessage::vote);
        content.kind = Content::Kind::vote;
        content.target = readRef(update.message(field::PollUpdateMessage::pollCreationMessageKey));
        content.vote.payload = vote.text(field::PollEncValue::encPayload);
        content.vote.iv = vote.text(field::PollEncValue::encIv);
        return content;
    }
    if (!readWords(inner, content)) readFile(inner, content);
    return content;
}

}
