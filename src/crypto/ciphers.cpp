// Symmetric cryptography over OpenSSL: key derivation, AES in three modes, digests in one go and in pieces.
#include "openclaw/crypto/ciphers.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/crypto/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

namespace openclaw::crypto {

namespace {

constexpr std::size_t keyBytes = 32;
constexpr std::size_t blockBytes = 16;
constexpr std::size_t tagBytes = 16;
constexpr std::size_t digestBytes = 32;
/// OpenSSL counts in int; nothing here comes near it.
constexpr std::size_t maxBytes = std::size_t{1} << 30;

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
template <class String>
unsigned char* rawOut(String& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}
int length(std::string_view bytes) { return static_cast<int>(bytes.size()); }

struct Release {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Release>;

/// Looked up once: a lookup costs more than encrypting a short message.
const EVP_CIPHER* cipherNamed(const char* name) {
    EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
    if (!cipher) throw std::runtime_error("OpenSSL lacks a cipher");
    return cipher;
}
const EVP_CIPHER* gcm() {
    static const EVP_CIPHER* cipher = cipherNamed("AES-256-GCM");
    return cipher;
}
const EVP_CIPHER* cbc() {
    static const EVP_CIPHER* cipher = cipherNamed("AES-256-CBC");
    return cipher;
}
const EVP_CIPHER* ctr() {
    static const EVP_CIPHER* cipher = cipherNamed("AES-256-CTR");
    return cipher;
}

std::string digestOf(const EVP_MD* kind, std::string_view bytes) {
    std::string out(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), rawOut(out), &size, kind, nullptr) != 1)
        throw std::runtime_error("digest failed");
    out.resize(size);
    return out;
}

bool fits(std::string_view key, std::string_view iv, std::size_t ivBytes, std::string_view text) {
    return key.size() == keyBytes && iv.size() == ivBytes && text.size() < maxBytes;
}

Error badParameters() { return Error(Errc::invalidInput, "a key, nonce or text has the wrong size"); }
Error cipherFailed() { return Error(Errc::internal, "a cipher operation failed"); }

}

void wipe(void* bytes, std::size_t size) { OPENSSL_cleanse(bytes, size); }

SecretBytes hmacSha256Secret(std::string_view key, std::string_view message) {
    SecretBytes out(digestBytes, '\0');
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), length(key), raw(message), message.size(), rawOut(out), &size))
        throw std::runtime_error("HMAC failed");
    return out;
}

SecretBytes
hkdfSha256(std::string_view key, std::string_view salt, std::string_view info, std::size_t bytes) {
    if (bytes > 255 * digestBytes) throw std::invalid_argument("HKDF: too long");
    const std::string zeros(salt.empty() ? digestBytes : 0, '\0');
    const SecretBytes seed = hmacSha256Secret(salt.empty() ? std::string_view(zeros) : salt, key);
    SecretBytes out;
    out.reserve(bytes + digestBytes);
    SecretBytes block;
    for (unsigned char counter = 1; out.size() < bytes; ++counter) {
        block.append(info).push_back(static_cast<char>(counter));
        block = hmacSha256Secret(seed, block);
        out.append(block);
    }
    out.resize(bytes);
    return out;
}

SecretBytes
pbkdf2Sha256(std::string_view password, std::string_view salt, int iterations, std::size_t bytes) {
    SecretBytes out(bytes, '\0');
    if (PKCS5_PBKDF2_HMAC(password.data(), length(password), raw(salt), length(salt), iterations,
                          EVP_sha256(), static_cast<int>(bytes), rawOut(out)) != 1)
        throw std::runtime_error("PBKDF2 failed");
    return out;
}

std::string md5(std::string_view bytes) { return digestOf(EVP_md5(), bytes); }
std::string sha512(std::string_view bytes) { return digestOf(EVP_sha512(), bytes); }

SecretBytes randomKey(std::size_t bytes) {
    SecretBytes out(bytes, '\0');
    fillRandom(std::span<unsigned char>(rawOut(out), out.size()));
    return out;
}

std::string randomBytes(std::size_t bytes) {
    std::string out(bytes, '\0');
    fillRandom(std::span<unsigned char>(rawOut(out), out.size()));
    return out;
}

Result<std::string>
sealAesGcm(std::string_view key, std::string_view nonce, std::string_view aad, std::string_view plain) {
    if (!fits(key, nonce, 12, plain)) return badParameters();
    const CipherContext context(EVP_CIPHER_CTX_new());
    std::string out(plain.size() + tagBytes, '\0');
    int size = 0;
    if (!context || EVP_EncryptInit_ex2(context.get(), gcm(), raw(key), raw(nonce), nullptr) != 1 ||
        EVP_EncryptUpdate(context.get(), nullptr, &size, raw(aad), length(aad)) != 1 ||
        EVP_EncryptUpdate(context.get(), rawOut(out), &size, raw(plain), length(plain)) != 1 ||
        EVP_EncryptFinal_ex(context.get(), rawOut(out) + plain.size(), &size) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tagBytes, rawOut(out) + plain.size()) != 1)
        return cipherFailed();
    return out;
}

Result<std::string>
openAesGcm(std::string_view key, std::string_view nonce, std::string_view aad, std::string_view sealed) {
    if (!fits(key, nonce, 12, sealed) || sealed.size() < tagBytes) return badParameters();
    const CipherContext context(EVP_CIPHER_CTX_new());
    const std::string_view cipher = sealed.substr(0, sealed.size() - tagBytes);
    std::string tag(sealed.substr(cipher.size()));
    std::string out(cipher.size(), '\0');
    int size = 0;
    if (!context || EVP_DecryptInit_ex2(context.get(), gcm(), raw(key), raw(nonce), nullptr) != 1 ||
        EVP_DecryptUpdate(context.get(), nullptr, &size, raw(aad), length(aad)) != 1 ||
        EVP_DecryptUpdate(context.get(), rawOut(out), &size, raw(cipher), length(cipher)) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tagBytes, tag.data()) != 1)
        return cipherFailed();
    unsigned char rest[blockBytes];
    if (EVP_DecryptFinal_ex(context.get(), rest, &size) != 1)
        return Error(Errc::corrupt, "a sealed text does not match its tag");
    return out;
}

Result<std::string> encryptAesCbc(std::string_view key, std::string_view iv, std::string_view plain) {
    if (!fits(key, iv, blockBytes, plain)) return badParameters();
    std::string out;
    CbcStream stream(CbcStream::Direction::encrypt, key, iv);
    Result<void> done = stream.update(plain, out);
    if (done) done = stream.finish(out);
    if (!done) return done.error();
    return out;
}

Result<std::string> decryptAesCbc(std::string_view key, std::string_view iv, std::string_view cipher) {
    if (!fits(key, iv, blockBytes, cipher)) return badParameters();
    std::string out;
    CbcStream stream(CbcStream::Direction::decrypt, key, iv);
    Result<void> done = stream.update(cipher, out);
    if (done) done = stream.finish(out);
    if (!done) return done.error();
    return out;
}

Result<std::string> applyAesCtr(std::string_view key, std::string_view iv, std::string_view text) {
    if (!fits(key, iv, blockBytes, text)) return badParameters();
    const CipherContext context(EVP_CIPHER_CTX_new());
    std::string out(text.size(), '\0');
    int size = 0;
    if (!context || EVP_EncryptInit_ex2(context.get(), ctr(), raw(key), raw(iv), nullptr) != 1 ||
        EVP_EncryptUpdate(context.get(), rawOut(out), &size, raw(text), length(text)) != 1)
        return cipherFailed();
    return out;
}

struct CbcStream::State {
    CipherContext context{EVP_CIPHER_CTX_new()};
    bool encrypts = false;
};

CbcStream::CbcStream(Direction direction, std::string_view key, std::string_view iv)
    : state_(std::make_unique<State>()) {
    state_->encrypts = direction == Direction::encrypt;
    if (key.size() != keyBytes || iv.size() != blockBytes || !state_->context ||
        EVP_CipherInit_ex2(state_->context.get(), cbc(), raw(key), raw(iv), state_->encrypts ? 1 : 0,
                           nullptr) != 1)
        throw std::invalid_argument("AES-CBC: bad key or iv");
}
CbcStream::~CbcStream() = default;
CbcStream::CbcStream(CbcStream&&) noexcept = default;
CbcStream& CbcStream::operator=(CbcStream&&) noexcept = default;

Result<void> CbcStream::update(std::string_view piece, std::string& out) {
    if (piece.size() >= maxBytes) return badParameters();
    const std::size_t before = out.size();
    out.resize(before + piece.size() + blockBytes);
    int size = 0;
    if (EVP_CipherUpdate(state_->context.get(), rawOut(out) + before, &size, raw(piece), length(piece)) != 1)
        return cipherFailed();
    out.resize(before + static_cast<std::size_t>(size));
    return {};
}

Result<void> CbcStream::finish(std::string& out) {
    const std::size_t before = out.size();
    out.resize(before + blockBytes);
    int size = 0;
    if (EVP_CipherFinal_ex(state_->context.get(), rawOut(out) + before, &size) != 1) {
        out.resize(before);
        return Error(Errc::corrupt, "an encrypted text has a bad length or padding");
    }
    out.resize(before + static_cast<std::size_t>(size));
    return {};
}

struct DigestStream::State {
    std::unique_ptr<EVP_MD_CTX, Release> digest;
    std::unique_ptr<EVP_MAC_CTX, Release> mac;
};

DigestStream::DigestStream() : state_(std::make_unique<State>()) {
    state_->digest.reset(EVP_MD_CTX_new());
    if (!state_->digest || EVP_DigestInit_ex(state_->digest.get(), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
}

DigestStream::DigestStream(std::string_view hmacKey) : state_(std::make_unique<State>()) {
    const std::unique_ptr<EVP_MAC, Release> kind(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    state_->mac.reset(EVP_MAC_CTX_new(kind.get()));
    std::string name = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                                     OSSL_PARAM_construct_end()};
    if (!state_->mac || EVP_MAC_init(state_->mac.get(), raw(hmacKey), hmacKey.size(), parameters) != 1)
        throw std::runtime_error("HMAC failed");
}
DigestStream::~DigestStream() = default;
DigestStream::DigestStream(DigestStream&&) noexcept = default;
DigestStream& DigestStream::operator=(DigestStream&&) noexcept = default;

void DigestStream::update(std::string_view piece) {
    const int done = state_->mac ? EVP_MAC_update(state_->mac.get(), raw(piece), piece.size())
                                 : EVP_DigestUpdate(state_->digest.get(), piece.data(), piece.size());
    if (done != 1) throw std::runtime_error("digest failed");
}

std::string DigestStream::finish() {
    std::string out(digestBytes, '\0');
    std::size_t size = 0;
    unsigned digestSize = 0;
    const int done = state_->mac ? EVP_MAC_final(state_->mac.get(), rawOut(out), &size, out.size())
                                 : EVP_DigestFinal_ex(state_->digest.get(), rawOut(out), &digestSize);
    if (done != 1) throw std::runtime_error("digest failed");
    return out;
}

}
