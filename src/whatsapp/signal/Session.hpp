#pragma once

#include "openclaw/crypto/curve25519.hpp"
#include "whatsapp/signal/chain.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Pairwise sessions: X3DH and the double ratchet in Signal's version 3 message format (spec section 8.2).
namespace openclaw::whatsapp {

/// Who we are to every session.
struct LocalIdentity {
    crypto::X25519Pair key;
    std::uint32_t registrationId = 0;
};

/// What a device publishes so that others can start a session with it.
struct PreKeyBundle {
    std::uint32_t registrationId = 0;
    std::string identity;
    std::uint32_t signedPreKeyId = 0;
    std::string signedPreKey;
    std::string signature;
    std::optional<std::uint32_t> preKeyId;
    std::string preKey;
};

/// Finds the private halves of our published keys; an empty private key means that it does not exist any
/// more.
struct PreKeyLookup {
    std::function<crypto::X25519Pair(std::uint32_t)> preKey;
    std::function<crypto::X25519Pair(std::uint32_t)> signedPreKey;
};

struct ReceiverChain {
    std::string ratchetKey;
    KeyChain chain;
};

/// One state of a session; a session keeps a few, because both sides may start at the same time.
struct SessionState {
    std::string remoteIdentity;
    std::uint32_t remoteRegistrationId = 0;
    /// The initiator's base key: what makes a state recognisable.
    std::string baseKey;
    crypto::SecretBytes root;
    crypto::X25519Pair ratchet;
    KeyChain sending;
    std::uint32_t previousCounter = 0;
    std::vector<ReceiverChain> receiving;
    /// Until the other side answers, every message repeats how the session was made.
    bool isUnanswered = false;
    std::optional<std::uint32_t> preKeyId;
    std::uint32_t signedPreKeyId = 0;
};

struct Session {
    std::optional<SessionState> current;
    std::vector<SessionState> archived;

    /// Errc::corrupt for anything that serialize() did not make.
    static Result<Session> parse(std::string_view record);
    crypto::SecretBytes serialize() const;
};

/// Starts a session as the initiator; the current state, if any, is archived. Errc::unauthorized when the
/// signed pre-key is not signed by the bundle's identity.
Result<void> startSession(Session& session, const LocalIdentity& local, const PreKeyBundle& bundle);

struct SealedMessage {
    /// True: a "pkmsg" that can start the session on the other side.
    bool isPreKey = false;
    std::string bytes;
};
/// Errc::notFound without a session.
Result<SealedMessage> sealMessage(Session& session, const LocalIdentity& local, std::string_view plain);

struct OpenedMessage {
    std::string plain;
    /// The one-time key that the message used up; it has to be deleted with the same commit.
    std::optional<std::uint32_t> usedPreKeyId;
    bool isIdentityChanged = false;
};
/// The session changes only on success. Errc::conflict: received before. Errc::notFound: no session or key
/// for it. Errc::corrupt: it does not decrypt. Errc::invalidInput: it is not such a message.
Result<OpenedMessage> openPreKeyMessage(Session& session,
                                        const LocalIdentity& local,
                                        const PreKeyLookup& keys,
                                        std::string_view bytes);
Result<OpenedMessage> openMessage(Session& session, const LocalIdentity& local, std::string_view bytes);

/// The ids that a pkmsg names, for loading the keys before it is opened.
struct PreKeyIds {
    std::optional<std::uint32_t> preKeyId;
    std::uint32_t signedPreKeyId = 0;
};
PreKeyIds preKeyIdsOf(std::string_view bytes);

/// `05 || key`, and back ("" when it is neither 32 bytes nor 33 with that mark).
std::string markedKey(std::string_view key);
std::string unmarkedKey(std::string_view key);

}
