#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Node.hpp"
#include "openclaw/whatsapp/Vault.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Encryption between devices, over the records in a Vault. Every function says which records it needs
/// loaded; its changes take effect when the vault is committed.
namespace openclaw::whatsapp {

/// A message stanza before it is decrypted.
struct Envelope {
    std::string id;
    Jid from;
    std::optional<Jid> participant;
    std::optional<Jid> recipient;
    /// The device that wrote it, and the same person's other address when the stanza names it.
    Jid sender;
    std::optional<Jid> senderOther;
    /// Where it was said; a message of our own account belongs to the chat it went to.
    Jid chat;
    std::string type;
    std::string pushName;
    std::int64_t timestampSeconds = 0;
    bool isOwn = false;
    bool isPeer = false;
    bool isOffline = false;
    bool isUnavailable = false;
    struct Part {
        std::string type; // pkmsg, msg, skmsg
        std::string bytes;
        int retryCount = 0;
    };
    std::vector<Part> parts;
    std::string deviceIdentity;
};
/// Errc::invalidInput when sender or id is missing.
Result<Envelope> readEnvelope(const Node& message, const Credentials& credentials);

/// What openEnvelope needs, in two steps because the first decides the second: the address forms, then the
/// keys.
std::vector<RecordId> addressRecords(const Envelope& envelope);
std::vector<RecordId> keyRecords(const Envelope& envelope, const Vault& vault);

struct OpenedEnvelope {
    /// The unpadded Message of each part that decrypted, in order.
    std::vector<std::string> messages;
    bool isIdentityChanged = false;
    /// Why a part did not decrypt: Errc::conflict for something received before, else worth asking again.
    std::optional<Error> failure;
};
/// Decrypts the parts; sender keys found in one are used for the next.
OpenedEnvelope openEnvelope(Vault& vault, const Credentials& credentials, const Envelope& envelope);

/// Plaintext with its random padding, and back. Errc::invalidInput when the padding is wrong.
std::string padMessage(std::string_view plain);
Result<std::string> unpadMessage(std::string_view padded);

/// Another device's public keys out of a key query or a retry receipt's <keys>.
/// Errc::notFound for an <error>, Errc::unauthorized for a companion whose identity its account did not sign.
Result<void>
startSessionFrom(Vault& vault, const Credentials& credentials, const Jid& device, const Node& keys);
bool hasSession(const Vault& vault, const Jid& device);
/// The registration id of the other side of a session, to notice a reinstalled device; nullopt without a
/// session.
std::optional<std::uint32_t> remoteRegistrationId(const Vault& vault, const Jid& device);

/// <enc> for one device; needs its session. Errc::notFound without one.
Result<Node>
sealForDevice(Vault& vault, const Credentials& credentials, const Jid& device, std::string_view plain);

/// The group's sender key: made when there is none or `renew`. Needs senderKeyRecord(group, own address).
std::string
ownSenderKeyDistribution(Vault& vault, const Credentials& credentials, const Jid& group, bool renew);
/// Which key that is; 0 without one. Needs the same record.
std::uint32_t ownSenderKeyId(const Vault& vault, const Credentials& credentials, const Jid& group);
/// <enc type=skmsg> for everybody who has the key.
Result<Node>
sealForGroup(Vault& vault, const Credentials& credentials, const Jid& group, std::string_view plain);
/// The address our own sender keys are kept under.
Jid ownKeyAddress(const Credentials& credentials);
/// Devices that have our key, and the record with more of them. Needs keyHoldersRecord.
std::vector<Jid> keyHolders(const Vault& vault, const Jid& group);
void setKeyHolders(Vault& vault, const Jid& group, const std::vector<Jid>& devices);

/// Makes `count` pre-keys into the vault and the upload stanza; moves credentials.nextPreKeyId and puts the
/// account record.
Node makePreKeyUpload(Vault& vault, Credentials& credentials, std::string_view id, std::size_t count);

/// The signed pre-key is a month old. The one before it still opens what was sealed for it.
bool isSignedPreKeyDue(const Credentials& credentials, std::int64_t nowMs);
/// Makes a new one, unpublished, and puts the account record.
void renewSignedPreKey(Vault& vault, Credentials& credentials, std::int64_t nowMs);
/// Publishes it; the server's answer is the moment to set isSignedPreKeyPublished.
Node signedPreKeyIq(const Credentials& credentials, std::string_view id);

/// <keys> and <registration> of a retry receipt, with one fresh pre-key.
std::vector<Node> retryKeys(Vault& vault, Credentials& credentials);

}
