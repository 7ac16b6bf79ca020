#pragma once

#include "openclaw/crypto/curve25519.hpp"
#include "whatsapp/signal/chain.hpp"

#include <string>
#include <vector>

/// Group encryption: each sender has one chain and one signing key, given to every member device (spec
/// section 8.3).
namespace openclaw::whatsapp {

struct SenderKeyState {
    std::uint32_t keyId = 0;
    KeyChain chain;
    /// The private half is empty for other people's keys.
    crypto::X25519Pair signing;
};

/// The keys of one sender device in one group, newest first.
struct SenderKey {
    std::vector<SenderKeyState> states;

    static Result<SenderKey> parse(std::string_view record);
    crypto::SecretBytes serialize() const;
};

/// A fresh key of our own.
SenderKey makeSenderKey();
/// What members need to read everything from the chain's present place on.
std::string senderKeyDistribution(const SenderKey& key);
/// Learns another sender's key. A key that is known already is left where it is.
Result<void> learnSenderKey(SenderKey& key, std::string_view distribution);

/// Errc::notFound without a key of our own.
Result<std::string> sealGroupMessage(SenderKey& key, std::string_view plain);
/// The key changes only on success. Errc::notFound: unknown key; Errc::conflict: received before;
/// Errc::corrupt: bad signature or text.
Result<std::string> openGroupMessage(SenderKey& key, std::string_view bytes);

}
