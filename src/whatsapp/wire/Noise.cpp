// Noise_XX_25519_AESGCM_SHA256 as the service speaks it: one counter for both directions during the
// handshake, the header as prologue, and a two-step certificate chain as the server's payload.
#include "openclaw/whatsapp/Noise.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <fmt/format.h>

#include <limits>

namespace openclaw::whatsapp {

namespace {

constexpr std::string_view header("WA\x06\x03", 4);
constexpr std::string_view patternName("Noise_XX_25519_AESGCM_SHA256\0\0\0\0", 32);
/// Clocks of machines that keep time differ by less; certificates are renewed days before they end.
constexpr std::int64_t clockSkewSeconds = 15 * 60;
constexpr std::size_t keyBytes = 32;
constexpr std::size_t signatureBytes = 64;
constexpr std::uint32_t wornAt = std::numeric_limits<std::uint32_t>::max() - 65'536;

std::string nonceOf(std::uint32_t counter) {
    std::string nonce(12, '\0');
    for (int i = 0; i < 4; ++i)
        nonce[static_cast<std::size_t>(11 - i)] = static_cast<char>(counter >> (8 * i) & 0xff);
    return nonce;
}

Error untrusted(std::string_view why) {
    return Error(Errc::unauthorized, fmt::format("the server's certificate was refused: {}", why));
}

struct Certificate {
    explicit Certificate(const Proto& proto)
        : details(proto.bytes(field::CertChainNoiseCertificate::details)),
          signature(proto.bytes(field::CertChainNoiseCertificate::signature)), content(details) {}
    bool isComplete() const {
        return !details.empty() && content.isValid() && signature.size() == signatureBytes &&
               key().size() == keyBytes;
    }
    std::string_view key() const { return content.bytes(field::CertChainNoiseCertificateDetails::key); }
    std::uint64_t serial() const { return content.number(field::CertChainNoiseCertificateDetails::serial); }
    std::uint64_t issuer() const {
        return content.number(field::CertChainNoiseCertificateDetails::issuerSerial);
    }
    bool isValidAt(std::int64_t now) const {
        const auto from =
            static_cast<std::int64_t>(content.number(field::CertChainNoiseCertificateDetails::notBefore));
        const auto until =
            static_cast<std::int64_t>(content.number(field::CertChainNoiseCertificateDetails::notAfter));
        return from >= 0 && until >= 0 && now >= from - clockSkewSeconds && now - clockSkewSeconds <= until;
    }

    std::string_view details;
    std::string_view signature;
    Proto content;
};

}

const std::string_view productionRootKey("\x14\x23\x75\x57\x4d\x0a\x58\x71\x66\xaa\xe7\x1e\xbe\x51\x64\x37"
                                         "\xc4\xa2\x8b\x73\xe3\x69\x5c\x6c\xe1\xf7\xf9\x54\x5d\xa8\xee\x6b",
                                         32);

std::string frame(std::string_view body) {
    std::string out;
    out.reserve(body.size() + 3);
    for (int shift = 16; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(body.size() >> shift & 0xff));
    return out.append(body);
}

void FrameBuffer::push(std::string_view bytes) {
    if (start_ > 0) {
        buffer_.erase(0, start_);
        start_ = 0;
    }
    buffer_.append(bytes);
}

std::optional<std::string> FrameBuffer::next() {
    const std::string_view rest = std::string_view(buffer_).substr(start_);
    if (rest.size() < 3) return std::nullopt;
    std::size_t size = 0;
    for (int i = 0; i < 3; ++i)
        size = size << 8 | static_cast<unsigned char>(rest[static_cast<std::size_t>(i)]);
    if (rest.size() < 3 + size) return std::nullopt;
    std::string body(rest.substr(3, size));
    start_ += 3 + size;
    if (start_ == buffer_.size()) {
        // A large frame must not leave its buffer behind for months.
        std::string().swap(buffer_);
        start_ = 0;
    }
    return body;
}

NoiseState::NoiseState(std::string_view prologue)
    : hash_(patternName), chainKey_(patternName), key_(patternName) {
    authenticate(prologue);
}

void NoiseState::authenticate(std::string_view bytes) { hash_ = crypto::sha256(hash_ + std::string(bytes)); }

void NoiseState::mix(std::string_view key) {
    const crypto::SecretBytes keys = crypto::hkdfSha256(key, chainKey_, {}, 2 * keyBytes);
    chainKey_ = keys.substr(0, keyBytes);
    key_ = keys.substr(keyBytes);
    counter_ = 0;
}

std::string NoiseState::seal(std::string_view plain) {
    std::string sealed = crypto::sealAesGcm(key_, nonceOf(counter_++), hash_, plain).value();
    authenticate(sealed);
    return sealed;
}

Result<std::string> NoiseState::open(std::string_view sealed) {
    Result<std::string> plain = crypto::openAesGcm(key_, nonceOf(counter_++), hash_, sealed);
    if (plain) authenticate(sealed);
    return plain;
}

crypto::SecretBytes NoiseState::split() const { return crypto::hkdfSha256({}, chainKey_, {}, 2 * keyBytes); }

std::string NoiseTransport::seal(std::string_view plain) {
    return frame(crypto::sealAesGcm(sendKey_, nonceOf(sent_++), {}, plain).value());
}

Result<std::string> NoiseTransport::open(std::string_view frameBody) {
    return crypto::openAesGcm(receiveKey_, nonceOf(received_++), {}, frameBody);
}

bool NoiseTransport::isWorn() const { return sent_ > wornAt || received_ > wornAt; }

Result<void> verifyCertificateChain(std::string_view chain,
                                    std::string_view rootKey,
                                    std::string_view serverKey,
                                    std::int64_t nowSeconds) {
    const Proto proto(chain);
    if (!proto.isValid()) return untrusted("it is malformed");
    const Certificate leaf(proto.message(field::CertChain::leaf));
    const Certificate intermediate(proto.message(field::CertChain::intermediate));
    if (!leaf.isComplete() || !intermediate.isComplete()) return untrusted("the chain is incomplete");
    if (!crypto::verifyXeddsa(rootKey, intermediate.details, intermediate.signature))
        return untrusted("the intermediate certificate is not signed by the root key");
    if (intermediate.issuer() != 0) return untrusted("the intermediate certificate names another issuer");
    if (!crypto::verifyXeddsa(intermediate.key(), leaf.details, leaf.signature))
        return untrusted("the leaf certificate is not signed by the intermediate one");
    if (leaf.issuer() != intermediate.serial()) return untrusted("the leaf certificate names another issuer");
    if (!equalsConstantTime(leaf.key(), serverKey)) return untrusted("it was made for another server key");
    if (!leaf.isValidAt(nowSeconds) || !intermediate.isValidAt(nowSeconds))
        return untrusted("it is not valid at this time; check this machine's clock");
    return {};
}

NoiseInitiator::NoiseInitiator(Options options)
    : options_(std::move(options)),
      ephemeral_(options_.ephemeral ? *options_.ephemeral : crypto::generateX25519()), state_(header) {
    state_.authenticate(ephemeral_.publicKey);
}

std::string NoiseInitiator::hello() {
    std::string out;
    if (!options_.routing.empty() && options_.routing.size() <= maxFrameBytes)
        out.append("ED\0\1", 4).append(frame(options_.routing));
    out.append(header);
    ProtoWriter inner;
    inner.bytes(field::HandshakeMessageClientHello::ephemeral, ephemeral_.publicKey);
    return out + frame(ProtoWriter().message(field::HandshakeMessage::clientHello, inner).view());
}

Result<std::string> NoiseInitiator::finish(std::string_view serverHello, std::string_view payload) {
    const Proto answer = Proto(serverHello).message(field::HandshakeMessage::serverHello);
    const std::string_view remote = answer.bytes(field::HandshakeMessageServerHello::ephemeral);
    if (remote.size() != keyBytes) return Error(Errc::invalidInput, "the server's hello is malformed");
    state_.authenticate(remote);
    const Result<crypto::SecretBytes> first = crypto::x25519(ephemeral_.privateKey, remote);
    if (!first) return first.error();
    state_.mix(*first);
    const Result<std::string> serverKey =
        state_.open(answer.bytes(field::HandshakeMessageServerHello::static_));
    if (!serverKey) return serverKey.error().withContext("handshake");
    const Result<crypto::SecretBytes> second = crypto::x25519(ephemeral_.privateKey, *serverKey);
    if (!second) return second.error();
    state_.mix(*second);
    const Result<std::string> chain = state_.open(answer.bytes(field::HandshakeMessageServerHello::payload));
    if (!chain) return chain.error().withContext("handshake");
    const Result<void> trusted =
        verifyCertificateChain(*chain, options_.rootKey, *serverKey, options_.nowSeconds);
    if (!trusted) return trusted.error();

    const std::string sealedKey = state_.seal(options_.staticKey.publicKey);
    const Result<crypto::SecretBytes> third = crypto::x25519(options_.staticKey.privateKey, remote);
    if (!third) return third.error();
    state_.mix(*third);
    ProtoWriter finish;
    finish.bytes(field::HandshakeMessageClientFinish::static_, sealedKey);
    finish.bytes(field::HandshakeMessageClientFinish::payload, state_.seal(payload));
    return frame(ProtoWriter().message(field::HandshakeMessage::clientFinish, finish).view());
}

NoiseTransport NoiseInitiator::transport() const {
    const crypto::SecretBytes keys = state_.split();
    return NoiseTransport(std::string_view(keys).substr(0, keyBytes),
                          std::string_view(keys).substr(keyBytes));
}

}
