// Linking by a typed code (spec section 5.2): the code encrypts our ephemeral key, the phone answers in kind,
// and both derive the secret that pair-success is checked with.
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/whatsapp/pairing.hpp"

namespace openclaw::whatsapp {

namespace {

constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTVWXYZ";
constexpr int iterations = 131072;
constexpr std::size_t saltBytes = 32;
constexpr std::size_t ivBytes = 16;
constexpr std::size_t keyBytes = 32;
constexpr std::size_t wrappedBytes = saltBytes + ivBytes + keyBytes;
constexpr std::string_view platformDesktop = "7";
/// The server knows these names; it refuses inventions.
constexpr std::string_view platformDisplay = "Chrome (Linux)";

Node registration(std::string_view stage, std::string_view phone) {
    Node node("link_code_companion_reg");
    node.set("jid", phoneJid(phone)).set("stage", stage);
    return node;
}

Node iqWith(std::string_view id, Node child) {
    Node iq("iq");
    iq.set("to", serverJid()).set("type", "set").set("xmlns", "md").set("id", id).add(std::move(child));
    return iq;
}

}

std::string linkCodeText(std::string_view fiveBytes) {
    std::uint64_t value = 0;
    for (const char c : fiveBytes)
        value = value << 8 | static_cast<unsigned char>(c);
    std::string text;
    for (int shift = 35; shift >= 0; shift -= 5)
        text.push_back(alphabet[value >> shift & 31]);
    return text;
}

crypto::SecretBytes linkCodeKey(std::string_view code, std::string_view salt) {
    return crypto::pbkdf2Sha256(code, salt, iterations, keyBytes);
}

LinkCode LinkCode::make() {
    LinkCode code;
    code.text_ = linkCodeText(crypto::randomBytes(5));
    code.ephemeral_ = crypto::generateX25519();
    code.salt_ = crypto::randomBytes(saltBytes);
    code.iv_ = crypto::randomBytes(ivBytes);
    return code;
}

Node LinkCode::helloIq(std::string_view id, std::string_view phone, const Credentials& credentials) const {
    const std::string cipher =
        crypto::applyAesCtr(linkCodeKey(text_, salt_), iv_, ephemeral_.publicKey).value();
    Node reg = registration("companion_hello", phone);
    reg.set("should_show_push_notification", "true");
    reg.add(bytesNode("link_code_pairing_wrapped_companion_ephemeral_pub", salt_ + iv_ + cipher));
    reg.add(bytesNode("companion_server_auth_key_pub", credentials.noiseKey.publicKey));
    reg.add(bytesNode("companion_platform_id", platformDesktop));
    reg.add(bytesNode("companion_platform_display", platformDisplay));
    reg.add(bytesNode("link_code_pairing_nonce", "0"));
    return iqWith(id, std::move(reg));
}

Result<LinkCode::Finish> LinkCode::finish(const Node& notification,
                                          std::string_view id,
                                          std::string_view phone,
                                          const Credentials& credentials) const {
    if (!isReference(notification.childBytes("link_code_pairing_ref")))
        return Error(Errc::unauthorized, "the phone answers another pairing code");
    const std::string_view primaryIdentity = notification.childBytes("primary_identity_pub");
    const std::string_view wrapped =
        notification.childBytes("link_code_pairing_wrapped_primary_ephemeral_pub");
    if (primaryIdentity.size() != keyBytes || wrapped.size() != wrappedBytes)
        return Error(Errc::invalidInput, "the phone's pairing answer is malformed");
    const crypto::SecretBytes wrapKey = linkCodeKey(text_, wrapped.substr(0, saltBytes));
    const Result<std::string> primaryEphemeral =
        crypto::applyAesCtr(wrapKey, wrapped.substr(saltBytes, ivBytes), wrapped.substr(saltBytes + ivBytes));
    if (!primaryEphemeral) return primaryEphemeral.error();
    const Result<crypto::SecretBytes> shared = crypto::x25519(ephemeral_.privateKey, *primaryEphemeral);
    const Result<crypto::SecretBytes> identityShared =
        crypto::x25519(credentials.identity.privateKey, primaryIdentity);
    if (!shared || !identityShared) return Error(Errc::invalidInput, "the phone's pairing keys are unusable");

    const crypto::SecretBytes random = crypto::randomKey(keyBytes);
    const std::string bundleSalt = crypto::randomBytes(saltBytes);
    const std::string nonce = crypto::randomBytes(12);
    const crypto::SecretBytes bundleKey =
        crypto::hkdfSha256(*shared, bundleSalt, "link_code_pairing_key_bundle_encryption_key", keyBytes);
    crypto::SecretBytes bundle(credentials.identity.publicKey);
    bundle.append(primaryIdentity).append(random);
    const Result<std::string> sealed = crypto::sealAesGcm(bundleKey, nonce, {}, bundle);
    if (!sealed) return sealed.error();
    crypto::SecretBytes secret(*shared);
    secret.append(*identityShared).append(random);

    Node reg = registration("companion_finish", phone);
    reg.add(bytesNode("link_code_pairing_wrapped_key_bundle", bundleSalt + nonce + *sealed));
    reg.add(bytesNode("companion_identity_public", credentials.identity.publicKey));
    reg.add(bytesNode("link_code_pairing_ref", reference_));
    return Finish{iqWith(id, std::move(reg)), crypto::hkdfSha256(secret, {}, "adv_secret", keyBytes)};
}

}
