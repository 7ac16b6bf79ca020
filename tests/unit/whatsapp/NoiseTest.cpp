// The handshake against a recorded one, and every way in which a certificate chain can be wrong.
#include "openclaw/whatsapp/Noise.hpp"

#include "openclaw/core/strings.hpp"
#include "unit/whatsapp/vectors.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"

#include <gtest/gtest.h>

namespace openclaw::whatsapp {

namespace {

using Details = field::CertChainNoiseCertificateDetails;

NoiseInitiator::Options recordedOptions() {
    const Json& noise = vectors().at("noise");
    NoiseInitiator::Options options;
    options.rootKey = unhex(noise, "rootPublic");
    options.staticKey = crypto::x25519FromPrivate(unhex(noise, "clientStaticPrivate")).value();
    options.ephemeral = crypto::x25519FromPrivate(unhex(noise, "clientEphemeralPrivate")).value();
    options.nowSeconds = noise.at("generatedAt").get<std::int64_t>();
    return options;
}

/// A chain that a test damages before it is signed.
struct Chain {
    crypto::X25519Pair root = crypto::generateX25519();
    crypto::X25519Pair middle = crypto::generateX25519();
    std::string serverKey = crypto::generateX25519().publicKey;
    std::string leafKey = serverKey;
    std::uint64_t middleIssuer = 0;
    std::uint64_t leafIssuer = 7;
    std::uint64_t notBefore = 1000;
    std::uint64_t notAfter = 2000;
    bool hasLeaf = true;
    bool flipsLeafSignature = false;

    std::string bytes() const {
        ProtoWriter middleDetails;
        middleDetails.number(Details::serial, 7).number(Details::issuerSerial, middleIssuer);
        middleDetails.bytes(Details::key, middle.publicKey).number(Details::notBefore, notBefore);
        middleDetails.number(Details::notAfter, notAfter);
        ProtoWriter leafDetails;
        leafDetails.number(Details::serial, 8)
            .number(Details::issuerSerial, leafIssuer)
            .bytes(Details::key, leafKey);
        leafDetails.number(Details::notBefore, notBefore).number(Details::notAfter, notAfter);
        std::string leafSignature = crypto::signXeddsa(middle.privateKey, leafDetails.view()).value();
        if (flipsLeafSignature) leafSignature[5] = static_cast<char>(leafSignature[5] ^ 1);
        ProtoWriter chain;
        if (hasLeaf) chain.message(field::CertChain::leaf, certificate(leafDetails.view(), leafSignature));
        chain.message(field::CertChain::intermediate,
                      certificate(middleDetails.view(),
                                  crypto::signXeddsa(root.privateKey, middleDetails.view()).value()));
        return chain.take();
    }
    static ProtoWriter certificate(std::string_view details, std::string_view signature) {
        ProtoWriter out;
        out.bytes(field::CertChainNoiseCertificate::details, details);
        out.bytes(field::CertChainNoiseCertificate::signature, signature);
        return out;
    }
    bool isAccepted(std::int64_t now = 1500) const {
        return verifyCertificateChain(bytes(), root.publicKey, serverKey, now).has_value();
    }
};

constexpr std::int64_t skewSeconds = 15 * 60;

}

TEST(Noise, ReproducesTheRecordedHandshake) {
    const Json& noise = vectors().at("noise");
    NoiseInitiator initiator(recordedOptions());

    EXPECT_EQ(hexEncode(initiator.hello()), noise.at("clientHelloOnWire").get<std::string>());
    FrameBuffer frames;
    frames.push(unhex(noise, "serverHelloOnWire"));
    const std::string finish = initiator.finish(*frames.next(), unhex(noise, "clientPayload")).value();
    EXPECT_EQ(hexEncode(finish), noise.at("clientFinishOnWire").get<std::string>());

    NoiseTransport transport = initiator.transport();
    frames.push(unhex(noise, "firstServerFrame") + unhex(noise, "secondServerFrame"));
    EXPECT_TRUE(transport.open(*frames.next()));
    EXPECT_TRUE(transport.open(*frames.next()));
}

TEST(Noise, SealsFramesLikeTheRecording) {
    const Json& noise = vectors().at("noise");
    NoiseTransport server(unhex(noise, "serverKey"), unhex(noise, "clientKey"));
    NoiseTransport client(unhex(noise, "clientKey"), unhex(noise, "serverKey"));
    FrameBuffer frames;
    frames.push(unhex(noise, "firstClientFrame"));

    const std::string plain = server.open(*frames.next()).value();

    EXPECT_EQ(client.seal(plain), unhex(noise, "firstClientFrame"));
}

TEST(Noise, RefusesADamagedServerHello) {
    const Json& noise = vectors().at("noise");
    const std::string good = unhex(noise, "serverHelloOnWire").substr(3);
    for (std::size_t i = 0; i < good.size(); i += 3) {
        std::string damaged = good;
        damaged[i] = static_cast<char>(damaged[i] ^ 4);
        NoiseInitiator initiator(recordedOptions());

        EXPECT_FALSE(initiator.finish(damaged, "payload")) << "byte " << i;
    }
}

TEST(CertificateChain, AcceptsAGoodOne) {
    const Chain chain;
    EXPECT_TRUE(chain.isAccepted());
    EXPECT_TRUE(chain.isAccepted(2000 + skewSeconds - 10));
}

TEST(CertificateChain, RefusesAnotherRoot) {
    const Chain chain;
    EXPECT_FALSE(verifyCertificateChain(chain.bytes(), productionRootKey, chain.serverKey, 1500));
}

TEST(CertificateChain, RefusesAMissingLeaf) {
    Chain chain;
    chain.hasLeaf = false;
    EXPECT_FALSE(chain.isAccepted());
}

TEST(CertificateChain, RefusesABadLeafSignature) {
    Chain chain;
    chain.flipsLeafSignature = true;
    EXPECT_FALSE(chain.isAccepted());
}

TEST(CertificateChain, RefusesForeignIssuers) {
    Chain leaf;
    leaf.leafIssuer = 9;
    EXPECT_FALSE(leaf.isAccepted());
    Chain middle;
    middle.middleIssuer = 3;
    EXPECT_FALSE(middle.isAccepted());
}

TEST(CertificateChain, RefusesAnotherServerKey) {
    Chain chain;
    chain.leafKey = crypto::generateX25519().publicKey;
    EXPECT_FALSE(chain.isAccepted());
}

TEST(CertificateChain, RefusesTheWrongTime) {
    Chain chain;
    EXPECT_FALSE(chain.isAccepted(2000 + skewSeconds + 10));
    chain.notBefore = 10 * skewSeconds;
    chain.notAfter = 20 * skewSeconds;
    EXPECT_FALSE(chain.isAccepted(1500));
    EXPECT_TRUE(chain.isAccepted(9 * skewSeconds + 10));
}

TEST(FrameBuffer, CutsFramesAtAnyBorder) {
    const std::string stream = frame("one") + frame("") + frame(std::string(70'000, 'x'));
    for (const std::size_t piece : {1u, 2u, 5u, 1000u}) {
        FrameBuffer frames;
        std::vector<std::string> got;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            frames.push(std::string_view(stream).substr(at, piece));
            while (auto body = frames.next())
                got.push_back(std::move(*body));
        }

        ASSERT_EQ(got.size(), 3u);
        EXPECT_EQ(got[0], "one");
        EXPECT_EQ(got[2].size(), 70'000u);
    }
}

}
