// What channels with one long connection share.
#include "channels/LongConnection.hpp"

#include "support/FakeClock.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace openclaw::channels {
namespace {

using testing::FakeClock;
using testing::runCoro;

TEST(LongConnection, OnlyEndlessTroubleIsMadeRetryable) {
    EXPECT_EQ(retryable(Error(Errc::unauthorized, "x")).code, Errc::unavailable);
    EXPECT_EQ(retryable(Error(Errc::timeout, "x")).code, Errc::timeout);
}

TEST(LongConnection, TheFirstEndCounts) {
    std::variant<Result<void>, Result<void>> raced{std::in_place_index<1>, Error(Errc::closed, "gone")};

    EXPECT_EQ(endOf(std::move(raced)).error().message, "gone");
}

TEST(LongConnection, StatusFollowsTheConnection) {
    ChannelStatus status;
    status.lastError = "before";
    noteConnected(status, 5);
    EXPECT_TRUE(status.connected);
    EXPECT_EQ(status.lastConnectedAtMs, 5);
    EXPECT_EQ(status.lastError, "");

    EXPECT_EQ(noteEnded(status, Result<void>(), "it ended").code, Errc::closed);
    EXPECT_FALSE(status.connected);
    EXPECT_EQ(status.lastError, "it ended");
    EXPECT_EQ(noteEnded(status, Error(Errc::timeout, "silence"), "it ended").code, Errc::timeout);
}

class TypingLoopTest : public ::testing::Test {
protected:
    void start() {
        TypingLoop::Teller tell = [this](std::string target, std::string threadId) {
            return note(std::move(target), std::move(threadId));
        };
        tasks_.spawn("typing", runLoop(std::move(tell)));
    }
    void TearDown() override {
        tasks_.cancel();
        runCoro(io_, tasks_.join());
    }
    asio::awaitable<void> runLoop(TypingLoop::Teller tell) {
        const Result<void> ended = co_await typing_.run(std::move(tell));
        endCode_ = ended ? Errc::internal : ended.error().code;
    }
    asio::awaitable<void> note(std::string target, std::string threadId) {
        told_.push_back(target + "/" + threadId);
        changed_.notify();
        co_return;
    }
    asio::awaitable<void> untilTold(std::size_t count) {
        while (told_.size() < count)
            co_await changed_.wait();
    }

    asio::io_context io_{1};
    FakeClock clock_{io_.get_executor()};
    TypingLoop typing_{io_.get_executor(), clock_, std::chrono::seconds(4)};
    Notifier changed_{io_.get_executor()};
    TaskGroup tasks_{io_.get_executor()};
    std::vector<std::string> told_;
    Errc endCode_ = Errc::internal;
};

TEST_F(TypingLoopTest, TellsAtOnceAndAgainWhileItIsWanted) {
    start();
    typing_.set("a", "t", true);
    runCoro(io_, untilTold(1));
    runCoro(io_, clock_.waitForSleepers(1));
    clock_.advance(std::chrono::seconds(4));
    runCoro(io_, untilTold(2));
    typing_.set("a", "t", false);
    typing_.set("b", "", true);
    runCoro(io_, untilTold(3));

    EXPECT_EQ(told_, (std::vector<std::string>{"a/t", "a/t", "b/"}));
}

TEST_F(TypingLoopTest, EndsWhenItIsCancelled) {
    start();
    typing_.set("a", "", true);
    runCoro(io_, untilTold(1));
    tasks_.cancel();
    runCoro(io_, tasks_.join());

    EXPECT_EQ(endCode_, Errc::cancelled);
}

}
}
