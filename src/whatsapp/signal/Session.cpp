// X3DH and the double ratchet. Everything that can fail works on a copy of the state and replaces it at the
// end, so a forged or damaged message never moves a session.
#include "whatsapp/signal/Session.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <algorithm>

namespace openclaw::whatsapp {

namespace {

using crypto::SecretBytes;
using Field = field::SignalSignalMessage;
using PreKeyField = field::SignalPreKeySignalMessage;

constexpr std::size_t keyBytes = 32;
constexpr std::size_t macBytes = 8;
constexpr char wireVersion = '\x33';
constexpr char keyMark = '\x05';
constexpr std::size_t maxReceiverChains = 5;
constexpr std::size_t maxArchived = 40;

Error badMessage() { return Error(Errc::invalidInput, "not an encrypted message"); }
Error badKey() { return Error(Errc::invalidInput, "an encrypted message carries an unusable key"); }

struct RootStep {
    SecretBytes root;
    SecretBytes chain;
};

Result<RootStep> stepRoot(std::string_view root, std::string_view ownPrivate, std::string_view theirPublic) {
    const Result<SecretBytes> shared = crypto::x25519(ownPrivate, theirPublic);
    if (!shared) return badKey();
    const SecretBytes keys = crypto::hkdfSha256(*shared, root, "WhisperRatchet", 2 * keyBytes);
    RootStep step{keys.substr(0, keyBytes), keys.substr(keyBytes)};
    return step;
}

/// HKDF over the concatenated shared secrets of X3DH. Empty on an unusable key.
struct Agreement {
    SecretBytes secret = SecretBytes(keyBytes, '\xff');
    bool isGood = true;

    void add(std::string_view privateKey, std::string_view publicKey) {
        const Result<SecretBytes> shared = crypto::x25519(privateKey, publicKey);
        if (shared)
            secret.append(*shared);
        else
            isGood = false;
    }
    SecretBytes root() const {
        return crypto::hkdfSha256(secret, {}, "WhisperText", 2 * keyBytes).substr(0, keyBytes);
    }
};

struct MessageKeys {
    explicit MessageKeys(std::string_view seed)
        : all(crypto::hkdfSha256(seed, {}, "WhisperMessageKeys", 80)) {}
    std::string_view cipher() const { return std::string_view(all).substr(0, 32); }
    std::string_view mac() const { return std::string_view(all).substr(32, 32); }
    std::string_view iv() const { return std::string_view(all).substr(64, 16); }
    SecretBytes all;
};

std::string
macOf(std::string_view key, std::string_view sender, std::string_view receiver, std::string_view signedPart) {
    std::string text = markedKey(sender) + markedKey(receiver);
    text.append(signedPart);
    return crypto::hmacSha256(key, text).substr(0, macBytes);
}

void archiveCurrent(Session& session) {
    if (!session.current) return;
    session.archived.insert(session.archived.begin(), std::move(*session.current));
    session.current.reset();
    if (session.archived.size() > maxArchived) session.archived.resize(maxArchived);
}

/// A new ratchet key of theirs: both chains start anew.
Result<void> turnRatchet(SessionState& state, std::string_view theirKey) {
    const Result<RootStep> receiving = stepRoot(state.root, state.ratchet.privateKey, theirKey);
    if (!receiving) return receiving.error();
    crypto::X25519Pair fresh = crypto::generateX25519();
    const Result<RootStep> sending = stepRoot(receiving->root, fresh.privateKey, theirKey);
    if (!sending) return sending.error();
    ReceiverChain chain;
    chain.ratchetKey = theirKey;
    chain.chain.key = receiving->chain;
    state.receiving.push_back(std::move(chain));
    if (state.receiving.size() > maxReceiverChains) state.receiving.erase(state.receiving.begin());
    state.root = sending->root;
    state.ratchet = std::move(fresh);
    state.previousCounter = state.sending.next == 0 ? 0 : state.sending.next - 1;
    state.sending = KeyChain{sending->chain, 0, {}};
    return {};
}

Result<std::string>
openWithState(SessionState& original, const LocalIdentity& local, std::string_view bytes) {
    if (bytes.size() < 1 + macBytes || bytes.front() != wireVersion) return badMessage();
    const std::string_view signedPart = bytes.substr(0, bytes.size() - macBytes);
    const Proto proto(signedPart.substr(1));
    const std::string theirKey = unmarkedKey(proto.bytes(Field::ratchetKey));
    if (theirKey.empty() || !proto.has(Field::ciphertext)) return badMessage();

    SessionState state = original;
    const auto known = [&](const ReceiverChain& each) { return each.ratchetKey == theirKey; };
    auto chain = std::find_if(state.receiving.begin(), state.receiving.end(), known);
    if (chain == state.receiving.end()) {
        const Result<void> turned = turnRatchet(state, theirKey);
        if (!turned) return turned.error();
        chain = std::prev(state.receiving.end());
    }
    const Result<SecretBytes> seed = chain->chain.seedFor(proto.number32(Field::counter));
    if (!seed) return seed.error();
    const MessageKeys keys(*seed);
    const std::string mac = macOf(keys.mac(), state.remoteIdentity, local.key.publicKey, signedPart);
    if (!equalsConstantTime(bytes.substr(signedPart.size()), mac))
        return Error(Errc::corrupt, "an encrypted message has a wrong MAC");
    Result<std::string> plain =
        crypto::decryptAesCbc(keys.cipher(), keys.iv(), proto.bytes(Field::ciphertext));
    if (!plain) return plain.error();
    state.isUnanswered = false;
    original = std::move(state);
    return plain;
}

Result<SessionState> answerSession(const LocalIdentity& local, const PreKeyLookup& keys, const Proto& proto) {
    SessionState state;
    state.baseKey = unmarkedKey(proto.bytes(PreKeyField::baseKey));
    state.remoteIdentity = unmarkedKey(proto.bytes(PreKeyField::identityKey));
    state.remoteRegistrationId = proto.number32(PreKeyField::registrationId);
    if (state.baseKey.empty() || state.remoteIdentity.empty()) return badMessage();
    const crypto::X25519Pair signedKey = keys.signedPreKey(proto.number32(PreKeyField::signedPreKeyId));
    if (signedKey.privateKey.empty())
        return Error(Errc::notFound, "the message uses a signed pre-key that is gone");
    Agreement agreement;
    agreement.add(signedKey.privateKey, state.remoteIdentity);
    agreement.add(local.key.privateKey, state.baseKey);
    agreement.add(signedKey.privateKey, state.baseKey);
    if (proto.has(PreKeyField::preKeyId)) {
        const crypto::X25519Pair oneTime = keys.preKey(proto.number32(PreKeyField::preKeyId));
        if (oneTime.privateKey.empty())
            return Error(Errc::notFound, "the message uses a pre-key that is gone");
        agreement.add(oneTime.privateKey, state.baseKey);
    }
    if (!agreement.isGood) return badKey();
    state.root = agreement.root();
    state.ratchet = signedKey;
    return state;
}

}

std::string markedKey(std::string_view key) {
    std::string marked(1, keyMark);
    return marked.append(key);
}

std::string unmarkedKey(std::string_view key) {
    if (key.size() == keyBytes) return std::string(key);
    if (key.size() == keyBytes + 1 && key.front() == keyMark) return std::string(key.substr(1));
    return {};
}

Result<void> startSession(Session& session, const LocalIdentity& local, const PreKeyBundle& bundle) {
    if (!crypto::verifyXeddsa(bundle.identity, markedKey(bundle.signedPreKey), bundle.signature))
        return Error(Errc::unauthorized, "a device's signed pre-key has a bad signature");
    const crypto::X25519Pair base = crypto::generateX25519();
    Agreement agreement;
    agreement.add(local.key.privateKey, bundle.signedPreKey);
    agreement.add(base.privateKey, bundle.identity);
    agreement.add(base.privateKey, bundle.signedPreKey);
    if (bundle.preKeyId) agreement.add(base.privateKey, bundle.preKey);
    if (!agreement.isGood) return badKey();

    SessionState state;
    state.remoteIdentity = bundle.identity;
    state.remoteRegistrationId = bundle.registrationId;
    state.baseKey = base.publicKey;
    state.ratchet = crypto::generateX25519();
    const Result<RootStep> sending =
        stepRoot(agreement.root(), state.ratchet.privateKey, bundle.signedPreKey);
    if (!sending) return sending.error();
    state.root = sending->root;
    state.sending.key = sending->chain;
    state.isUnanswered = true;
    state.preKeyId = bundle.preKeyId;
    state.signedPreKeyId = bundle.signedPreKeyId;
    archiveCurrent(session);
    session.current = std::move(state);
    return {};
}

Result<SealedMessage> sealMessage(Session& session, const LocalIdentity& local, std::string_view plain) {
    if (!session.current || session.current->sending.key.empty()) return Error(Errc::notFound, "no session");
    SessionState& state = *session.current;
    const std::uint32_t counter = state.sending.next;
    const MessageKeys keys(state.sending.step());
    Result<std::string> cipher = crypto::encryptAesCbc(keys.cipher(), keys.iv(), plain);
    if (!cipher) return cipher.error();
    ProtoWriter inner;
    inner.bytes(Field::ratchetKey, markedKey(state.ratchet.publicKey)).number(Field::counter, counter);
    inner.number(Field::previousCounter, state.previousCounter).bytes(Field::ciphertext, *cipher);
    std::string message = std::string(1, wireVersion) + inner.view();
    message += macOf(keys.mac(), local.key.publicKey, state.remoteIdentity, message);
    if (!state.isUnanswered) return SealedMessage{false, std::move(message)};

    ProtoWriter outer;
    if (state.preKeyId) outer.number(PreKeyField::preKeyId, *state.preKeyId);
    outer.bytes(PreKeyField::baseKey, markedKey(state.baseKey));
    outer.bytes(PreKeyField::identityKey, markedKey(local.key.publicKey))
        .bytes(PreKeyField::message, message);
    outer.number(PreKeyField::registrationId, local.registrationId);
    outer.number(PreKeyField::signedPreKeyId, state.signedPreKeyId);
    return SealedMessage{true, std::string(1, wireVersion) + outer.view()};
}

Result<OpenedMessage> openMessage(Session& session, const LocalIdentity& local, std::string_view bytes) {
    if (!session.current && session.archived.empty()) return Error(Errc::notFound, "no session");
    std::optional<Error> failure;
    if (session.current) {
        Result<std::string> plain = openWithState(*session.current, local, bytes);
        if (plain) return OpenedMessage{std::move(*plain), std::nullopt, false};
        failure = plain.error();
        if (failure->is(Errc::conflict)) return *failure;
    }
    for (std::size_t i = 0; i < session.archived.size(); ++i) {
        Result<std::string> plain = openWithState(session.archived[i], local, bytes);
        if (!plain) {
            if (plain.error().is(Errc::conflict)) return plain.error();
            if (!failure) failure = plain.error();
            continue;
        }
        // The other side uses this state, so it becomes ours too.
        SessionState used = std::move(session.archived[i]);
        session.archived.erase(session.archived.begin() + static_cast<std::ptrdiff_t>(i));
        archiveCurrent(session);
        session.current = std::move(used);
        return OpenedMessage{std::move(*plain), std::nullopt, false};
    }
    return *failure;
}

Result<OpenedMessage> openPreKeyMessage(Session& session,
                                        const LocalIdentity& local,
                                        const PreKeyLookup& keys,
                                        std::string_view bytes) {
    if (bytes.empty() || bytes.front() != wireVersion) return badMessage();
    const Proto proto(bytes.substr(1));
    const std::string baseKey = unmarkedKey(proto.bytes(PreKeyField::baseKey));
    const std::string_view inner = proto.bytes(PreKeyField::message);
    if (baseKey.empty() || inner.empty()) return badMessage();

    const auto isSame = [&](const SessionState& state) { return state.baseKey == baseKey; };
    SessionState* known = nullptr;
    if (session.current && isSame(*session.current)) {
        known = &*session.current;
    } else {
        const auto found = std::find_if(session.archived.begin(), session.archived.end(), isSame);
        if (found != session.archived.end()) known = &*found;
    }
    if (known) {
        Result<std::string> plain = openWithState(*known, local, inner);
        if (!plain) return plain.error();
        return OpenedMessage{std::move(*plain), std::nullopt, false};
    }

    Result<SessionState> state = answerSession(local, keys, proto);
    if (!state) return state.error();
    Result<std::string> plain = openWithState(*state, local, inner);
    if (!plain) return plain.error();
    OpenedMessage opened{std::move(*plain), std::nullopt, false};
    if (proto.has(PreKeyField::preKeyId)) opened.usedPreKeyId = proto.number32(PreKeyField::preKeyId);
    opened.isIdentityChanged = session.current && session.current->remoteIdentity != state->remoteIdentity;
    archiveCurrent(session);
    session.current = std::move(*state);
    return opened;
}

PreKeyIds preKeyIdsOf(std::string_view bytes) {
    PreKeyIds ids;
    if (bytes.empty()) return ids;
    const Proto proto(bytes.substr(1));
    if (proto.has(PreKeyField::preKeyId)) ids.preKeyId = proto.number32(PreKeyField::preKeyId);
    ids.signedPreKeyId = proto.number32(PreKeyField::signedPreKeyId);
    return ids;
}

}
