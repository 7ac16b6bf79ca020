#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/curve25519.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw::whatsapp {

/// The key that signs the real service's server certificates.
extern const std::string_view productionRootKey;

inline constexpr std::size_t maxFrameBytes = (1u << 24) - 1;

/// A body with its three-byte length in front. The caller keeps it under maxFrameBytes.
std::string frame(std::string_view body);

/// Cuts a byte stream into frames; the socket's message borders mean nothing.
class FrameBuffer {
public:
    void push(std::string_view bytes);
    /// The next whole frame's body.
    std::optional<std::string> next();

private:
    std::string buffer_;
    std::size_t start_ = 0;
};

/// The state of a Noise handshake that both sides share: hash, chaining key, cipher key.
class NoiseState {
public:
    /// Starts with the pattern name; `prologue` is hashed.
    explicit NoiseState(std::string_view prologue);
    void authenticate(std::string_view bytes);
    void mix(std::string_view key);
    std::string seal(std::string_view plain);
    Result<std::string> open(std::string_view sealed);
    /// Client-to-server key and server-to-client key.
    crypto::SecretBytes split() const;

private:
    std::string hash_;
    crypto::SecretBytes chainKey_;
    crypto::SecretBytes key_;
    std::uint32_t counter_ = 0;
};

/// The two directions after the handshake.
class NoiseTransport {
public:
    NoiseTransport(std::string_view sendKey, std::string_view receiveKey)
        : sendKey_(sendKey), receiveKey_(receiveKey) {}
    /// One whole frame on the wire.
    std::string seal(std::string_view plain);
    /// Errc::corrupt is fatal for the connection.
    Result<std::string> open(std::string_view frameBody);
    /// True when a counter comes near its end and the connection must be renewed.
    bool isWorn() const;

private:
    crypto::SecretBytes sendKey_;
    crypto::SecretBytes receiveKey_;
    std::uint32_t sent_ = 0;
    std::uint32_t received_ = 0;
};

/// Checks the server's certificate chain: complete, signed down from `rootKey`, made for `serverKey`, valid
/// at `nowSeconds` (a quarter of an hour of clock skew allowed). Errc::unauthorized says which check failed.
Result<void> verifyCertificateChain(std::string_view chain,
                                    std::string_view rootKey,
                                    std::string_view serverKey,
                                    std::int64_t nowSeconds);

/// The client's side of the handshake, without I/O.
class NoiseInitiator {
public:
    struct Options {
        std::string rootKey;
        crypto::X25519Pair staticKey;
        /// What the server gave earlier to reach the same edge again; may be empty.
        std::string routing;
        std::int64_t nowSeconds = 0;
        /// Made when absent.
        std::optional<crypto::X25519Pair> ephemeral;
    };
    explicit NoiseInitiator(Options options);

    /// The first bytes on the wire.
    std::string hello();
    /// Reads the server's hello and gives the bytes that finish the handshake with `payload` inside.
    Result<std::string> finish(std::string_view serverHello, std::string_view payload);
    /// After finish(): the keys for everything that follows.
    NoiseTransport transport() const;

private:
    Options options_;
    crypto::X25519Pair ephemeral_;
    NoiseState state_;
};

}
