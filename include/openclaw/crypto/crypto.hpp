#pragma once

#include "openclaw/core/error.hpp"

#include <string>
#include <string_view>

namespace openclaw::crypto {

/// Digests as raw bytes.
std::string sha1(std::string_view bytes);
std::string sha256(std::string_view bytes);
/// Lower-case hex SHA-256.
std::string sha256Hex(std::string_view bytes);
std::string hmacSha256(std::string_view key, std::string_view message);

/// An Ed25519 key pair; both halves are raw 32 bytes.
struct Ed25519Pair {
    std::string publicKey;
    std::string privateSeed;
};

Ed25519Pair generateEd25519();
/// Raw 64-byte signature. Errc::invalidInput when the seed is not 32 bytes.
Result<std::string> signEd25519(std::string_view privateSeed, std::string_view message);
/// False for any malformed input.
bool verifyEd25519(std::string_view publicKey, std::string_view message, std::string_view signature);

/// Raw Ed25519 keys from and to PEM (SPKI public, PKCS#8 private), the form of identity/device.json.
Result<std::string> ed25519PublicFromPem(std::string_view pem);
Result<std::string> ed25519SeedFromPem(std::string_view pem);
std::string ed25519PublicToPem(std::string_view publicKey);
std::string ed25519SeedToPem(std::string_view privateSeed);

}
