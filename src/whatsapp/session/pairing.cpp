// Linking by QR code: what the code says, and how the phone's answer is checked.
#include "openclaw/whatsapp/pairing.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

namespace openclaw::whatsapp {

namespace {

using Identity = field::ADVSignedDeviceIdentity;

constexpr std::uint64_t hosted = 1;

/// What stands in front of the signed bytes, by who signs what.
constexpr std::string_view accountPrefix("\x06\x00", 2);
constexpr std::string_view devicePrefix("\x06\x01", 2);
constexpr std::string_view hostedAccountPrefix("\x06\x05", 2);
constexpr std::string_view hostedDevicePrefix("\x06\x06", 2);

std::string concat(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts)
        out.append(part);
    return out;
}

struct Checked {
    std::string reply;
    std::string full;
    std::uint64_t keyIndex = 0;
};

Result<Checked> checkIdentity(const Credentials& credentials, std::string_view bytes) {
    const Proto outer(bytes);
    const std::string_view details = outer.bytes(field::ADVSignedDeviceIdentityHMAC::details);
    const bool isHosted = outer.number(field::ADVSignedDeviceIdentityHMAC::accountType) == hosted;
    const std::string macInput = concat({isHosted ? hostedAccountPrefix : std::string_view(), details});
    const std::string mac = crypto::hmacSha256(credentials.advSecret, macInput);
    if (!equalsConstantTime(outer.bytes(field::ADVSignedDeviceIdentityHMAC::hmac), mac))
        return Error(Errc::unauthorized, "hmac-mismatch");

    const Proto identity(details);
    const std::string_view inner = identity.bytes(Identity::details);
    const std::string_view accountKey = identity.bytes(Identity::accountSignatureKey);
    const std::string_view accountSignature = identity.bytes(Identity::accountSignature);
    const Proto device(inner);
    const bool isHostedDevice = device.number(field::ADVDeviceIdentity::deviceType) == hosted;
    const std::string_view own = credentials.identity.publicKey;
    const std::string accountText =
        concat({isHostedDevice ? hostedAccountPrefix : accountPrefix, inner, own});
    if (!crypto::verifyXeddsa(accountKey, accountText, accountSignature))
        return Error(Errc::unauthorized, "signature-mismatch");

    const std::string deviceText =
        concat({isHostedDevice ? hostedDevicePrefix : devicePrefix, inner, own, accountKey});
    const Result<std::string> signature = crypto::signXeddsa(credentials.identity.privateKey, deviceText);
    if (!signature) return signature.error();
    ProtoWriter reply;
    reply.bytes(Identity::details, inner).bytes(Identity::accountSignature, accountSignature);
    reply.bytes(Identity::deviceSignature, *signature);
    ProtoWriter full;
    full.bytes(Identity::details, inner).bytes(Identity::accountSignatureKey, accountKey);
    full.bytes(Identity::accountSignature, accountSignature).bytes(Identity::deviceSignature, *signature);
    Checked checked{reply.take(), full.take(), device.number(field::ADVDeviceIdentity::keyIndex)};
    return checked;
}

}

std::vector<std::string> pairingReferences(const Node& iq) {
    std::vector<std::string> references;
    const Node* pair = iq.child("pair-device");
    if (!pair) return references;
    for (const Node& child : pair->children) {
        if (child.tag == "ref") references.emplace_back(child.content());
    }
    return references;
}

std::string qrText(const Credentials& credentials, std::string_view reference) {
    return join({std::string(reference), base64Encode(credentials.noiseKey.publicKey),
                 base64Encode(credentials.identity.publicKey), base64Encode(credentials.advSecret)},
                ",");
}

Result<PairingResult> acceptPairing(Credentials credentials, const Node& iq, std::int64_t nowMs) {
    const Node* success = iq.child("pair-success");
    const Node* device = success ? success->child("device") : nullptr;
    const auto me = device ? device->jid("jid") : std::nullopt;
    if (!me || me->user.empty()) return Error(Errc::invalidInput, "the pairing answer names no account");
    const Result<Checked> checked = checkIdentity(credentials, success->childBytes("device-identity"));
    if (!checked) return checked.error();

    credentials.me = *me;
    credentials.lid = device->jid("lid").value_or(Jid());
    credentials.deviceIdentity = checked->full;
    credentials.linkedAtMs = nowMs;
    credentials.signedPreKeyMadeAtMs = nowMs;
    if (const Node* platform = success->child("platform")) credentials.platform = platform->text("name");
    Node identity("device-identity");
    identity.set("key-index", std::to_string(checked->keyIndex)).setBytes(checked->reply);
    PairingResult result;
    result.reply = Node("iq");
    result.reply.set("to", serverJid()).set("type", "result").set("id", iq.text("id"));
    result.reply.add(Node("pair-device-sign").add(std::move(identity)));
    result.credentials = std::move(credentials);
    return result;
}

bool isDeviceIdentityValid(std::string_view signedIdentity, std::string_view identityKey) {
    const Proto identity(signedIdentity);
    const std::string_view details = identity.bytes(Identity::details);
    const std::string_view accountKey = identity.bytes(Identity::accountSignatureKey);
    const bool isHosted = Proto(details).number(field::ADVDeviceIdentity::deviceType) == hosted;
    const std::string accountText =
        concat({isHosted ? hostedAccountPrefix : accountPrefix, details, identityKey});
    const std::string deviceText =
        concat({isHosted ? hostedDevicePrefix : devicePrefix, details, identityKey, accountKey});
    return crypto::verifyXeddsa(accountKey, accountText, identity.bytes(Identity::accountSignature)) &&
           crypto::verifyXeddsa(identityKey, deviceText, identity.bytes(Identity::deviceSignature));
}

}
