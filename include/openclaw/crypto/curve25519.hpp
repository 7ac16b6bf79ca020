#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/secret_bytes.hpp"

#include <string>
#include <string_view>

namespace openclaw::crypto {

/// An X25519 key pair; both halves are raw 32 bytes.
struct X25519Pair {
    std::string publicKey;
    SecretBytes privateKey;
};

X25519Pair generateX25519();
/// The pair of a stored private key. Errc::invalidInput unless it has 32 bytes.
Result<X25519Pair> x25519FromPrivate(std::string_view privateKey);
/// The shared secret. Errc::invalidInput for keys of the wrong size and for points of small order.
Result<SecretBytes> x25519(std::string_view privateKey, std::string_view publicKey);

/// XEdDSA: Ed25519 signatures made and checked with X25519 keys. 64 bytes, randomised.
Result<std::string> signXeddsa(std::string_view privateKey, std::string_view message);
/// False for any malformed input. Points of small order and non-canonical scalars are refused.
bool verifyXeddsa(std::string_view publicKey, std::string_view message, std::string_view signature);

}
