// Linking: recorded values of the QR and the code path, and a phone that lies.
#include "openclaw/whatsapp/pairing.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "unit/whatsapp/vectors.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

Credentials recordedCredentials() {
    const Json& adv = vectors().at("adv");
    Credentials credentials = Credentials::generate(std::string(32, "r"[0]));
    credentials.identity = crypto::x25519FromPrivate(unhex(adv, "devicePrivate")).value();
    credentials.advSecret = unhex(adv, "advSecret");
    return credentials;
}

Node pairSuccess(std::string_view identity) {
    Node device("device");
    device.set("jid", Jid("15550000001", server::user, 3)).set("lid", Jid("99", server::lid, 3));
    Node bytes("device-identity");
    bytes.setBytes(identity);
    Node success("pair-success");
    success.add(std::move(bytes)).add(std::move(device));
    Node iq("iq");
    iq.set("id", "77").add(std::move(success));
    return iq;
}

}

TEST(Pairing, AcceptsTheRecordedAnswer) {
    const Json& adv = vectors().at("adv");

    const PairingResult result =
        acceptPairing(recordedCredentials(), pairSuccess(unhex(adv, "pairSuccessDeviceIdentity")), 1000)
            .value();

    EXPECT_TRUE(result.credentials.isLinked());
    EXPECT_EQ(result.credentials.me.text(), "15550000001:3@s.whatsapp.net");
    EXPECT_TRUE(isDeviceIdentityValid(result.credentials.deviceIdentity, unhex(adv, "devicePublic")));
    const Node* identity = result.reply.child("pair-device-sign")->child("device-identity");
    EXPECT_EQ(identity->text("key-index"), adv.at("replyKeyIndex").get<std::string>());
    const std::string expected = unhex(adv, "replyDeviceIdentity");
    const Proto ours(identity->content());
    const Proto theirs(expected);
    using Identity = field::ADVSignedDeviceIdentity;
    EXPECT_EQ(ours.bytes(Identity::details), theirs.bytes(Identity::details));
    EXPECT_EQ(ours.bytes(Identity::accountSignature), theirs.bytes(Identity::accountSignature));
    EXPECT_FALSE(ours.has(Identity::accountSignatureKey));
}

TEST(Pairing, RefusesAnAnswerThatOurCodeDidNotCause) {
    const Json& adv = vectors().at("adv");
    Credentials other = recordedCredentials();
    other.advSecret = crypto::randomKey(32);

    const auto result = acceptPairing(other, pairSuccess(unhex(adv, "pairSuccessDeviceIdentity")), 0);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "hmac-mismatch");
}

TEST(Pairing, RefusesAnIdentityThatTheAccountDidNotSign) {
    const Json& adv = vectors().at("adv");
    Credentials other = recordedCredentials();
    other.identity = crypto::generateX25519();

    const auto result = acceptPairing(other, pairSuccess(unhex(adv, "pairSuccessDeviceIdentity")), 0);

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "signature-mismatch");
}

TEST(Pairing, DerivesCodesAndKeysLikeTheReference) {
    const Json& code = vectors().at("pairingCode");
    const Json& alphabet = vectors().at("crockford");

    EXPECT_EQ(linkCodeText(unhex(alphabet, "bytes")), alphabet.at("text").get<std::string>());
    const crypto::SecretBytes key = linkCodeKey(code.at("code").get<std::string>(), unhex(code, "salt"));
    EXPECT_EQ(hexEncode(std::string_view(key)), code.at("key").get<std::string>());
    EXPECT_EQ(hexEncode(crypto::applyAesCtr(key, unhex(code, "iv"), unhex(code, "plain")).value()),
              code.at("cipher").get<std::string>());
}

TEST(Pairing, HashesTheBuildLikeTheReference) {
    const Json& build = vectors().at("buildHash");
    EXPECT_EQ(hexEncode(crypto::md5(build.at("version").get<std::string>())),
              build.at("md5").get<std::string>());
}

TEST(Credentials, SurviveStorage) {
    Credentials credentials = recordedCredentials();
    credentials.me = Jid("1555", server::user, 9);
    credentials.deviceIdentity = "identity";
    credentials.nextPreKeyId = 813;

    const crypto::SecretBytes record = credentials.serialize();
    const Credentials back = Credentials::parse(record).value();

    EXPECT_EQ(back.me, credentials.me);
    EXPECT_EQ(back.nextPreKeyId, 813u);
    EXPECT_EQ(back.identity.privateKey, credentials.identity.privateKey);
    for (std::size_t size = 0; size < record.size(); ++size)
        EXPECT_FALSE(Credentials::parse(std::string_view(record).substr(0, size)));
}

}
