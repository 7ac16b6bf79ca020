#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/secret_bytes.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace openclaw::crypto {

/// HKDF-SHA-256; an empty salt means 32 zero bytes. At most 8160 bytes.
SecretBytes hkdfSha256(std::string_view key, std::string_view salt, std::string_view info, std::size_t bytes);
/// HMAC-SHA-256 for values that are themselves keys.
SecretBytes hmacSha256Secret(std::string_view key, std::string_view message);
SecretBytes pbkdf2Sha256(std::string_view password, std::string_view salt, int iterations, std::size_t bytes);
std::string md5(std::string_view bytes);
std::string sha512(std::string_view bytes);
/// `bytes` random bytes.
SecretBytes randomKey(std::size_t bytes);
std::string randomBytes(std::size_t bytes);

/// AES-256-GCM with a 12-byte nonce; the 16-byte tag follows the ciphertext.
Result<std::string>
sealAesGcm(std::string_view key, std::string_view nonce, std::string_view aad, std::string_view plain);
/// Errc::corrupt when the tag does not match.
Result<std::string>
openAesGcm(std::string_view key, std::string_view nonce, std::string_view aad, std::string_view sealed);
/// AES-256-CBC with PKCS7 padding.
Result<std::string> encryptAesCbc(std::string_view key, std::string_view iv, std::string_view plain);
/// Errc::corrupt when the length or the padding is wrong.
Result<std::string> decryptAesCbc(std::string_view key, std::string_view iv, std::string_view cipher);
/// AES-256-CTR; its own inverse.
Result<std::string> applyAesCtr(std::string_view key, std::string_view iv, std::string_view text);

/// AES-256-CBC with PKCS7 in pieces; what comes out is at most one block longer than what went in.
class CbcStream {
public:
    enum class Direction { encrypt, decrypt };
    CbcStream(Direction direction, std::string_view key, std::string_view iv);
    ~CbcStream();
    CbcStream(CbcStream&&) noexcept;
    CbcStream& operator=(CbcStream&&) noexcept;

    /// Appends the result to `out`.
    Result<void> update(std::string_view piece, std::string& out);
    /// Errc::corrupt when the padding is wrong.
    Result<void> finish(std::string& out);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// SHA-256, or HMAC-SHA-256 when a key is given, in pieces.
class DigestStream {
public:
    DigestStream();
    explicit DigestStream(std::string_view hmacKey);
    ~DigestStream();
    DigestStream(DigestStream&&) noexcept;
    DigestStream& operator=(DigestStream&&) noexcept;

    void update(std::string_view piece);
    /// Call once.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}
