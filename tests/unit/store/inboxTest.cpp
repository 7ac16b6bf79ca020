// The inbound ledger: admission is unique, completion is all or nothing.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class InboxTest : public StoreFixture {
protected:
    TurnCompletion answer(std::int64_t id, const std::string& key) {
        TurnCompletion turn;
        turn.inboundIds = {id};
        turn.nowMs = 2000;
        turn.outbound = {part(key)};
        turn.transcript = {line("s", "assistant", "hello")};
        turn.session = session("agent:main:main", 2000);
        return turn;
    }
    Result<StartedRun> start(std::vector<std::int64_t> ids, const std::string& runId = "run") {
        RunStart run{std::move(ids), runId, "agent:main:main", ""};
        return waitFor(store_->inbox().startRun(std::move(run)));
    }
    InboundState stateOf(std::int64_t id) { return waitFor(store_->inbox().get(id)).value()->state; }
};

}

TEST_F(InboxTest, AdmitsAMessageOnce) {
    const auto first = waitFor(store_->inbox().admit({inbound("m1")}, std::nullopt)).value();
    const auto again = waitFor(store_->inbox().admit({inbound("m1"), inbound("m2")}, std::nullopt)).value();

    EXPECT_TRUE(first[0].isNew);
    EXPECT_FALSE(again[0].isNew);
    EXPECT_EQ(again[0].id, first[0].id);
    EXPECT_TRUE(again[1].isNew);
}

TEST_F(InboxTest, NoticesADuplicateInsideOneBatch) {
    const auto admissions = waitFor(store_->inbox().admit({inbound("m1"), inbound("m1")}, std::nullopt)).value();

    EXPECT_TRUE(admissions[0].isNew);
    EXPECT_FALSE(admissions[1].isNew);
}

TEST_F(InboxTest, KeepsAccountsApart) {
    const auto admissions =
        waitFor(store_->inbox().admit({inbound("m1", "work"), inbound("m1", "home")}, std::nullopt)).value();

    EXPECT_TRUE(admissions[0].isNew);
    EXPECT_TRUE(admissions[1].isNew);
}

TEST_F(InboxTest, StoresTheOffsetWithTheMessages) {
    ChannelOffset offset;
    offset.channel = "telegram";
    offset.accountId = "default";
    offset.value = 77;

    waitFor(store_->inbox().admit({inbound("m1")}, offset)).value();

    EXPECT_EQ(waitFor(openCopy("crash")->offsets().get("telegram", "default")).value()->value, 77);
}

TEST_F(InboxTest, ReportsTheStateOfADuplicate) {
    const auto id = admitOne("m1");
    waitFor(store_->inbox().complete(answer(id, "r1"))).value();

    const auto again = waitFor(store_->inbox().admit({inbound("m1")}, std::nullopt)).value();

    EXPECT_EQ(again[0].state, InboundState::answered);
}

TEST_F(InboxTest, CountsRuns) {
    const auto id = admitOne("m1");

    EXPECT_EQ(start({id}, "run-1").value().attempts, 1);
    EXPECT_EQ(start({id}, "run-2").value().attempts, 2);
    EXPECT_EQ(waitFor(store_->inbox().get(id)).value()->runId, "run-2");
}

TEST_F(InboxTest, DoesNotRunWhatIsFinished) {
    const auto id = admitOne("m1");
    waitFor(store_->inbox().finish(id, InboundState::refused, 1500)).value();

    EXPECT_EQ(start({id}).error().code, Errc::conflict);
    EXPECT_EQ(start({999}).error().code, Errc::notFound);
}

TEST_F(InboxTest, StartsAllMessagesOfARunOrNone) {
    const auto open = admitOne("m1");
    const auto done = admitOne("m2");
    waitFor(store_->inbox().finish(done, InboundState::refused, 1500)).value();

    EXPECT_EQ(start({open, done}).error().code, Errc::conflict);

    EXPECT_EQ(stateOf(open), InboundState::admitted);
}

TEST_F(InboxTest, CompletesATurnInOneStep) {
    const auto id = admitOne("m1");

    const auto commit = waitFor(store_->inbox().complete(answer(id, "r1"))).value();

    EXPECT_EQ(stateOf(id), InboundState::answered);
    EXPECT_TRUE(commit.outbound.at(0).isNew);
    EXPECT_EQ(waitFor(store_->outbox().findByKey("r1")).value()->payload["text"], "r1");
    EXPECT_EQ(waitFor(store_->transcript().count("s")).value(), 1);
    EXPECT_EQ(waitFor(store_->sessions().get("agent:main:main")).value()->updatedAtMs, 2000);
}

TEST_F(InboxTest, CompletesATurnOnlyOnce) {
    const auto id = admitOne("m1");
    waitFor(store_->inbox().complete(answer(id, "r1"))).value();

    const auto second = waitFor(store_->inbox().complete(answer(id, "r2")));

    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_FALSE(waitFor(store_->outbox().findByKey("r2")).value());
    EXPECT_EQ(waitFor(store_->transcript().count("s")).value(), 1);
}

TEST_F(InboxTest, LeavesNoTraceOfACompletionThatFails) {
    const auto id = admitOne("m1");
    auto turn = answer(id, "r1");
    turn.outbound.push_back(part(""));

    const auto result = waitFor(store_->inbox().complete(turn));

    EXPECT_EQ(result.error().code, Errc::invalidInput);
    EXPECT_EQ(stateOf(id), InboundState::admitted);
    EXPECT_FALSE(waitFor(store_->outbox().findByKey("r1")).value());
}

TEST_F(InboxTest, AdmitsWhatFollowsFromATurnTogetherWithItsAnswer) {
    const auto id = admitOne("m1");
    auto turn = answer(id, "r1");
    turn.followUps = {inbound("m2"), inbound("m1")};

    const auto commit = waitFor(store_->inbox().complete(turn)).value();

    ASSERT_EQ(commit.followUps.size(), 2u);
    EXPECT_TRUE(commit.followUps[0].isNew);
    EXPECT_EQ(stateOf(commit.followUps[0].id), InboundState::admitted);
    EXPECT_FALSE(commit.followUps[1].isNew);
    EXPECT_EQ(stateOf(id), InboundState::answered);
}

TEST_F(InboxTest, AdmitsNothingAfterATurnThatCannotBeStored) {
    const auto id = admitOne("m1");
    auto turn = answer(id, "r1");
    turn.outbound.push_back(part(""));
    turn.followUps = {inbound("m2")};

    const auto result = waitFor(store_->inbox().complete(turn));

    EXPECT_FALSE(result);
    EXPECT_EQ(waitFor(store_->inbox().listUnfinished()).value().size(), 1u);
}

TEST_F(InboxTest, AnswersSeveralCollectedMessagesTogether) {
    const auto first = admitOne("m1");
    const auto second = admitOne("m2");
    auto turn = answer(first, "r1");
    turn.inboundIds = {first, second};

    waitFor(store_->inbox().complete(turn)).value();

    EXPECT_EQ(stateOf(first), InboundState::answered);
    EXPECT_EQ(stateOf(second), InboundState::answered);
}

TEST_F(InboxTest, ListsWhatARestartHasToPickUp) {
    const auto admitted = admitOne("m1");
    const auto running = admitOne("m2");
    start({running}).value();
    const auto refused = admitOne("m3");
    waitFor(store_->inbox().finish(refused, InboundState::refused, 1500)).value();

    const auto unfinished = waitFor(openCopy("crash")->inbox().listUnfinished()).value();

    ASSERT_EQ(unfinished.size(), 2u);
    EXPECT_EQ(unfinished[0].id, admitted);
    EXPECT_EQ(unfinished[0].route["to"], "42");
    EXPECT_EQ(unfinished[1].state, InboundState::running);
}

TEST_F(InboxTest, PrunesOnlyWhatFinishedLongAgo) {
    const auto old = admitOne("m1");
    waitFor(store_->inbox().finish(old, InboundState::refused, 1500)).value();
    const auto recent = admitOne("m2");
    waitFor(store_->inbox().finish(recent, InboundState::failed, 9000)).value();
    const auto open = admitOne("m3");

    EXPECT_EQ(waitFor(store_->inbox().prune(5000)).value(), 1);
    EXPECT_FALSE(waitFor(store_->inbox().get(old)).value());
    EXPECT_TRUE(waitFor(store_->inbox().get(recent)).value());
    EXPECT_TRUE(waitFor(store_->inbox().get(open)).value());
}

TEST_F(InboxTest, FindsByPlatformMessage) {
    const auto id = admitOne("m1");

    EXPECT_EQ(waitFor(store_->inbox().findByMessage("telegram", "default", "m1")).value()->id, id);
    EXPECT_FALSE(waitFor(store_->inbox().findByMessage("telegram", "work", "m1")).value());
}

}
