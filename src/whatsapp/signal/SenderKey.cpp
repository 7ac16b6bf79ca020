// Sender keys.
#include "whatsapp/signal/SenderKey.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"
#include "whatsapp/signal/Session.hpp"

#include <algorithm>

namespace openclaw::whatsapp {

namespace {

using Distribution = field::SenderKeyDistributionMessage;
using Message = field::SenderKeyMessage;
using crypto::SecretBytes;

constexpr std::uint32_t senderKeyVersion = 1;
constexpr char groupWireVersion = '\x33';
constexpr std::size_t maxStates = 5;
constexpr std::size_t signatureBytes = 64;
constexpr std::size_t chainKeyBytes = 32;

struct GroupKeys {
    explicit GroupKeys(std::string_view seed) : all(crypto::hkdfSha256(seed, {}, "WhisperGroup", 48)) {}
    std::string_view iv() const { return std::string_view(all).substr(0, 16); }
    std::string_view cipher() const { return std::string_view(all).substr(16, 32); }
    SecretBytes all;
};

}

SecretBytes SenderKey::serialize() const {
    RecordWriter out;
    out.number(senderKeyVersion).number(static_cast<std::uint32_t>(states.size()));
    for (const SenderKeyState& state : states) {
        out.number(state.keyId).bytes(state.signing.publicKey).bytes(state.signing.privateKey);
        state.chain.write(out);
    }
    return out.take();
}

Result<SenderKey> SenderKey::parse(std::string_view record) {
    RecordReader in(record);
    SenderKey key;
    if (in.number() != senderKeyVersion)
        return Error(Errc::corrupt, "a sender key record has an unknown version");
    const std::uint32_t count = in.count(maxStates);
    for (std::uint32_t i = 0; i < count && in.isGood(); ++i) {
        SenderKeyState state;
        state.keyId = in.number();
        state.signing.publicKey = in.key();
        state.signing.privateKey = in.key();
        state.chain = KeyChain::read(in);
        key.states.push_back(std::move(state));
    }
    if (!in.isFinished()) return Error(Errc::corrupt, "a sender key record is damaged");
    return key;
}

SenderKey makeSenderKey() {
    SenderKeyState state;
    state.keyId = static_cast<std::uint32_t>(randomBelow(0x7fffffff));
    state.chain.key = crypto::randomKey(chainKeyBytes);
    state.signing = crypto::generateX25519();
    SenderKey key;
    key.states.push_back(std::move(state));
    return key;
}

std::string senderKeyDistribution(const SenderKey& key) {
    if (key.states.empty()) return {};
    const SenderKeyState& state = key.states.front();
    ProtoWriter out;
    out.number(Distribution::id, state.keyId).number(Distribution::iteration, state.chain.next);
    out.bytes(Distribution::chainKey, state.chain.key);
    out.bytes(Distribution::signingKey, markedKey(state.signing.publicKey));
    return std::string(1, groupWireVersion) + out.view();
}

Result<void> learnSenderKey(SenderKey& key, std::string_view distribution) {
    if (distribution.empty() || distribution.front() != groupWireVersion)
        return Error(Errc::invalidInput, "not a sender key");
    const Proto proto(distribution.substr(1));
    SenderKeyState state;
    state.keyId = proto.number32(Distribution::id);
    state.chain.next = proto.number32(Distribution::iteration);
    state.chain.key = proto.bytes(Distribution::chainKey);
    state.signing.publicKey = unmarkedKey(proto.bytes(Distribution::signingKey));
    if (state.chain.key.size() != chainKeyBytes || state.signing.publicKey.empty())
        return Error(Errc::invalidInput, "not a sender key");
    const auto isSame = [&](const SenderKeyState& each) {
        return each.keyId == state.keyId && each.signing.publicKey == state.signing.publicKey;
    };
    if (std::any_of(key.states.begin(), key.states.end(), isSame)) return {};
    // The same id with another signing key replaces it: two would be ambiguous.
    std::erase_if(key.states, [&](const SenderKeyState& each) { return each.keyId == state.keyId; });
    key.states.insert(key.states.begin(), std::move(state));
    if (key.states.size() > maxStates) key.states.resize(maxStates);
    return {};
}

Result<std::string> sealGroupMessage(SenderKey& key, std::string_view plain) {
    if (key.states.empty() || key.states.front().signing.privateKey.empty())
        return Error(Errc::notFound, "no sender key");
    SenderKeyState& state = key.states.front();
    const std::uint32_t iteration = state.chain.next;
    const GroupKeys keys(state.chain.step());
    const Result<std::string> cipher = crypto::encryptAesCbc(keys.cipher(), keys.iv(), plain);
    if (!cipher) return cipher.error();
    ProtoWriter out;
    out.number(Message::id, state.keyId)
        .number(Message::iteration, iteration)
        .bytes(Message::ciphertext, *cipher);
    std::string message = std::string(1, groupWireVersion) + out.view();
    const Result<std::string> signature = crypto::signXeddsa(state.signing.privateKey, message);
    if (!signature) return signature.error();
    return message + *signature;
}

Result<std::string> openGroupMessage(SenderKey& key, std::string_view bytes) {
    if (bytes.size() < 1 + signatureBytes || bytes.front() != groupWireVersion)
        return Error(Errc::invalidInput, "not a group message");
    const std::string_view signedPart = bytes.substr(0, bytes.size() - signatureBytes);
    const Proto proto(signedPart.substr(1));
    const std::uint32_t id = proto.number32(Message::id);
    const auto found = std::find_if(key.states.begin(), key.states.end(),
                                    [&](const SenderKeyState& each) { return each.keyId == id; });
    if (found == key.states.end()) return Error(Errc::notFound, "no sender key for this message");
    // Before anything moves: only the owner of the key may advance the chain.
    if (!crypto::verifyXeddsa(found->signing.publicKey, signedPart, bytes.substr(signedPart.size())))
        return Error(Errc::corrupt, "a group message has a bad signature");
    KeyChain chain = found->chain;
    const Result<SecretBytes> seed = chain.seedFor(proto.number32(Message::iteration));
    if (!seed) return seed.error();
    const GroupKeys keys(*seed);
    Result<std::string> plain =
        crypto::decryptAesCbc(keys.cipher(), keys.iv(), proto.bytes(Message::ciphertext));
    if (!plain) return plain.error();
    found->chain = std::move(chain);
    return plain;
}

}
