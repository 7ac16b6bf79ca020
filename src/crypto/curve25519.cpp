// X25519 and XEdDSA. libsodium has the scalar and point arithmetic; the one thing it does not export, the map
// from a Montgomery u to an Edwards y, is three lines of big-number arithmetic from OpenSSL.
#include "openclaw/crypto/curve25519.hpp"

#include "openclaw/crypto/ciphers.hpp"

#include <openssl/bn.h>
#include <sodium.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace openclaw::crypto {

namespace {

constexpr std::size_t keyBytes = 32;
constexpr std::size_t signatureBytes = 64;
constexpr unsigned char topBit = 0x80;

using Bytes32 = std::array<unsigned char, keyBytes>;

const unsigned char* raw(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
unsigned char* raw(SecretBytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
std::string_view view(const Bytes32& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void startSodium() {
    static const int status = sodium_init();
    if (status < 0) throw std::runtime_error("libsodium cannot start");
}

/// A scalar that is overwritten when it goes out of scope.
struct Scalar {
    Bytes32 bytes{};
    Scalar() = default;
    Scalar(const Scalar&) = delete;
    Scalar& operator=(const Scalar&) = delete;
    ~Scalar() { wipe(bytes.data(), bytes.size()); }
};

void clamp(Scalar& scalar, std::string_view privateKey) {
    std::copy_n(raw(privateKey), keyBytes, scalar.bytes.data());
    scalar.bytes[0] &= 248;
    scalar.bytes[31] &= 127;
    scalar.bytes[31] |= 64;
}

/// SHA-512 of the parts, reduced modulo the group order.
void hashToScalar(Scalar& scalar, std::initializer_list<std::string_view> parts) {
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    for (const std::string_view part : parts)
        crypto_hash_sha512_update(&state, raw(part), part.size());
    std::array<unsigned char, 64> digest{};
    crypto_hash_sha512_final(&state, digest.data());
    crypto_core_ed25519_scalar_reduce(scalar.bytes.data(), digest.data());
    wipe(digest.data(), digest.size());
    wipe(&state, sizeof state);
}

struct BigNumberDeleter {
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using BigNumber = std::unique_ptr<BIGNUM, BigNumberDeleter>;
using BigContext = std::unique_ptr<BN_CTX, BigNumberDeleter>;

/// y = (u - 1) / (u + 1) mod 2^255 - 19. False for u = -1, which has no image. Public values only.
bool edwardsFromMontgomery(std::string_view publicKey, Bytes32& y) {
    Bytes32 u{};
    std::copy_n(raw(publicKey), keyBytes, u.data());
    u[31] &= 127;
    const BigContext context(BN_CTX_new());
    const BigNumber prime(BN_new());
    const BigNumber value(BN_lebin2bn(u.data(), keyBytes, nullptr));
    const BigNumber above(BN_new());
    const BigNumber below(BN_new());
    if (!context || !prime || !value || !above || !below) return false;
    const bool done = BN_set_bit(prime.get(), 255) == 1 && BN_sub_word(prime.get(), 19) == 1 &&
                      BN_nnmod(value.get(), value.get(), prime.get(), context.get()) == 1 &&
                      BN_mod_sub(above.get(), value.get(), BN_value_one(), prime.get(), context.get()) == 1 &&
                      BN_mod_add(below.get(), value.get(), BN_value_one(), prime.get(), context.get()) == 1 &&
                      !BN_is_zero(below.get()) &&
                      BN_mod_inverse(below.get(), below.get(), prime.get(), context.get()) != nullptr &&
                      BN_mod_mul(above.get(), above.get(), below.get(), prime.get(), context.get()) == 1;
    return done && BN_bn2lebinpad(above.get(), y.data(), keyBytes) == static_cast<int>(keyBytes);
}

}

X25519Pair generateX25519() {
    SecretBytes key = randomKey(keyBytes);
    return *x25519FromPrivate(key);
}

Result<X25519Pair> x25519FromPrivate(std::string_view privateKey) {
    startSodium();
    if (privateKey.size() != keyBytes) return Error(Errc::invalidInput, "not an X25519 private key");
    X25519Pair pair{std::string(keyBytes, '\0'), SecretBytes(privateKey)};
    crypto_scalarmult_curve25519_base(raw(pair.publicKey), raw(privateKey));
    return pair;
}

Result<SecretBytes> x25519(std::string_view privateKey, std::string_view publicKey) {
    startSodium();
    if (privateKey.size() != keyBytes || publicKey.size() != keyBytes)
        return Error(Errc::invalidInput, "an X25519 key has the wrong size");
    SecretBytes shared(keyBytes, '\0');
    if (crypto_scalarmult_curve25519(raw(shared), raw(privateKey), raw(publicKey)) != 0)
        return Error(Errc::invalidInput, "an X25519 key is a point of small order");
    return shared;
}

Result<std::string> signXeddsa(std::string_view privateKey, std::string_view message) {
    startSodium();
    if (privateKey.size() != keyBytes) return Error(Errc::invalidInput, "not an X25519 private key");
    Scalar a;
    clamp(a, privateKey);
    Bytes32 publicPoint{};
    crypto_scalarmult_ed25519_base_noclamp(publicPoint.data(), a.bytes.data());

    const SecretBytes noise = randomKey(64);
    std::string prefix(keyBytes, '\xff');
    prefix.front() = '\xfe';
    Scalar r;
    hashToScalar(r, {prefix, view(a.bytes), message, noise});
    Bytes32 commitment{};
    crypto_scalarmult_ed25519_base_noclamp(commitment.data(), r.bytes.data());

    Scalar k;
    hashToScalar(k, {view(commitment), view(publicPoint), message});
    Scalar product;
    crypto_core_ed25519_scalar_mul(product.bytes.data(), k.bytes.data(), a.bytes.data());
    std::string signature(view(commitment));
    signature.resize(signatureBytes);
    crypto_core_ed25519_scalar_add(raw(signature) + keyBytes, r.bytes.data(), product.bytes.data());
    raw(signature)[63] |= static_cast<unsigned char>(publicPoint[31] & topBit);
    return signature;
}

bool verifyXeddsa(std::string_view publicKey, std::string_view message, std::string_view signature) {
    startSodium();
    Bytes32 point{};
    if (publicKey.size() != keyBytes || signature.size() != signatureBytes ||
        !edwardsFromMontgomery(publicKey, point))
        return false;
    std::string plain(signature);
    point[31] |= static_cast<unsigned char>(raw(plain)[63] & topBit);
    raw(plain)[63] &= static_cast<unsigned char>(~topBit);
    return crypto_sign_ed25519_verify_detached(raw(plain), raw(message), message.size(), point.data()) == 0;
}

}
