#pragma once

#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Node.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Linking a device: by QR code or by an eight-character code typed on the phone (spec section 5).
namespace openclaw::whatsapp {

/// The references of a pair-device stanza, in the order to show them.
std::vector<std::string> pairingReferences(const Node& iq);
/// The text of the QR code for one of them.
std::string qrText(const Credentials& credentials, std::string_view reference);

/// What pair-success makes of us.
struct PairingResult {
    Credentials credentials;
    /// The answer that completes the pairing; to be sent after the credentials are stored.
    Node reply;
};
/// Checks that the phone scanned our code and that its account signed our identity. Errc::unauthorized when
/// not; the message is then the error text for the server ("hmac-mismatch", "signature-mismatch").
Result<PairingResult> acceptPairing(Credentials credentials, const Node& iq, std::int64_t nowMs);

/// Checks the signed identity another device sends along with its first message: signed by the account for
/// that device's key, and signed back by the device.
bool isDeviceIdentityValid(std::string_view signedIdentity, std::string_view identityKey);

/// Pairing without a camera: the code on our side, the phone's answer, the key both arrive at.
class LinkCode {
public:
    /// A fresh code and key.
    static LinkCode make();
    /// "ABCD1234"; shown as "ABCD-1234".
    const std::string& text() const { return text_; }
    Node helloIq(std::string_view id, std::string_view phone, const Credentials& credentials) const;
    void setReference(std::string_view reference) { reference_ = reference; }
    bool isReference(std::string_view reference) const {
        return !reference_.empty() && reference_ == reference;
    }

    struct Finish {
        Node iq;
        crypto::SecretBytes advSecret;
    };
    /// `notification` is the link_code_companion_reg element. Errc::invalidInput, Errc::unauthorized.
    Result<Finish> finish(const Node& notification,
                          std::string_view id,
                          std::string_view phone,
                          const Credentials& credentials) const;

private:
    std::string text_;
    std::string reference_;
    crypto::X25519Pair ephemeral_;
    std::string salt_;
    std::string iv_;
};

/// Five bytes as eight characters of the code alphabet.
std::string linkCodeText(std::string_view fiveBytes);
/// The key that a code stands for.
crypto::SecretBytes linkCodeKey(std::string_view code, std::string_view salt);

}
