// The outbound ledger: idempotency, order per target, recovery of what was in flight.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class OutboxTest : public StoreFixture {
protected:
    std::vector<std::string> dueKeys(std::int64_t nowMs) {
        std::vector<std::string> keys;
        for (const auto& record : waitFor(store_->outbox().listDue(nowMs, 100)).value())
            keys.push_back(record.key);
        return keys;
    }
    OutboundRecord get(std::int64_t id) { return *waitFor(store_->outbox().get(id)).value(); }
    using Keys = std::vector<std::string>;
};

}

TEST_F(OutboxTest, ReturnsTheStoredRowForAKnownKey) {
    const auto id = enqueueOne("k");
    auto changed = part("k");
    changed.payload = Json{{"text", "other"}};

    const auto again = waitFor(store_->outbox().enqueue({changed})).value();

    EXPECT_FALSE(again[0].isNew);
    EXPECT_EQ(again[0].record.id, id);
    EXPECT_EQ(again[0].record.payload["text"], "k");
}

TEST_F(OutboxTest, EnqueuesAllPartsOrNone) {
    EXPECT_FALSE(waitFor(store_->outbox().enqueue({part("a"), part("")})));

    EXPECT_TRUE(waitFor(store_->outbox().listUnfinished()).value().empty());
}

TEST_F(OutboxTest, FollowsAPartToItsDelivery) {
    const auto id = enqueueOne("k");

    EXPECT_EQ(waitFor(store_->outbox().markSending(id, 2000)).value().attempts, 1);
    EXPECT_EQ(get(id).state, OutboundState::sending);
    waitFor(store_->outbox().markSent(id, "platform-9", 3000)).value();

    EXPECT_EQ(get(id).state, OutboundState::sent);
    EXPECT_EQ(get(id).platformMessageId, "platform-9");
    EXPECT_EQ(get(id).updatedAtMs, 3000);
}

TEST_F(OutboxTest, NeverSendsTwice) {
    const auto id = enqueueOne("k");
    waitFor(store_->outbox().markSending(id, 2000)).value();

    EXPECT_EQ(waitFor(store_->outbox().markSending(id, 2000)).error().code, Errc::conflict);
    waitFor(store_->outbox().markSent(id, "p", 3000)).value();
    EXPECT_EQ(waitFor(store_->outbox().markSending(id, 4000)).error().code, Errc::conflict);
    EXPECT_EQ(waitFor(store_->outbox().markRetry(id, 5000, "late", 4000)).error().code, Errc::conflict);
}

TEST_F(OutboxTest, WaitsForTheRetryTime) {
    const auto id = enqueueOne("k");
    waitFor(store_->outbox().markSending(id, 2000)).value();
    waitFor(store_->outbox().markRetry(id, 5000, "flood wait", 2000)).value();

    EXPECT_EQ(dueKeys(4999), Keys{});
    EXPECT_EQ(dueKeys(5000), Keys{"k"});
    EXPECT_EQ(get(id).lastError, "flood wait");
}

TEST_F(OutboxTest, KeepsTheOrderWithinATarget) {
    const auto first = enqueueOne("first");
    enqueueOne("second");
    enqueueOne("elsewhere", "99");
    EXPECT_EQ(dueKeys(2000), (Keys{"first", "second", "elsewhere"}));

    waitFor(store_->outbox().markSending(first, 2000)).value();
    EXPECT_EQ(dueKeys(2000), Keys{"elsewhere"});
    waitFor(store_->outbox().markRetry(first, 9000, "busy", 2000)).value();
    EXPECT_EQ(dueKeys(2000), Keys{"elsewhere"});
    waitFor(store_->outbox().markFailed(first, "gone", 2000)).value();
    EXPECT_EQ(dueKeys(2000), (Keys{"second", "elsewhere"}));
}

TEST_F(OutboxTest, DoubtsWhatWasInFlightWhenTheProcessDied) {
    const auto id = enqueueOne("k");
    enqueueOne("untouched");
    waitFor(store_->outbox().markSending(id, 2000)).value();
    const auto survivor = openCopy("crash");

    const auto doubtful = waitFor(survivor->outbox().recoverAfterRestart(9000)).value();

    ASSERT_EQ(doubtful.size(), 1u);
    EXPECT_EQ(doubtful[0].id, id);
    EXPECT_EQ(doubtful[0].state, OutboundState::uncertain);
    EXPECT_TRUE(waitFor(survivor->outbox().recoverAfterRestart(9000)).value().empty());
    EXPECT_EQ(waitFor(survivor->outbox().listUnfinished()).value().size(), 2u);
}

TEST_F(OutboxTest, MaySendAnUncertainPartAgain) {
    const auto id = enqueueOne("k");
    waitFor(store_->outbox().markSending(id, 2000)).value();
    waitFor(store_->outbox().markUncertain(id, "no answer", 2500)).value();

    EXPECT_EQ(dueKeys(3000), Keys{});
    EXPECT_EQ(waitFor(store_->outbox().markSending(id, 3000)).value().attempts, 2);
}

TEST_F(OutboxTest, ShowsTheNewestFirst) {
    enqueueOne("a");
    enqueueOne("b");

    EXPECT_EQ(waitFor(store_->outbox().listRecent(1)).value().at(0).key, "b");
}

TEST_F(OutboxTest, PrunesOnlyFinishedRows) {
    const auto sent = enqueueOne("sent");
    waitFor(store_->outbox().markSent(sent, "p", 2000)).value();
    enqueueOne("waiting");

    EXPECT_EQ(waitFor(store_->outbox().prune(5000)).value(), 1);
    EXPECT_TRUE(waitFor(store_->outbox().findByKey("waiting")).value());
}

TEST_F(OutboxTest, SaysWhenARowIsUnknown) {
    EXPECT_EQ(waitFor(store_->outbox().markSending(5, 1)).error().code, Errc::notFound);
    EXPECT_EQ(waitFor(store_->outbox().markSent(5, "p", 1)).error().code, Errc::notFound);
}

}
