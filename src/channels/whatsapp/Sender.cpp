// The way out: device list, sessions, one encrypted copy per device (or one for the group), commit, send,
// wait for the server's ack. Session changes are on disk before the stanza leaves, so a crash can never reuse
// a message key.
#include "channels/whatsapp/Sender.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/whatsapp/content.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::chrono::seconds ackTimeout{30};
constexpr int maxRetries = 5;

wa::Node messageNode(const std::string& id, const wa::Jid& to, const wa::StanzaKind& kind) {
    wa::Node node("message");
    node.set("id", id).set("to", to).set("type", kind.type).set("edit", kind.edit);
    return node;
}

void describePart(wa::Node& enc, const wa::StanzaKind& kind) {
    enc.set("mediatype", kind.mediaType);
    if (kind.hidesFailure) enc.set("decrypt-fail", "hide");
}

wa::Node toDevice(const wa::Jid& device, wa::Node enc) {
    wa::Node to("to");
    to.set("jid", device).add(std::move(enc));
    return to;
}

/// What the server's refusal of a message means for whoever sent it.
Error ackError(const std::string& code) {
    if (code == "429") return Error(Errc::rateLimited, "WhatsApp asks to send more slowly (429)");
    if (code == "463")
        return Error(Errc::invalidInput,
                     "WhatsApp refuses messages to people who never wrote to this number (463)");
    if (code == "404") return Error(Errc::notFound, "this chat does not exist on WhatsApp (404)");
    if (code.starts_with("5"))
        return Error(Errc::unavailable, "WhatsApp could not take the message (" + code + ")");
    return Error(Errc::invalidInput, "WhatsApp refused the message (" + code + ")");
}

bool isPreKey(const wa::Node& enc) { return enc.text("type") == "pkmsg"; }

}

void Sender::addIdentity(wa::Node& stanza, bool hasPreKey) const {
    if (!hasPreKey) return;
    wa::Node identity("device-identity");
    identity.setBytes(account_.credentials.deviceIdentity);
    stanza.add(std::move(identity));
}

void Sender::rememberSent(const wa::Jid& chat, const std::string& id, const std::string& message) {
    crypto::SecretBytes record(chat.text());
    record.append("\n").append(message);
    account_.records.vault().put(wa::sentRecord(id), std::move(record));
    if (wa::stanzaKind(message).type == "poll")
        account_.records.vault().put(wa::pollRecord(id), crypto::SecretBytes(message));
}

asio::awaitable<Result<Sender::Sealed>>
Sender::sealDirect(wa::Jid chat, std::string id, std::string message) {
    // One kind of address for the whole stanza; our own devices are named in that kind too.
    const bool usesLid = chat.isLid();
    const wa::Jid ownDevice = usesLid ? account_.credentials.lid : account_.credentials.me;
    std::vector<wa::Jid> users{chat};
    if (ownDevice.withoutDevice() != chat) users.push_back(ownDevice.withoutDevice());
    Result<std::vector<wa::Jid>> devices = co_await directory_.devices(std::move(users));
    if (!devices) co_return devices.error();
    std::erase(*devices, ownDevice);
    Result<std::vector<wa::Jid>> ready = co_await directory_.ensureSessions(std::move(*devices));
    if (!ready) co_return ready.error();
    if (ready->empty()) co_return Error(Errc::notFound, "this number is not on WhatsApp");

    std::vector<wa::RecordId> tokens;
    tokens.push_back(wa::contactTokenRecord(wa::sessionAddress(account_.records.vault(), chat)));
    const wa::RecordId tokenId = tokens.front();
    Result<void> loaded = co_await account_.records.load(std::move(tokens));
    if (!loaded) co_return loaded.error();

    const wa::StanzaKind kind = wa::stanzaKind(message);
    const std::string ownCopy = wa::deviceSentMessage(chat, message);
    wa::Node participants("participants");
    bool hasPreKey = false;
    for (const wa::Jid& device : *ready) {
        const bool isOwn = account_.credentials.isOwnUser(device);
        Result<wa::Node> enc = wa::sealForDevice(account_.records.vault(), account_.credentials, device,
                                                 isOwn ? ownCopy : message);
        if (!enc) co_return enc.error();
        hasPreKey = hasPreKey || isPreKey(*enc);
        describePart(*enc, kind);
        participants.add(toDevice(device, std::move(*enc)));
    }
    wa::Node stanza = messageNode(id, chat, kind);
    stanza.add(std::move(participants));
    addIdentity(stanza, hasPreKey);
    if (const crypto::SecretBytes* token = account_.records.vault().find(tokenId)) {
        // The record is the time it was given, a line feed, and the token.
        const std::string_view text(*token);
        wa::Node node("tctoken");
        node.setBytes(text.substr(std::min(text.size(), text.find('\n') + 1)));
        stanza.add(std::move(node));
    }
    if (kind.type == "poll") {
        wa::Node meta("meta");
        meta.set("polltype", "creation");
        stanza.add(std::move(meta));
    }
    Sealed sealed;
    sealed.stanza = std::move(stanza);
    co_return sealed;
}

asio::awaitable<Result<Sender::Sealed>>
Sender::sealGroup(wa::Jid group, std::string id, std::string message) {
    Result<wa::GroupInfo> info = co_await directory_.group(group);
    if (!info) co_return info.error();
    const wa::Jid ownDevice = info->usesLids ? account_.credentials.lid : account_.credentials.me;
    std::vector<wa::Jid> members;
    bool isAdmin = false;
    for (const wa::GroupMember& member : info->members) {
        members.push_back(member.id);
        isAdmin = isAdmin || (member.isAdmin && account_.credentials.isOwnUser(member.id));
    }
    if (info->isAnnouncement && !isAdmin)
        co_return Error(Errc::invalidInput, "only admins may write to this WhatsApp group");
    Result<std::vector<wa::Jid>> devices = co_await directory_.devices(std::move(members));
    if (!devices) co_return devices.error();
    std::erase(*devices, ownDevice);

    wa::Vault& vault = account_.records.vault();
    std::vector<wa::RecordId> ids;
    ids.push_back(wa::keyHoldersRecord(group));
    ids.push_back(wa::senderKeyRecord(group, wa::ownKeyAddress(account_.credentials)));
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded.error();
    std::vector<wa::Jid> holders = wa::keyHolders(vault, group);
    const std::set<wa::Jid> present(devices->begin(), devices->end());
    // Whoever has left must not read what comes now: a new key for those who stayed.
    const bool hasLeaver = std::any_of(holders.begin(), holders.end(),
                                       [&](const wa::Jid& device) { return !present.contains(device); });
    if (hasLeaver) {
        holders.clear();
        wa::setKeyHolders(vault, group, holders);
    }
    const std::string distribution =
        wa::ownSenderKeyDistribution(vault, account_.credentials, group, hasLeaver);
    const std::set<wa::Jid> having(holders.begin(), holders.end());
    std::vector<wa::Jid> newcomers;
    std::copy_if(devices->begin(), devices->end(), std::back_inserter(newcomers),
                 [&](const wa::Jid& device) { return !having.contains(device); });
    Result<std::vector<wa::Jid>> ready = co_await directory_.ensureSessions(std::move(newcomers));
    if (!ready) co_return ready.error();

    const wa::StanzaKind kind = wa::stanzaKind(message);
    wa::Node stanza = messageNode(id, group, kind);
    stanza.set("addressing_mode", info->usesLids ? "lid" : "pn");
    std::vector<wa::Jid> everyone = *devices;
    everyone.push_back(ownDevice);
    stanza.set("phash", wa::participantHash(std::move(everyone)));
    bool hasPreKey = false;
    if (!ready->empty()) {
        const std::string keyMessage = wa::keyDistributionMessage(group, distribution);
        wa::Node participants("participants");
        for (const wa::Jid& device : *ready) {
            Result<wa::Node> enc = wa::sealForDevice(vault, account_.credentials, device, keyMessage);
            if (!enc) co_return enc.error();
            hasPreKey = hasPreKey || isPreKey(*enc);
            participants.add(toDevice(device, std::move(*enc)));
        }
        stanza.add(std::move(participants));
    }
    Result<wa::Node> enc = wa::sealForGroup(vault, account_.credentials, group, message);
    if (!enc) co_return enc.error();
    describePart(*enc, kind);
    stanza.add(std::move(*enc));
    addIdentity(stanza, hasPreKey);
    Sealed sealed;
    sealed.stanza = std::move(stanza);
    sealed.newHolders = std::move(*ready);
    sealed.keyId = wa::ownSenderKeyId(vault, account_.credentials, group);
    co_return sealed;
}

asio::awaitable<Result<void>>
Sender::noteKeyHolders(wa::Jid group, std::vector<wa::Jid> newHolders, std::uint32_t keyId) {
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    std::vector<wa::RecordId> ids;
    ids.push_back(wa::keyHoldersRecord(group));
    ids.push_back(wa::senderKeyRecord(group, wa::ownKeyAddress(account_.credentials)));
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded;
    wa::Vault& vault = account_.records.vault();
    // Somebody left meanwhile: the key that was given is not in use any more.
    if (wa::ownSenderKeyId(vault, account_.credentials, group) != keyId) co_return Result<void>();
    std::vector<wa::Jid> holders = wa::keyHolders(vault, group);
    const std::set<wa::Jid> known(holders.begin(), holders.end());
    std::copy_if(newHolders.begin(), newHolders.end(), std::back_inserter(holders),
                 [&](const wa::Jid& device) { return !known.contains(device); });
    wa::setKeyHolders(vault, group, holders);
    Result<void> committed = co_await account_.records.commit("key-holders");
    co_return committed;
}

asio::awaitable<Result<void>> Sender::send(wa::Jid chat, std::string id, std::string message) {
    if (!account_.isOnline()) co_return Error(Errc::refused, "WhatsApp is not connected");
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    if (!account_.isOnline()) co_return Error(Errc::refused, "WhatsApp is not connected");
    Result<Sealed> sealed = Error(Errc::internal, "not sealed");
    if (chat.isGroup())
        sealed = co_await sealGroup(chat, id, message);
    else
        sealed = co_await sealDirect(chat, id, message);
    if (!sealed) {
        account_.records.rollback();
        // Nothing has left yet, so a broken connection is no reason for doubt.
        Error error = sealed.error();
        if (error.is(Errc::closed) || error.is(Errc::timeout) || error.is(Errc::cancelled))
            error.code = Errc::refused;
        co_return error;
    }
    rememberSent(chat, id, message);
    Result<void> committed = co_await account_.records.commit("send");
    if (!committed) co_return committed.error();
    if (!account_.isOnline()) co_return Error(Errc::refused, "WhatsApp is not connected");
    guard->release();
    const std::shared_ptr<Connection> connection = account_.connection;
    Result<wa::Node> ack = co_await connection->request(std::move(sealed->stanza), ackTimeout);
    crashPoint("whatsapp.acked");
    if (!ack) co_return ack.error().withContext("sending to WhatsApp");
    if (const std::string code = ack->text("error"); !code.empty()) co_return ackError(code);
    if (ack->has("phash") && !chat.isGroup()) directory_.forgetDevices(chat);
    if (!sealed->newHolders.empty()) {
        Result<void> noted = co_await noteKeyHolders(chat, std::move(sealed->newHolders), sealed->keyId);
        // The message is out; the worst that follows is that the key goes along once more.
        if (!noted) log::warn("whatsapp", "account={} {}", account_.id, noted.error().message);
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Sender::countRetry(std::string id, wa::Jid device) {
    const wa::RecordId record = wa::retryRecord(id, device);
    std::vector<wa::RecordId> ids{record, wa::sentRecord(id)};
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded.error();
    const crypto::SecretBytes* known = account_.records.vault().find(record);
    const std::int64_t count = known ? parseInteger(*known).value_or(0) : 0;
    if (count >= maxRetries) co_return Error(Errc::rateLimited, "a device keeps asking for the same message");
    account_.records.vault().put(record, crypto::SecretBytes(std::to_string(count + 1)));
    co_return Result<void>();
}

asio::awaitable<Result<void>> Sender::resend(wa::Node receipt) {
    Result<AsyncLock::Guard> guard = co_await account_.lock.acquire();
    if (!guard) co_return guard.error();
    Result<void> sent = co_await resendLocked(std::move(receipt));
    if (!sent) account_.records.rollback();
    co_return sent;
}

asio::awaitable<Result<void>> Sender::resendLocked(wa::Node receipt) {
    const wa::Node* retry = receipt.child("retry");
    const auto from = receipt.jid("from");
    const std::string id = retry ? retry->text("id") : std::string();
    if (!from || id.empty()) co_return Error(Errc::invalidInput, "a retry receipt without id");
    const std::optional<wa::Jid> participant = receipt.jid("participant");
    const wa::Jid device = participant ? *participant : *from;
    Result<void> counted = co_await countRetry(id, device);
    if (!counted) co_return counted.error();
    wa::Vault& vault = account_.records.vault();
    const crypto::SecretBytes* sent = vault.find(wa::sentRecord(id));
    if (!sent) co_return Error(Errc::notFound, "a device asks for a message that is gone");
    const std::string_view record(*sent);
    const std::size_t border = record.find('\n');
    const auto chat = wa::parseJid(record.substr(0, border));
    if (!chat || border == std::string_view::npos)
        co_return Error(Errc::corrupt, "a sent message is damaged");
    const std::string message(record.substr(border + 1));
    // Only somebody the message was for may have it again.
    const bool isForThem = chat->isGroup() ? from->withoutDevice() == *chat : true;
    Result<void> known = co_await directory_.learn(device, std::nullopt);
    if (!known) co_return known.error();
    std::vector<wa::Jid> chatUser{*chat};
    known = co_await directory_.loadAddresses(std::move(chatUser));
    if (!known) co_return known.error();
    const bool isPartner =
        chat->isGroup() || account_.credentials.isOwnUser(device) ||
        wa::sessionAddress(vault, device.withoutDevice()) == wa::sessionAddress(vault, *chat);
    if (!isForThem || !isPartner) co_return Error(Errc::unauthorized, "a stranger asks for a message");
    if (chat->isGroup()) {
        Result<wa::GroupInfo> info = co_await directory_.group(*chat);
        if (!info) co_return info.error();
        const bool isMember =
            std::any_of(info->members.begin(), info->members.end(), [&](const wa::GroupMember& member) {
                return member.id == device.withoutDevice() || member.lid == device.withoutDevice() ||
                       member.phone == device.withoutDevice();
            });
        if (!isMember) co_return Error(Errc::unauthorized, "somebody outside the group asks for a message");
    }

    std::vector<wa::RecordId> ids{wa::sessionRecord(wa::sessionAddress(vault, device))};
    if (chat->isGroup()) ids.push_back(wa::senderKeyRecord(*chat, wa::ownKeyAddress(account_.credentials)));
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded.error();
    const std::int64_t count = retry->integer("count").value_or(1);
    if (const wa::Node* keys = receipt.child("keys")) {
        wa::Node bundle = *keys;
        if (const wa::Node* registration = receipt.child("registration")) bundle.add(*registration);
        const Result<void> started = wa::startSessionFrom(vault, account_.credentials, device, bundle);
        if (!started) co_return started.error();
    } else if (count > 1 || !wa::hasSession(vault, device)) {
        Result<void> renewed = co_await directory_.renewSession(device);
        if (!renewed) co_return renewed.error();
    }
    const bool isOwn = account_.credentials.isOwnUser(device);
    std::string plain = isOwn && !chat->isGroup() ? wa::deviceSentMessage(*chat, message) : message;
    if (chat->isGroup())
        plain = wa::withKeyDistribution(
            message, *chat, wa::ownSenderKeyDistribution(vault, account_.credentials, *chat, false));
    Result<wa::Node> enc = wa::sealForDevice(vault, account_.credentials, device, plain);
    if (!enc) co_return enc.error();
    const wa::StanzaKind kind = wa::stanzaKind(message);
    describePart(*enc, kind);
    enc->set("count", std::to_string(count));
    const bool hasPreKey = isPreKey(*enc);
    wa::Node stanza = messageNode(id, *from, kind);
    if (participant) stanza.set("participant", *participant);
    if (const auto recipient = receipt.jid("recipient")) stanza.set("recipient", *recipient);
    if (!chat->isGroup()) stanza.set("device_fanout", "false");
    stanza.add(std::move(*enc));
    addIdentity(stanza, hasPreKey);
    Result<void> committed = co_await account_.records.commit("resend");
    if (!committed) co_return committed.error();
    if (!account_.isOnline()) co_return Error(Errc::closed, "WhatsApp is not connected");
    account_.connection->send(stanza);
    co_return Result<void>();
}

}
