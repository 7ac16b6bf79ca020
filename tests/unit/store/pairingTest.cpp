// Chat pairing: one account, one use, one hour, three at a time.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

constexpr std::int64_t now = 1'000'000'000;

class PairingTest : public StoreFixture {
protected:
    PairingOutcome ask(const std::string& sender,
                       const std::string& code,
                       const std::string& account = "default",
                       std::int64_t atMs = now) {
        PairingRequest request;
        request.channel = "telegram";
        request.accountId = account;
        request.senderId = sender;
        request.code = code;
        request.createdAtMs = atMs;
        return waitFor(store_->pairing().upsertRequest(request)).value();
    }
    bool isAllowed(const std::string& sender, const std::string& account = "default") {
        return waitFor(store_->pairing().isAllowed("telegram", account, sender)).value();
    }
};

}

TEST_F(PairingTest, KeepsTheCodeOfASenderWhoAsksAgain) {
    EXPECT_TRUE(ask("1", "AAAA2222").created);

    const auto again = ask("1", "BBBB3333", "default", now + 1000);

    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.code, "AAAA2222");
    EXPECT_EQ(waitFor(store_->pairing().list("telegram", now)).value().at(0).lastSeenAtMs, now + 1000);
}

TEST_F(PairingTest, TakesThreeRequestsPerAccount) {
    ask("1", "A");
    ask("2", "B");
    ask("3", "C");

    EXPECT_TRUE(ask("4", "D").isFull);
    EXPECT_EQ(ask("4", "D").code, "");
    EXPECT_TRUE(ask("4", "E", "work").created);
}

TEST_F(PairingTest, ForgetsARequestAfterAnHour) {
    ask("1", "OLD");

    const auto later = ask("1", "NEW", "default", now + PairingRepository::requestLifetimeMs);

    EXPECT_TRUE(later.created);
    EXPECT_EQ(later.code, "NEW");
}

TEST_F(PairingTest, RefusesAnExpiredCode) {
    ask("1", "OLD");

    const auto approved =
        waitFor(store_->pairing().approve("telegram", "OLD", now + PairingRepository::requestLifetimeMs));

    EXPECT_EQ(approved.error().code, Errc::notFound);
    EXPECT_FALSE(isAllowed("1"));
}

TEST_F(PairingTest, ApprovesOnceAndForOneAccount) {
    ask("1", "AAAA2222", "work");

    const auto approved = waitFor(store_->pairing().approve("telegram", " aaaa2222 ", now)).value();

    EXPECT_EQ(approved.senderId, "1");
    EXPECT_EQ(approved.accountId, "work");
    EXPECT_TRUE(isAllowed("1", "work"));
    EXPECT_FALSE(isAllowed("1", "default"));
    EXPECT_EQ(waitFor(store_->pairing().approve("telegram", "AAAA2222", now)).error().code, Errc::notFound);
}

TEST_F(PairingTest, RefusesACodeInUse) {
    ask("1", "AAAA2222");
    PairingRequest second;
    second.channel = "telegram";
    second.accountId = "work";
    second.senderId = "2";
    second.code = "aaaa2222";
    second.createdAtMs = now;

    EXPECT_EQ(waitFor(store_->pairing().upsertRequest(second)).error().code, Errc::conflict);
}

TEST_F(PairingTest, ACodeBelongsToItsChannel) {
    ask("1", "AAAA2222");

    EXPECT_FALSE(waitFor(store_->pairing().approve("discord", "AAAA2222", now)));
}

TEST_F(PairingTest, RevokesASender) {
    waitFor(store_->pairing().allow("telegram", "default", "1", now)).value();
    EXPECT_EQ(waitFor(store_->pairing().allowedSenders("telegram", "default")).value(), std::vector<std::string>{"1"});

    EXPECT_TRUE(waitFor(store_->pairing().revoke("telegram", "default", "1")).value());

    EXPECT_FALSE(isAllowed("1"));
    EXPECT_FALSE(waitFor(store_->pairing().revoke("telegram", "default", "1")).value());
}

}
