// Outgoing messages as protobuf.
#include "openclaw/whatsapp/content.hpp"
#include "whatsapp/content/protocol_types.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

namespace openclaw::whatsapp {

namespace {

using M = field::Message;

constexpr std::uint64_t placeholderResend = 4;

ProtoWriter contextInfo(const Context& context) {
    using F = field::ContextInfo;
    ProtoWriter out;
    if (context.quote) {
        out.text(F::stanzaId, context.quote->id)
            .text(F::participant, context.quote->author.withoutDevice().text());
        ProtoWriter quoted;
        quoted.bytes(M::conversation, context.quote->text);
        out.message(F::quotedMessage, quoted);
    }
    for (const Jid& jid : context.mentions)
        out.text(F::mentionedJid, jid.withoutDevice().text());
    if (context.expiration > 0) out.number(F::expiration, context.expiration);
    return out;
}

ProtoWriter messageKey(const MessageRef& ref) {
    using F = field::MessageKey;
    ProtoWriter out;
    out.text(F::remoteJid, ref.chat.text()).flag(F::fromMe, ref.fromMe).text(F::id, ref.id);
    if (!ref.participant.empty()) out.text(F::participant, ref.participant.withoutDevice().text());
    return out;
}

/// The fields that every kind of file has, by one message type's numbers.
template <class F>
ProtoWriter fileFields(const MediaRef& media) {
    ProtoWriter out;
    out.text(F::url, "https://mmg.whatsapp.net" + media.directPath).text(F::mimetype, media.mimeType);
    out.bytes(F::fileSha256, media.fileSha256)
        .number(F::fileLength, media.bytes)
        .bytes(F::mediaKey, media.mediaKey);
    out.bytes(F::fileEncSha256, media.fileEncSha256).text(F::directPath, media.directPath);
    return out;
}

std::string protocolMessage(const ProtoWriter& protocol) {
    return ProtoWriter().message(M::protocolMessage, protocol).take();
}

struct FileField {
    std::uint32_t number;
    std::string_view mediaType;
};
constexpr FileField fileFieldTable[] = {
    {M::imageMessage, "image"},       {M::videoMessage, "video"},
    {M::documentMessage, "document"}, {M::stickerMessage, "sticker"},
    {M::contactMessage, "vcard"},     {M::contactsArrayMessage, "contact_array"},
    {M::locationMessage, ""},         {M::liveLocationMessage, "livelocation"}};

}

std::string textMessage(std::string_view text, const Context& context) {
    const ProtoWriter info = contextInfo(context);
    ProtoWriter out;
    if (info.view().empty()) return out.bytes(M::conversation, text).take();
    ProtoWriter extended;
    extended.bytes(field::ExtendedTextMessage::text, text)
        .message(field::ExtendedTextMessage::contextInfo, info);
    return out.message(M::extendedTextMessage, extended).take();
}

std::string mediaMessage(const MediaRef& media, std::string_view caption, const Context& context) {
    const ProtoWriter info = contextInfo(context);
    ProtoWriter out;
    switch (media.kind) {
    case MediaKind::image: {
        using F = field::ImageMessage;
        ProtoWriter image = fileFields<F>(media);
        image.text(F::caption, caption);
        if (media.width > 0) image.number(F::width, media.width).number(F::height, media.height);
        if (!media.thumbnail.empty()) image.bytes(F::jpegThumbnail, media.thumbnail);
        if (!info.view().empty()) image.message(F::contextInfo, info);
        return out.message(M::imageMessage, image).take();
    }
    case MediaKind::video: {
        using F = field::VideoMessage;
        ProtoWriter video = fileFields<F>(media);
        video.text(F::caption, caption);
        if (media.seconds > 0) video.number(F::seconds, media.seconds);
        if (media.width > 0) video.number(F::height, media.height).number(F::width, media.width);
        if (media.isAnimated) video.flag(F::gifPlayback, true);
        if (!info.view().empty()) video.message(F::contextInfo, info);
        return out.message(M::videoMessage, video).take();
    }
    case MediaKind::audio: {
        using F = field::AudioMessage;
        ProtoWriter audio = fileFields<F>(media);
        audio.number(F::seconds, media.seconds).flag(F::ptt, media.isVoice);
        if (!media.waveform.empty()) audio.bytes(F::waveform, media.waveform);
        if (!info.view().empty()) audio.message(F::contextInfo, info);
        return out.message(M::audioMessage, audio).take();
    }
    case MediaKind::sticker: {
        using F = field::StickerMessage;
        ProtoWriter sticker = fileFields<F>(media);
        if (media.isAnimated) sticker.flag(F::isAnimated, true);
        if (!info.view().empty()) sticker.message(F::contextInfo, info);
        return out.message(M::stickerMessage, sticker).take();
    }
    default: {
        using F = field::DocumentMessage;
        ProtoWriter document = fileFields<F>(media);
        document.text(F::fileName, media.fileName).text(F::title, media.fileName).text(F::caption, caption);
        if (!info.view().empty()) document.message(F::contextInfo, info);
        return out.message(M::documentMessage, document).take();
    }
    }
}

std::string reactionMessage(const MessageRef& target, std::string_view emoji, std::int64_t nowMs) {
    ProtoWriter reaction;
    reaction.message(field::ReactionMessage::key, messageKey(target))
        .bytes(field::ReactionMessage::text, emoji);
    reaction.number(field::ReactionMessage::senderTimestampMs, static_cast<std::uint64_t>(nowMs));
    return ProtoWriter().message(M::reactionMessage, reaction).take();
}

std::string editMessage(const MessageRef& target, std::string_view newText, std::int64_t nowMs) {
    using F = field::ProtocolMessage;
    ProtoWriter edited;
    edited.bytes(M::conversation, newText);
    ProtoWriter protocol;
    protocol.message(F::key, messageKey(target))
        .number(F::type, ProtocolType::messageEdit)
        .message(F::editedMessage, edited);
    protocol.number(F::timestampMs, static_cast<std::uint64_t>(nowMs));
    return protocolMessage(protocol);
}

std::string removalMessage(const MessageRef& target) {
    using F = field::ProtocolMessage;
    ProtoWriter protocol;
    protocol.message(F::key, messageKey(target)).number(F::type, ProtocolType::revoke);
    return protocolMessage(protocol);
}

std::string pollMessage(std::string_view question,
                        const std::vector<std::string>& options,
                        std::uint32_t selectable,
                        std::string_view secret) {
    using F = field::PollCreationMessage;
    ProtoWriter poll;
    poll.text(F::name, question);
    for (const std::string& option : options) {
        ProtoWriter each;
        each.text(field::PollCreationMessageOption::optionName, option);
        poll.message(F::options, each);
    }
    poll.number(F::selectableOptionsCount, selectable);
    ProtoWriter info;
    info.bytes(field::MessageContextInfo::messageSecret, secret);
    ProtoWriter out;
    out.message(M::messageContextInfo, info).message(M::pollCreationMessageV3, poll);
    return out.take();
}

std::string
locationMessage(double latitude, double longitude, std::string_view name, std::string_view address) {
    using F = field::LocationMessage;
    ProtoWriter location;
    location.real(F::degreesLatitude, latitude).real(F::degreesLongitude, longitude).text(F::name, name);
    location.text(F::address, address);
    return ProtoWriter().message(M::locationMessage, location).take();
}

std::string contactMessage(std::string_view name, std::string_view vcard) {
    ProtoWriter contact;
    contact.text(field::ContactMessage::displayName, name).text(field::ContactMessage::vcard, vcard);
    return ProtoWriter().message(M::contactMessage, contact).take();
}

std::string deviceSentMessage(const Jid& destination, std::string_view message) {
    ProtoWriter sent;
    sent.text(field::DeviceSentMessage::destinationJid, destination.text());
    sent.bytes(field::DeviceSentMessage::message, message);
    ProtoWriter out;
    out.message(M::deviceSentMessage, sent);
    const Proto original(message);
    if (original.has(M::messageContextInfo))
        out.bytes(M::messageContextInfo, original.bytes(M::messageContextInfo));
    return out.take();
}

std::string keyDistributionMessage(const Jid& group, std::string_view distribution) {
    return withKeyDistribution({}, group, distribution);
}

std::string withKeyDistribution(std::string_view message, const Jid& group, std::string_view distribution) {
    using F = field::MessageSenderKeyDistributionMessage;
    ProtoWriter keys;
    keys.text(F::groupId, group.text()).bytes(F::axolotlSenderKeyDistributionMessage, distribution);
    return ProtoWriter().message(M::senderKeyDistributionMessage, keys).merge(message).take();
}

std::string resendRequestMessage(const MessageRef& target) {
    using Request = field::PeerDataOperationRequestMessage;
    ProtoWriter resend;
    resend.message(field::PeerDataOperationRequestMessagePlaceholderMessageResendRequest::messageKey,
                   messageKey(target));
    ProtoWriter request;
    request.number(Request::peerDataOperationRequestType, placeholderResend);
    request.message(Request::placeholderMessageResendRequest, resend);
    ProtoWriter protocol;
    protocol.number(field::ProtocolMessage::type, ProtocolType::peerDataRequest);
    protocol.message(field::ProtocolMessage::peerDataOperationRequestMessage, request);
    return protocolMessage(protocol);
}

StanzaKind stanzaKind(std::string_view message) {
    const Proto proto(message);
    StanzaKind kind{"text", "", "", false};
    if (proto.has(M::reactionMessage)) {
        kind.type = "reaction";
        kind.hidesFailure = true;
        if (proto.message(M::reactionMessage).bytes(field::ReactionMessage::text).empty()) kind.edit = "7";
    } else if (proto.has(M::protocolMessage)) {
        const std::uint64_t type = proto.message(M::protocolMessage).number(field::ProtocolMessage::type);
        if (type == ProtocolType::messageEdit) kind.edit = "1";
        if (type == ProtocolType::revoke) kind.edit = "7";
        kind.hidesFailure = !kind.edit.empty();
    } else if (proto.has(M::pollCreationMessageV3)) {
        kind.type = "poll";
    } else if (proto.has(M::audioMessage)) {
        kind.type = "media";
        kind.mediaType = proto.message(M::audioMessage).flag(field::AudioMessage::ptt) ? "ptt" : "audio";
    } else if (proto.has(M::videoMessage) &&
               proto.message(M::videoMessage).flag(field::VideoMessage::gifPlayback)) {
        kind.type = "media";
        kind.mediaType = "gif";
    } else {
        for (const FileField& file : fileFieldTable) {
            if (!proto.has(file.number)) continue;
            kind.type = "media";
            kind.mediaType = file.mediaType;
            break;
        }
    }
    return kind;
}

}
