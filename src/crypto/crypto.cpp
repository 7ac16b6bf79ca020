// Thin, owning wrappers around OpenSSL's EVP interface; no key or digest outlives its call.
#include "openclaw/crypto/crypto.hpp"

#include "openclaw/core/strings.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>

#include <memory>
#include <stdexcept>

namespace openclaw::crypto {

namespace {

struct Release {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* bio) const { BIO_free(bio); }
};

using Key = std::unique_ptr<EVP_PKEY, Release>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release>;
using Bio = std::unique_ptr<BIO, Release>;

constexpr std::size_t keyBytes = 32;
constexpr std::size_t signatureBytes = 64;

const unsigned char* bytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
    std::string out(static_cast<std::size_t>(EVP_MD_get_size(algorithm)), '\0');
    unsigned size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(out.data()), &size, algorithm,
                   nullptr) != 1)
        throw std::runtime_error("digest failed");
    return out;
}

Key publicKeyFrom(std::string_view raw) {
    if (raw.size() != keyBytes)
        return nullptr;
    return Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytesOf(raw), raw.size()));
}

Key privateKeyFrom(std::string_view seed) {
    if (seed.size() != keyBytes)
        return nullptr;
    return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytesOf(seed), seed.size()));
}

std::string rawPublic(EVP_PKEY* key) {
    std::string raw(keyBytes, '\0');
    std::size_t size = raw.size();
    if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size) != 1)
        return {};
    return raw;
}

std::string rawPrivate(EVP_PKEY* key) {
    std::string raw(keyBytes, '\0');
    std::size_t size = raw.size();
    if (EVP_PKEY_get_raw_private_key(key, reinterpret_cast<unsigned char*>(raw.data()), &size) != 1)
        return {};
    return raw;
}

std::string readAll(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return std::string(data, static_cast<std::size_t>(size));
}

}

std::string sha1(std::string_view bytes) { return digest(EVP_sha1(), bytes); }

std::string sha256(std::string_view bytes) { return digest(EVP_sha256(), bytes); }

std::string sha256Hex(std::string_view bytes) { return hexEncode(sha256(bytes)); }

std::string hmacSha256(std::string_view key, std::string_view message) {
    std::string out(32, '\0');
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytesOf(message), message.size(),
              reinterpret_cast<unsigned char*>(out.data()), &size))
        throw std::runtime_error("HMAC failed");
    return out;
}

Ed25519Pair generateEd25519() {
    const std::unique_ptr<EVP_PKEY_CTX, Release> context(EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_keygen(context.get(), &made) != 1)
        throw std::runtime_error("cannot generate an Ed25519 key");
    const Key key(made);
    return Ed25519Pair{rawPublic(key.get()), rawPrivate(key.get())};
}

Result<std::string> signEd25519(std::string_view privateSeed, std::string_view message) {
    const Key key = privateKeyFrom(privateSeed);
    const DigestContext context(EVP_MD_CTX_new());
    if (!key || !context)
        return Error(Errc::invalidInput, "not an Ed25519 private key");
    std::string signature(signatureBytes, '\0');
    std::size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytesOf(message),
                       message.size()) != 1)
        return Error(Errc::internal, "signing failed");
    return signature;
}

bool verifyEd25519(std::string_view publicKey, std::string_view message, std::string_view signature) {
    const Key key = publicKeyFrom(publicKey);
    const DigestContext context(EVP_MD_CTX_new());
    if (!key || !context || signature.size() != signatureBytes)
        return false;
    return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(message), message.size()) == 1;
}

Result<std::string> ed25519PublicFromPem(std::string_view pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Key key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
        return Error(Errc::invalidInput, "not an Ed25519 public key in PEM form");
    return rawPublic(key.get());
}

Result<std::string> ed25519SeedFromPem(std::string_view pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    if (!key || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
        return Error(Errc::invalidInput, "not an Ed25519 private key in PEM form");
    return rawPrivate(key.get());
}

std::string ed25519PublicToPem(std::string_view publicKey) {
    const Key key = publicKeyFrom(publicKey);
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!key || PEM_write_bio_PUBKEY(bio.get(), key.get()) != 1)
        return {};
    return readAll(bio.get());
}

std::string ed25519SeedToPem(std::string_view privateSeed) {
    const Key key = privateKeyFrom(privateSeed);
    const Bio bio(BIO_new(BIO_s_mem()));
    if (!key || PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    return readAll(bio.get());
}

}
