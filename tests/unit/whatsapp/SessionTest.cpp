// The double ratchet: against recorded messages of another implementation, and with itself in every disorder.
#include "whatsapp/signal/Session.hpp"

#include "openclaw/core/strings.hpp"
#include "unit/whatsapp/vectors.hpp"

#include <gtest/gtest.h>

#include <random>

namespace openclaw::whatsapp {

namespace {

/// One side of a conversation with its published keys.
struct Party {
    LocalIdentity local{crypto::generateX25519(), 77};
    crypto::X25519Pair signedKey = crypto::generateX25519();
    std::map<std::uint32_t, crypto::X25519Pair> preKeys;
    Session session;

    Party() { preKeys[5] = crypto::generateX25519(); }

    PreKeyBundle bundle() const {
        PreKeyBundle bundle;
        bundle.registrationId = local.registrationId;
        bundle.identity = local.key.publicKey;
        bundle.signedPreKeyId = 1;
        bundle.signedPreKey = signedKey.publicKey;
        bundle.signature = crypto::signXeddsa(local.key.privateKey, markedKey(signedKey.publicKey)).value();
        bundle.preKeyId = 5;
        bundle.preKey = preKeys.at(5).publicKey;
        return bundle;
    }
    PreKeyLookup lookup() const {
        PreKeyLookup keys;
        keys.preKey = [this](std::uint32_t id) {
            const auto found = preKeys.find(id);
            return found == preKeys.end() ? crypto::X25519Pair() : found->second;
        };
        keys.signedPreKey = [this](std::uint32_t id) { return id == 1 ? signedKey : crypto::X25519Pair(); };
        return keys;
    }
    SealedMessage seal(std::string_view plain) { return sealMessage(session, local, plain).value(); }
    Result<OpenedMessage> open(const SealedMessage& message) {
        Result<OpenedMessage> opened = message.isPreKey
                                           ? openPreKeyMessage(session, local, lookup(), message.bytes)
                                           : openMessage(session, local, message.bytes);
        if (opened && opened->usedPreKeyId) preKeys.erase(*opened->usedPreKeyId);
        // What is stored is what continues.
        session = Session::parse(session.serialize()).value();
        return opened;
    }
};

struct Pair {
    Party alice;
    Party bob;
    Pair() { EXPECT_TRUE(startSession(alice.session, alice.local, bob.bundle())); }
};

}

TEST(Session, OpensRecordedMessagesInAnyOrder) {
    const Json& vector = vectors().at("signalInbound");
    const LocalIdentity local{crypto::x25519FromPrivate(unhex(vector, "identityPrivate")).value(), 1};
    PreKeyLookup keys;
    keys.preKey = [&](std::uint32_t id) {
        return id == vector.at("preKeyId") ? crypto::x25519FromPrivate(unhex(vector, "preKeyPrivate")).value()
                                           : crypto::X25519Pair();
    };
    keys.signedPreKey = [&](std::uint32_t) {
        return crypto::x25519FromPrivate(unhex(vector, "signedPreKeyPrivate")).value();
    };
    std::vector<std::size_t> order{0, 1, 2};
    do {
        Session session;
        for (const std::size_t i : order) {
            const Json& message = vector.at("messages").at(i);
            const OpenedMessage opened =
                openPreKeyMessage(session, local, keys, unhex(message, "body")).value();
            EXPECT_EQ(opened.plain, message.at("plain").get<std::string>());
        }
        EXPECT_EQ(session.current->remoteRegistrationId,
                  vector.at("senderRegistrationId").get<std::uint32_t>());
        EXPECT_EQ(hexEncode(session.current->remoteIdentity),
                  vector.at("senderIdentityPublic").get<std::string>());
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Session, RepeatsThePreKeyUntilAnswered) {
    Pair pair;

    EXPECT_TRUE(pair.alice.seal("one").isPreKey);
    const SealedMessage second = pair.alice.seal("two");
    EXPECT_TRUE(second.isPreKey);
    EXPECT_EQ(pair.bob.open(second)->plain, "two");
    EXPECT_EQ(pair.alice.open(pair.bob.seal("back"))->plain, "back");
    EXPECT_FALSE(pair.alice.seal("three").isPreKey);
}

TEST(Session, RefusesReplays) {
    Pair pair;
    const SealedMessage message = pair.alice.seal("once");

    EXPECT_TRUE(pair.bob.open(message));
    const auto again = pair.bob.open(message);

    ASSERT_FALSE(again);
    EXPECT_TRUE(again.error().is(Errc::conflict));
}

TEST(Session, RefusesABundleWithABadSignature) {
    Party alice;
    Party bob;
    PreKeyBundle bundle = bob.bundle();
    bundle.signature[3] = static_cast<char>(bundle.signature[3] ^ 1);

    EXPECT_FALSE(startSession(alice.session, alice.local, bundle));
    EXPECT_FALSE(alice.session.current);
}

TEST(Session, RefusesMessagesTooFarAhead) {
    Pair pair;
    ASSERT_TRUE(pair.bob.open(pair.alice.seal("first")));
    for (std::uint32_t i = 0; i <= maxSkipped; ++i)
        (void)pair.alice.seal("lost");

    const auto opened = pair.bob.open(pair.alice.seal("late"));

    ASSERT_FALSE(opened);
    EXPECT_TRUE(opened.error().is(Errc::invalidInput));
}

TEST(Session, BothSidesMayStartAtOnce) {
    Pair pair;
    ASSERT_TRUE(startSession(pair.bob.session, pair.bob.local, pair.alice.bundle()));
    const SealedMessage fromAlice = pair.alice.seal("a");
    const SealedMessage fromBob = pair.bob.seal("b");

    EXPECT_EQ(pair.bob.open(fromAlice)->plain, "a");
    EXPECT_EQ(pair.alice.open(fromBob)->plain, "b");
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(pair.bob.open(pair.alice.seal("more"))->plain, "more");
        EXPECT_EQ(pair.alice.open(pair.bob.seal("back"))->plain, "back");
    }
}

TEST(Session, NoticesANewIdentity) {
    Pair pair;
    ASSERT_TRUE(pair.bob.open(pair.alice.seal("hello")));
    Party reinstalled;
    pair.bob.preKeys[5] = crypto::generateX25519();
    ASSERT_TRUE(startSession(reinstalled.session, reinstalled.local, pair.bob.bundle()));

    EXPECT_TRUE(pair.bob.open(reinstalled.seal("new phone"))->isIdentityChanged);
}

TEST(Session, DamageNeverMovesASession) {
    Pair pair;
    const SealedMessage good = pair.alice.seal("kept");
    for (std::size_t i = 0; i < good.bytes.size(); i += 2) {
        SealedMessage damaged = good;
        damaged.bytes[i] = static_cast<char>(damaged.bytes[i] ^ 0x10);
        const auto opened = pair.bob.open(damaged);
        if (opened) {
            // Only fields that nothing depends on (the registration id) may differ.
            EXPECT_EQ(opened->plain, "kept");
            return;
        }
    }

    EXPECT_EQ(pair.bob.open(good)->plain, "kept");
}

TEST(Session, SurvivesLossDisorderAndReplay) {
    std::mt19937 random(20260101);
    Pair pair;
    ASSERT_TRUE(pair.bob.open(pair.alice.seal("start")));
    std::vector<std::pair<bool, std::pair<SealedMessage, std::string>>> onTheWay;
    int opened = 0;
    for (int step = 0; step < 1500; ++step) {
        const bool fromAlice = random() % 2 == 0;
        Party& sender = fromAlice ? pair.alice : pair.bob;
        const std::string text = "m" + std::to_string(step);
        onTheWay.push_back({fromAlice, {sender.seal(text), text}});
        if (random() % 10 == 0) onTheWay.pop_back();
        while (onTheWay.size() > random() % 8) {
            const std::size_t pick = random() % onTheWay.size();
            const auto [isToBob, message] = onTheWay[pick];
            onTheWay.erase(onTheWay.begin() + static_cast<std::ptrdiff_t>(pick));
            Party& receiver = isToBob ? pair.bob : pair.alice;
            const auto result = receiver.open(message.first);
            ASSERT_TRUE(result) << step << ": " << result.error().message;
            EXPECT_EQ(result->plain, message.second);
            EXPECT_FALSE(receiver.open(message.first));
            ++opened;
        }
    }
    EXPECT_GT(opened, 1200);
}

TEST(Session, RecordsRefuseEveryTruncation) {
    Pair pair;
    ASSERT_TRUE(pair.bob.open(pair.alice.seal("x")));
    const crypto::SecretBytes record = pair.bob.session.serialize();

    for (std::size_t size = 0; size < record.size(); ++size)
        EXPECT_FALSE(Session::parse(std::string_view(record).substr(0, size)));
}

}
