#include "openclaw/crypto/crypto.hpp"

#include "openclaw/core/strings.hpp"

#include <gtest/gtest.h>

namespace openclaw::crypto {

TEST(Digest, MatchesPublishedVectors) {
    EXPECT_EQ(sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexEncode(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
    EXPECT_EQ(hexEncode(hmacSha256("key", "The quick brown fox jumps over the lazy dog")),
              "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
}

TEST(Ed25519, VerifiesACapturedConnectSignature) {
    // From a browser's real handshake, spec gateway-protocol section 3.5.
    const std::string publicKey = *base64Decode("xjEzKtV7J1fs5yWQWs60Fep5p6jID5xtY7yJ9japSVI");
    const std::string id = sha256Hex(publicKey);
    const std::string payload = "v2|" + id +
                                "|openclaw-control-ui|webchat|operator|operator.admin,operator.approvals,operator.pairing|"
                                "1795362308767|tok-example|c92abc89-dace-4d23-a7f5-9d08ada5e03d";
    const std::string signature =
        *base64Decode("pPR_GrsQmp-mT_OWchgvVBPDqPdCqLwdTAfjeVC1jV6cT7lQuoxyiEQ9-xDuTtFgrycCW9tdDkDhekIarrF1AA");

    EXPECT_EQ(id, "6967bef5a3b1eaa5f721d557fe48c1320c315aaae0f6bd015f5b1395efd0aab6");
    EXPECT_TRUE(verifyEd25519(publicKey, payload, signature));
    EXPECT_FALSE(verifyEd25519(publicKey, payload + "x", signature));
    EXPECT_FALSE(verifyEd25519("short", payload, signature));
    EXPECT_FALSE(verifyEd25519(publicKey, payload, "short"));
}

TEST(Ed25519, SignsAndSurvivesPem) {
    const Ed25519Pair pair = generateEd25519();
    const auto signature = signEd25519(pair.privateSeed, "message");

    ASSERT_TRUE(signature);
    EXPECT_TRUE(verifyEd25519(pair.publicKey, "message", *signature));
    EXPECT_EQ(ed25519PublicFromPem(ed25519PublicToPem(pair.publicKey)).value(), pair.publicKey);
    EXPECT_EQ(ed25519SeedFromPem(ed25519SeedToPem(pair.privateSeed)).value(), pair.privateSeed);
    EXPECT_FALSE(ed25519PublicFromPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
    EXPECT_FALSE(signEd25519("x", "message"));
}

}
