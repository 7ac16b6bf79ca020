// The outbound ledger against a channel that fails in every way: what is repeated, what is not, what the chat is told.
#include "openclaw/channels/Outbox.hpp"
#include "support/FakeChannel.hpp"
#include "support/FakeClock.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels {
namespace {

using namespace std::chrono_literals;
using openclaw::testing::FakeChannel;
using openclaw::testing::FakeClock;
using openclaw::testing::runCoro;

class OutboxTest : public ::testing::Test {
protected:
    void SetUp() override {
        store_ = std::move(store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path())).value());
        begin();
        ASSERT_TRUE(runCoro(io_, outbox_->start()));
    }
    void TearDown() override { end(); }
    void begin() {
        ChannelLookup lookup = [this](const std::string&, const std::string&) { return isThere ? &channel_ : nullptr; };
        outbox_ = std::make_unique<Outbox>(io_.get_executor(), clock_, *store_, lookup);
    }
    void end() {
        if (outbox_) runCoro(io_, outbox_->stop(0ms));
        outbox_.reset();
    }
    std::int64_t enqueue(const std::string& key, const std::string& target = "chat") {
        store::OutboundRecord record;
        record.key = key;
        record.channel = "fake";
        record.accountId = "default";
        record.target = target;
        record.payload = Json{{"text", key}};
        record.createdAtMs = clock_.nowMs();
        std::vector<store::OutboundRecord> parts;
        parts.push_back(std::move(record));
        return runCoro(io_, outbox_->enqueue(std::move(parts))).value().front().record.id;
    }
    store::OutboundRecord settled(std::int64_t id) { return runCoro(io_, outbox_->waitFor(id)).value(); }
    void waitForSent(std::size_t count) { runCoro(io_, channel_.waitForSent(count)); }
    void failNext(Errc code) { channel_.sendErrors.emplace_back(code, "broken"); }
    std::vector<std::string> texts() const {
        std::vector<std::string> list;
        for (const auto& part : channel_.sent)
            list.push_back(stringOr(part.payload, "text"));
        return list;
    }
    /// Lets pauses pass until the channel has been asked that often; the ledger's thread moves in its own time.
    asio::awaitable<void> passTime(std::size_t count) {
        while (channel_.sent.size() < count) {
            clock_.advance(1s);
            co_await sleepFor(1ms);
        }
    }
    void passTimeUntilSent(std::size_t count) { runCoro(io_, passTime(count)); }

    asio::io_context io_{1};
    testing::TempDir folder_;
    FakeClock clock_{io_.get_executor()};
    std::unique_ptr<store::SqliteStore> store_;
    FakeChannel channel_{io_.get_executor()};
    bool isThere = true;
    std::unique_ptr<Outbox> outbox_;
};

TEST_F(OutboxTest, SendsInOrderPerTarget) {
    const auto first = enqueue("one");
    const auto second = enqueue("two");

    EXPECT_EQ(settled(second).state, store::OutboundState::sent);
    EXPECT_EQ(settled(first).state, store::OutboundState::sent);
    EXPECT_EQ(texts(), (std::vector<std::string>{"one", "two"}));
}

TEST_F(OutboxTest, RepeatsWhatWasCertainlyNotSent) {
    failNext(Errc::refused);
    const auto id = enqueue("one");

    passTimeUntilSent(2);

    EXPECT_EQ(settled(id).state, store::OutboundState::sent);
    EXPECT_EQ(channel_.sent[0].key, channel_.sent[1].key);
}

TEST_F(OutboxTest, UncertainSendTellsTheChatAtOnce) {
    failNext(Errc::closed);
    const auto id = enqueue("one");

    waitForSent(2);

    EXPECT_EQ(settled(id).state, store::OutboundState::uncertain);
    EXPECT_EQ(texts(), (std::vector<std::string>{"one", uncertainNotice()}));
    EXPECT_EQ(channel_.sent[1].target, "chat");
}

TEST_F(OutboxTest, UncertainNoticeIsNotAnnounced) {
    failNext(Errc::closed);
    failNext(Errc::timeout);
    enqueue("one");
    waitForSent(2);

    const auto after = enqueue("two");

    EXPECT_EQ(settled(after).state, store::OutboundState::sent);
    EXPECT_EQ(texts(), (std::vector<std::string>{"one", uncertainNotice(), "two"}));
}

TEST_F(OutboxTest, IdempotentNetworkGetsTheSameKeyAgain) {
    channel_.can.isSendIdempotent = true;
    failNext(Errc::closed);
    failNext(Errc::timeout);
    const auto id = enqueue("one");

    passTimeUntilSent(3);

    EXPECT_EQ(settled(id).state, store::OutboundState::sent);
    EXPECT_EQ(texts(), (std::vector<std::string>{"one", "one", "one"}));
    EXPECT_EQ(channel_.sent[2].attempt, 3);
}

TEST_F(OutboxTest, ForgottenKeyIsNotRepeated) {
    channel_.can.isSendIdempotent = true;
    channel_.can.idempotencyWindowMs = 1000;
    for (int i = 0; i < 8; ++i)
        failNext(Errc::closed);
    const auto id = enqueue("one");
    passTimeUntilSent(3);

    EXPECT_EQ(settled(id).state, store::OutboundState::uncertain);
    EXPECT_LE(channel_.sent.size(), 4u);
}

TEST_F(OutboxTest, FinalRefusalIsNotRepeated) {
    failNext(Errc::invalidInput);
    const auto id = enqueue("one");

    EXPECT_EQ(settled(id).state, store::OutboundState::failed);
    EXPECT_EQ(channel_.sent.size(), 1u);
}

TEST_F(OutboxTest, InterruptedPartIsTakenUpWhereItIsSafe) {
    isThere = false;
    const auto id = enqueue("one");
    end();
    ASSERT_TRUE(runCoro(io_, store_->outbox().markSending(id, clock_.nowMs())));

    isThere = true;
    channel_.can.isSendIdempotent = true;
    begin();
    ASSERT_TRUE(runCoro(io_, outbox_->start()));

    EXPECT_EQ(settled(id).state, store::OutboundState::sent);
    EXPECT_EQ(texts(), (std::vector<std::string>{"one"}));
}

TEST_F(OutboxTest, InterruptedPartElsewhereIsAnnounced) {
    isThere = false;
    const auto id = enqueue("one");
    end();
    ASSERT_TRUE(runCoro(io_, store_->outbox().markSending(id, clock_.nowMs())));

    isThere = true;
    begin();
    ASSERT_TRUE(runCoro(io_, outbox_->start()));
    waitForSent(1);

    EXPECT_EQ(settled(id).state, store::OutboundState::uncertain);
    EXPECT_EQ(texts(), (std::vector<std::string>{uncertainNotice()}));
}

TEST_F(OutboxTest, OneTargetsTroubleDoesNotHoldUpAnother) {
    channel_.sendErrors.emplace_back(Errc::rateLimited, "slow down");
    channel_.sendErrors.front().retryAfter = std::chrono::hours(1);
    enqueue("one", "a");
    waitForSent(1);

    const auto other = enqueue("two", "b");

    EXPECT_EQ(settled(other).state, store::OutboundState::sent);
}

}
}
