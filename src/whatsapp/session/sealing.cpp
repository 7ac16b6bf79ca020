// From plaintext to what each device gets: sessions, sender keys, published keys.
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "openclaw/whatsapp/pairing.hpp"
#include "whatsapp/session/numbers.hpp"
#include "whatsapp/session/stored_keys.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr std::uint32_t maxPreKeyId = 16777215;
constexpr std::int64_t signedPreKeyLifetimeMs = std::int64_t{30} * 24 * 3600 * 1000;
constexpr std::string_view keyType("\x05", 1);

Node keyNode(std::string_view tag, std::uint32_t id, std::string_view value) {
    Node node(tag);
    node.add(bytesNode("id", bigEndian(id, 3))).add(bytesNode("value", value));
    return node;
}

Node signedKeyNode(const Credentials& credentials) {
    Node node = keyNode("skey", credentials.signedPreKeyId, credentials.signedPreKey.publicKey);
    node.add(bytesNode("signature", credentials.signedPreKeySignature));
    return node;
}

/// One more pre-key; its private half goes into the vault.
Node newPreKey(Vault& vault, Credentials& credentials) {
    const std::uint32_t id = credentials.nextPreKeyId;
    credentials.nextPreKeyId = id >= maxPreKeyId ? 1 : id + 1;
    crypto::X25519Pair pair = crypto::generateX25519();
    vault.put(preKeyRecord(id), std::move(pair.privateKey));
    return keyNode("key", id, pair.publicKey);
}

Node encNode(std::string_view type, std::string_view bytes) {
    Node enc("enc");
    enc.set("v", "2").set("type", type).setBytes(bytes);
    return enc;
}

}

Result<void>
startSessionFrom(Vault& vault, const Credentials& credentials, const Jid& device, const Node& keys) {
    if (keys.child("error")) return Error(Errc::notFound, "the device publishes no keys");
    PreKeyBundle bundle;
    bundle.registrationId = fromBigEndian(keys.childBytes("registration"));
    bundle.identity = unmarkedKey(keys.childBytes("identity"));
    const Node* signedKey = keys.child("skey");
    if (bundle.identity.empty() || !signedKey)
        return Error(Errc::invalidInput, "the device's keys are incomplete");
    bundle.signedPreKeyId = fromBigEndian(signedKey->childBytes("id"));
    bundle.signedPreKey = unmarkedKey(signedKey->childBytes("value"));
    bundle.signature = signedKey->childBytes("signature");
    if (const Node* key = keys.child("key")) {
        bundle.preKeyId = fromBigEndian(key->childBytes("id"));
        bundle.preKey = unmarkedKey(key->childBytes("value"));
    }
    const std::string_view identity = keys.childBytes("device-identity");
    if (!identity.empty() && !isDeviceIdentityValid(identity, bundle.identity))
        return Error(Errc::unauthorized, "a device's identity is not signed by its account");
    const RecordId id = sessionRecord(sessionAddress(vault, device));
    Session session = loadSession(vault, id);
    const LocalIdentity local{credentials.identity, credentials.registrationId};
    const Result<void> started = startSession(session, local, bundle);
    if (!started) return started.error();
    vault.put(id, session.serialize());
    return {};
}

bool hasSession(const Vault& vault, const Jid& device) {
    return loadSession(vault, sessionRecord(sessionAddress(vault, device))).current.has_value();
}

std::optional<std::uint32_t> remoteRegistrationId(const Vault& vault, const Jid& device) {
    const Session session = loadSession(vault, sessionRecord(sessionAddress(vault, device)));
    if (!session.current) return std::nullopt;
    return session.current->remoteRegistrationId;
}

Result<Node>
sealForDevice(Vault& vault, const Credentials& credentials, const Jid& device, std::string_view plain) {
    const RecordId id = sessionRecord(sessionAddress(vault, device));
    Session session = loadSession(vault, id);
    const LocalIdentity local{credentials.identity, credentials.registrationId};
    const Result<SealedMessage> sealed = sealMessage(session, local, padMessage(plain));
    if (!sealed) return sealed.error();
    vault.put(id, session.serialize());
    return encNode(sealed->isPreKey ? "pkmsg" : "msg", sealed->bytes);
}

Jid ownKeyAddress(const Credentials& credentials) {
    return credentials.lid.empty() ? credentials.me : credentials.lid;
}

std::string
ownSenderKeyDistribution(Vault& vault, const Credentials& credentials, const Jid& group, bool renew) {
    const RecordId id = senderKeyRecord(group, ownKeyAddress(credentials));
    SenderKey key = loadSenderKey(vault, id);
    if (renew || key.states.empty()) {
        key = makeSenderKey();
        vault.put(id, key.serialize());
    }
    return senderKeyDistribution(key);
}

std::uint32_t ownSenderKeyId(const Vault& vault, const Credentials& credentials, const Jid& group) {
    const SenderKey key = loadSenderKey(vault, senderKeyRecord(group, ownKeyAddress(credentials)));
    return key.states.empty() ? 0 : key.states.front().keyId;
}

Result<Node>
sealForGroup(Vault& vault, const Credentials& credentials, const Jid& group, std::string_view plain) {
    const RecordId id = senderKeyRecord(group, ownKeyAddress(credentials));
    SenderKey key = loadSenderKey(vault, id);
    const Result<std::string> sealed = sealGroupMessage(key, padMessage(plain));
    if (!sealed) return sealed.error();
    vault.put(id, key.serialize());
    return encNode("skmsg", *sealed);
}

std::vector<Jid> keyHolders(const Vault& vault, const Jid& group) {
    std::vector<Jid> devices;
    const crypto::SecretBytes* record = vault.find(keyHoldersRecord(group));
    if (!record) return devices;
    for (const std::string_view text : split(*record, '\n')) {
        if (auto jid = parseJid(text)) devices.push_back(std::move(*jid));
    }
    return devices;
}

void setKeyHolders(Vault& vault, const Jid& group, const std::vector<Jid>& devices) {
    crypto::SecretBytes record;
    for (const Jid& device : devices)
        record.append(device.text()).push_back('\n');
    vault.put(keyHoldersRecord(group), std::move(record));
}

Node makePreKeyUpload(Vault& vault, Credentials& credentials, std::string_view id, std::size_t count) {
    Node list("list");
    for (std::size_t i = 0; i < count; ++i)
        list.add(newPreKey(vault, credentials));
    vault.put(accountRecord(), credentials.serialize());
    Node iq("iq");
    iq.set("id", id).set("to", serverJid()).set("type", "set").set("xmlns", "encrypt");
    iq.add(bytesNode("registration", bigEndian(credentials.registrationId, 4)))
        .add(bytesNode("type", keyType));
    iq.add(bytesNode("identity", credentials.identity.publicKey))
        .add(std::move(list))
        .add(signedKeyNode(credentials));
    return iq;
}

bool isSignedPreKeyDue(const Credentials& credentials, std::int64_t nowMs) {
    return nowMs - credentials.signedPreKeyMadeAtMs > signedPreKeyLifetimeMs;
}

void renewSignedPreKey(Vault& vault, Credentials& credentials, std::int64_t nowMs) {
    credentials.previousSignedPreKeyId = credentials.signedPreKeyId;
    credentials.previousSignedPreKey = std::move(credentials.signedPreKey);
    credentials.signedPreKeyId =
        credentials.signedPreKeyId >= maxPreKeyId ? 1 : credentials.signedPreKeyId + 1;
    credentials.makeSignedPreKey();
    credentials.signedPreKeyMadeAtMs = nowMs;
    credentials.isSignedPreKeyPublished = false;
    vault.put(accountRecord(), credentials.serialize());
}

Node signedPreKeyIq(const Credentials& credentials, std::string_view id) {
    Node rotate("rotate");
    rotate.add(signedKeyNode(credentials));
    Node iq("iq");
    iq.set("id", id).set("to", serverJid()).set("type", "set").set("xmlns", "encrypt");
    return iq.add(std::move(rotate));
}

std::vector<Node> retryKeys(Vault& vault, Credentials& credentials) {
    Node keys("keys");
    keys.add(bytesNode("type", keyType)).add(bytesNode("identity", credentials.identity.publicKey));
    keys.add(newPreKey(vault, credentials)).add(signedKeyNode(credentials));
    keys.add(bytesNode("device-identity", credentials.deviceIdentity));
    vault.put(accountRecord(), credentials.serialize());
    std::vector<Node> nodes{bytesNode("registration", bigEndian(credentials.registrationId, 4))};
    nodes.push_back(std::move(keys));
    return nodes;
}

}
