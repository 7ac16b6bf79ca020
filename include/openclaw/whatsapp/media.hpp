#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/ciphers.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Encrypted attachments: AES-256-CBC behind a truncated MAC, in pieces of any size (spec section 10).
namespace openclaw::whatsapp {

enum class MediaKind { image, video, audio, document, sticker, history, appState, linkThumbnail };

/// Where this kind is uploaded ("/mms/image"), and its name in download links ("image").
std::string_view uploadPath(MediaKind kind);
std::string_view mediaTypeName(MediaKind kind);

struct MediaKeys {
    MediaKeys(std::string_view mediaKey, MediaKind kind);
    std::string_view iv() const { return std::string_view(all).substr(0, 16); }
    std::string_view cipher() const { return std::string_view(all).substr(16, 32); }
    std::string_view mac() const { return std::string_view(all).substr(48, 32); }
    crypto::SecretBytes all;
};

/// What the message must say about an uploaded file.
struct MediaDigests {
    std::string fileSha256;
    std::string fileEncSha256;
    std::uint64_t plainBytes = 0;
};

class MediaEncryptor {
public:
    MediaEncryptor(std::string_view mediaKey, MediaKind kind);
    /// Appends ciphertext to `out`.
    Result<void> update(std::string_view piece, std::string& out);
    /// Appends the rest and the MAC.
    Result<MediaDigests> finish(std::string& out);

private:
    crypto::CbcStream cipher_;
    crypto::DigestStream mac_;
    crypto::DigestStream plainDigest_;
    crypto::DigestStream fileDigest_;
    std::uint64_t plainBytes_ = 0;
};

/// What is known about a file before it arrives. Empty digests are not checked.
struct MediaExpectation {
    std::string mediaKey;
    MediaKind kind = MediaKind::document;
    std::string fileSha256;
    std::string fileEncSha256;
    std::uint64_t maxBytes = 0;
};

/// Decrypts while bytes arrive. Nothing that update() gave may be used before finish() succeeded.
class MediaDecryptor {
public:
    explicit MediaDecryptor(MediaExpectation expectation);
    /// Errc::invalidInput when the file is longer than allowed.
    Result<void> update(std::string_view piece, std::string& out);
    /// Errc::corrupt when a digest, the MAC or the padding is wrong.
    Result<void> finish(std::string& out);

private:
    Result<void> decrypt(std::string_view piece, std::string& out);

    MediaExpectation expectation_;
    MediaKeys keys_;
    crypto::CbcStream cipher_;
    crypto::DigestStream mac_;
    crypto::DigestStream plainDigest_;
    crypto::DigestStream fileDigest_;
    std::string tail_;
    std::uint64_t received_ = 0;
};

/// A file asked for again from the phone: the sealed request, and the new path out of the sealed answer.
std::string sealMediaRetry(std::string_view mediaKey, std::string_view messageId, std::string_view iv);
Result<std::string> openMediaRetry(std::string_view mediaKey,
                                   std::string_view messageId,
                                   std::string_view iv,
                                   std::string_view sealed);

}
