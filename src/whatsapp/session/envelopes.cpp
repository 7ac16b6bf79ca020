// From a message stanza to plaintext.
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "openclaw/whatsapp/pairing.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"
#include "whatsapp/session/stored_keys.hpp"
#include "whatsapp/signal/SenderKey.hpp"
#include "whatsapp/signal/Session.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr std::size_t maxPadding = 16;

std::optional<Jid> firstJid(const Node& node, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (auto jid = node.jid(name); jid && !jid->user.empty()) return jid;
    }
    return std::nullopt;
}

std::optional<Jid> otherAddress(const Node& message, const Jid& sender, bool isGroup) {
    std::optional<Jid> other;
    if (isGroup)
        other =
            sender.isLid() ? firstJid(message, {"participant_pn"}) : firstJid(message, {"participant_lid"});
    else
        other = sender.isLid() ? firstJid(message, {"sender_pn"}) : firstJid(message, {"sender_lid"});
    if (other) other->device = sender.device;
    return other;
}

/// The records a part may be decrypted with: the sender's main address first, then the form the stanza used.
std::vector<Jid> keyAddresses(const Vault& vault, const Envelope& envelope) {
    std::vector<Jid> addresses{sessionAddress(vault, envelope.sender)};
    if (addresses.front() != envelope.sender) addresses.push_back(envelope.sender);
    return addresses;
}

void learnFrom(Vault& vault, const Envelope& envelope, std::string_view message) {
    const Proto outer(message);
    const Proto distribution = outer.message(field::Message::senderKeyDistributionMessage);
    const auto group = parseJid(distribution.bytes(field::MessageSenderKeyDistributionMessage::groupId));
    if (!group || !group->isGroup() || *group != envelope.chat) return;
    const RecordId id = senderKeyRecord(*group, sessionAddress(vault, envelope.sender));
    SenderKey key = loadSenderKey(vault, id);
    const std::string_view bytes =
        distribution.bytes(field::MessageSenderKeyDistributionMessage::axolotlSenderKeyDistributionMessage);
    if (learnSenderKey(key, bytes)) vault.put(id, key.serialize());
}

Result<std::string> openGroupPart(Vault& vault, const Envelope& envelope, const Envelope::Part& part) {
    std::optional<Error> failure;
    for (const Jid& address : keyAddresses(vault, envelope)) {
        const RecordId id = senderKeyRecord(envelope.chat, address);
        SenderKey key = loadSenderKey(vault, id);
        Result<std::string> plain = openGroupMessage(key, part.bytes);
        if (plain) {
            vault.put(id, key.serialize());
            return plain;
        }
        if (!failure || !plain.error().is(Errc::notFound)) failure = plain.error();
    }
    return *failure;
}

Result<OpenedMessage> openPairPart(Vault& vault,
                                   const Credentials& credentials,
                                   const Envelope& envelope,
                                   const Envelope::Part& part) {
    const RecordId id = sessionRecord(sessionAddress(vault, envelope.sender));
    Session session = loadSession(vault, id);
    const LocalIdentity local{credentials.identity, credentials.registrationId};
    const bool isPreKey = part.type == "pkmsg";
    Result<OpenedMessage> opened =
        isPreKey ? openPreKeyMessage(session, local, preKeyLookup(vault, credentials), part.bytes)
                 : openMessage(session, local, part.bytes);
    if (!opened) return opened.error();
    // A companion's first message carries the account's signature over its identity; a bad one is an
    // impostor.
    if (isPreKey && !envelope.deviceIdentity.empty() && session.current &&
        !isDeviceIdentityValid(envelope.deviceIdentity, session.current->remoteIdentity))
        return Error(Errc::unauthorized, "a device's identity is not signed by its account");
    vault.put(id, session.serialize());
    if (opened->usedPreKeyId) vault.erase(preKeyRecord(*opened->usedPreKeyId));
    return opened;
}

}

Result<Envelope> readEnvelope(const Node& message, const Credentials& credentials) {
    Envelope envelope;
    envelope.id = message.text("id");
    const auto from = message.jid("from");
    if (envelope.id.empty() || !from || from->server.empty())
        return Error(Errc::invalidInput, "a message without sender or id");
    envelope.from = *from;
    envelope.participant = message.jid("participant");
    envelope.recipient = message.jid("recipient");
    const bool isGroup = from->isGroup() || from->server == server::broadcast;
    envelope.sender = isGroup ? envelope.participant.value_or(Jid()) : *from;
    if (!envelope.sender.isPerson() || envelope.sender.user.empty())
        return Error(Errc::invalidInput, "a message from nobody in particular");
    envelope.senderOther = otherAddress(message, envelope.sender, isGroup);
    envelope.isOwn = credentials.isOwnUser(envelope.sender);
    envelope.chat = isGroup                                ? *from
                    : envelope.isOwn && envelope.recipient ? envelope.recipient->withoutDevice()
                                                           : from->withoutDevice();
    envelope.type = message.text("type");
    envelope.pushName = message.text("notify");
    envelope.timestampSeconds = message.integer("t").value_or(0);
    envelope.isPeer = message.text("category") == "peer";
    envelope.isOffline = message.has("offline");
    envelope.isUnavailable = message.child("unavailable") != nullptr;
    for (const Node& child : message.children) {
        if (child.tag != "enc") continue;
        envelope.parts.push_back(Envelope::Part{child.text("type"), std::string(child.content()),
                                                static_cast<int>(child.integer("count").value_or(0))});
    }
    envelope.deviceIdentity = message.childBytes("device-identity");
    return envelope;
}

std::vector<RecordId> addressRecords(const Envelope& envelope) {
    std::vector<RecordId> ids;
    for (const Jid& jid : {envelope.sender, envelope.senderOther.value_or(Jid()), envelope.chat}) {
        if (jid.isUser()) ids.push_back(lidRecord(jid.user));
        if (jid.isLid()) ids.push_back(phoneRecord(jid.user));
    }
    return ids;
}

std::vector<RecordId> keyRecords(const Envelope& envelope, const Vault& vault) {
    std::vector<RecordId> ids;
    const Jid address = sessionAddress(vault, envelope.sender);
    ids.push_back(sessionRecord(address));
    if (envelope.chat.isGroup() || envelope.chat.server == server::broadcast) {
        for (const Jid& each : keyAddresses(vault, envelope))
            ids.push_back(senderKeyRecord(envelope.chat, each));
    }
    for (const Envelope::Part& part : envelope.parts) {
        if (part.type != "pkmsg") continue;
        const PreKeyIds keys = preKeyIdsOf(part.bytes);
        if (keys.preKeyId) ids.push_back(preKeyRecord(*keys.preKeyId));
    }
    return ids;
}

OpenedEnvelope openEnvelope(Vault& vault, const Credentials& credentials, const Envelope& envelope) {
    OpenedEnvelope result;
    for (const Envelope::Part& part : envelope.parts) {
        Result<std::string> padded = Error(Errc::invalidInput, "an unknown kind of encryption: " + part.type);
        if (part.type == "skmsg") {
            padded = openGroupPart(vault, envelope, part);
        } else if (part.type == "msg" || part.type == "pkmsg") {
            Result<OpenedMessage> opened = openPairPart(vault, credentials, envelope, part);
            if (opened) {
                result.isIdentityChanged = result.isIdentityChanged || opened->isIdentityChanged;
                padded = std::move(opened->plain);
            } else {
                padded = opened.error();
            }
        }
        Result<std::string> message = padded ? unpadMessage(*padded) : padded;
        if (!message) {
            result.failure = message.error();
            continue;
        }
        learnFrom(vault, envelope, *message);
        result.messages.push_back(std::move(*message));
    }
    return result;
}

std::string padMessage(std::string_view plain) {
    const auto padding = static_cast<std::size_t>(1 + randomBelow(maxPadding));
    std::string padded(plain);
    padded.append(padding, static_cast<char>(padding));
    return padded;
}

Result<std::string> unpadMessage(std::string_view padded) {
    const std::size_t padding = padded.empty() ? 0 : static_cast<unsigned char>(padded.back());
    if (padding < 1 || padding > maxPadding || padding > padded.size())
        return Error(Errc::invalidInput, "a decrypted message has bad padding");
    return std::string(padded.substr(0, padded.size() - padding));
}

}
