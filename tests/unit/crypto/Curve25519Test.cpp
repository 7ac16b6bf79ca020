// X25519 and XEdDSA: recorded values, round trips, forgeries.
#include "openclaw/crypto/curve25519.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "unit/whatsapp/vectors.hpp"

#include <gtest/gtest.h>

namespace openclaw::crypto {

using whatsapp::unhex;
using whatsapp::vectors;

TEST(Curve25519, AgreesLikeTheReference) {
    const Json& vector = vectors().at("x25519");

    EXPECT_EQ(x25519FromPrivate(unhex(vector, "privateA"))->publicKey, unhex(vector, "publicA"));
    const SecretBytes shared = x25519(unhex(vector, "privateA"), unhex(vector, "publicB")).value();
    EXPECT_EQ(hexEncode(std::string_view(shared)), vector.at("shared").get<std::string>());
    EXPECT_FALSE(x25519(unhex(vector, "privateA"), std::string(32, '\0')));
    EXPECT_FALSE(x25519("short", unhex(vector, "publicB")));
}

TEST(Xeddsa, VerifiesRecordedSignatures) {
    for (const Json& vector : vectors().at("xeddsa")) {
        const std::string message = unhex(vector, "message");
        const std::string signature = unhex(vector, "signature");

        EXPECT_TRUE(verifyXeddsa(unhex(vector, "public"), message, signature));
        EXPECT_FALSE(verifyXeddsa(unhex(vector, "public"), message + "x", signature));
    }
}

TEST(Xeddsa, RefusesForgeries) {
    for (int round = 0; round < 50; ++round) {
        const X25519Pair pair = generateX25519();
        const std::string message = randomBytes(40);
        const std::string signature = signXeddsa(pair.privateKey, message).value();
        ASSERT_TRUE(verifyXeddsa(pair.publicKey, message, signature));
        for (std::size_t i = 0; i < signature.size(); i += 7) {
            std::string forged = signature;
            forged[i] = static_cast<char>(forged[i] ^ (1 << (round % 8)));
            EXPECT_FALSE(verifyXeddsa(pair.publicKey, message, forged));
        }
        EXPECT_FALSE(verifyXeddsa(generateX25519().publicKey, message, signature));
    }
    EXPECT_FALSE(verifyXeddsa(std::string(32, '\0'), "", std::string(64, '\0')));
    EXPECT_FALSE(verifyXeddsa("short", "", ""));
}

TEST(Hkdf, MatchesTheReference) {
    const Json& vector = vectors().at("hkdf");

    const SecretBytes key =
        hkdfSha256(unhex(vector, "ikm"), unhex(vector, "salt"), vector.at("info").get<std::string>(),
                   vector.at("length").get<std::size_t>());

    EXPECT_EQ(hexEncode(std::string_view(key)), vector.at("okm").get<std::string>());
}

TEST(Ciphers, RefuseWrongSizesAndTags) {
    const std::string key(32, 'k');
    const std::string sealed = sealAesGcm(key, std::string(12, 'n'), "aad", "text").value();

    EXPECT_EQ(openAesGcm(key, std::string(12, 'n'), "aad", sealed).value(), "text");
    EXPECT_TRUE(openAesGcm(key, std::string(12, 'n'), "other", sealed).error().is(Errc::corrupt));
    EXPECT_FALSE(openAesGcm(key, std::string(12, 'n'), "aad", "short"));
    EXPECT_FALSE(openAesGcm("key", std::string(12, 'n'), "aad", sealed));
    EXPECT_EQ(
        decryptAesCbc(key, std::string(16, 'i'), encryptAesCbc(key, std::string(16, 'i'), "text").value())
            .value(),
        "text");
    EXPECT_FALSE(decryptAesCbc(key, std::string(16, 'i'), "not a block"));
}

}
