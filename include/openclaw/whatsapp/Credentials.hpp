#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/crypto/curve25519.hpp"
#include "openclaw/whatsapp/Jid.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace openclaw::whatsapp {

/// Who a linked device is: the keys made once and what pairing added. Stored as one record.
struct Credentials {
    crypto::X25519Pair noiseKey;
    crypto::X25519Pair identity;
    std::uint32_t registrationId = 0;
    std::uint32_t signedPreKeyId = 1;
    crypto::X25519Pair signedPreKey;
    std::string signedPreKeySignature;
    /// The one before it, for messages that were sealed while it was the published one.
    std::uint32_t previousSignedPreKeyId = 0;
    crypto::X25519Pair previousSignedPreKey;
    /// False from the moment a new one is stored until the server has it.
    bool isSignedPreKeyPublished = true;
    std::int64_t signedPreKeyMadeAtMs = 0;
    /// Proves to us that the phone scanned our code.
    crypto::SecretBytes advSecret;
    /// The first pre-key id never used.
    std::uint32_t nextPreKeyId = 1;
    /// Empty until paired.
    Jid me;
    Jid lid;
    /// ADVSignedDeviceIdentity with the account's signature key.
    std::string deviceIdentity;
    std::string platform;
    std::string pushName;
    /// What the server gave to reach the same edge again.
    std::string routing;
    /// The Noise root key these credentials were made against: test credentials can never be used against the
    /// real service, nor the other way round.
    std::string rootKey;
    std::int64_t linkedAtMs = 0;

    bool isLinked() const { return !me.empty() && !deviceIdentity.empty(); }
    /// True for any device of this account, by number or by hidden id.
    bool isOwnUser(const Jid& jid) const;

    static Credentials generate(std::string_view rootKey);
    /// A fresh signed pre-key under the present id.
    void makeSignedPreKey();
    /// Errc::corrupt for anything that serialize() did not make.
    static Result<Credentials> parse(std::string_view record);
    crypto::SecretBytes serialize() const;
};

/// What the client says it is.
struct ClientVersion {
    std::uint32_t revision = 1045649367;
    /// Shown in the phone's list of linked devices.
    std::string deviceName = "OpenClaw";
    std::string text() const;
};

/// The ClientPayload that starts pairing, and the one that logs a paired device in.
std::string registrationPayload(const Credentials& credentials, const ClientVersion& version);
std::string loginPayload(const Credentials& credentials, const ClientVersion& version);

}
