// Accounts that end, throw or are refused, and what is told about them.
#include "openclaw/channels/Supervisor.hpp"
#include "support/FakeChannel.hpp"
#include "support/FakeClock.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw::channels {
namespace {

using namespace std::chrono_literals;
using openclaw::testing::FakeChannel;
using openclaw::testing::FakeClock;
using openclaw::testing::runCoro;

class NoSink final : public InboundSink {
    asio::awaitable<Result<void>> accept(std::vector<InboundMessage>, std::optional<store::ChannelOffset>) override {
        co_return Result<void>();
    }
};

class SupervisorTest : public ::testing::Test {
protected:
    SupervisorTest() { supervisor_.deliverTo(sink_); }
    ~SupervisorTest() override { runCoro(io_, supervisor_.stopAll()); }
    FakeChannel& start(const std::string& name = "fake", bool throws = false) {
        auto channel = std::make_unique<FakeChannel>(io_.get_executor(), name);
        channel->throws = throws;
        FakeChannel& kept = *channel;
        runCoro(io_, supervisor_.start(std::move(channel)));
        runCoro(io_, kept.waitForRuns(1));
        return kept;
    }
    void settle() {
        io_.restart();
        io_.poll();
    }

    asio::io_context io_{1};
    FakeClock clock_{io_.get_executor()};
    NoSink sink_;
    Supervisor supervisor_{io_.get_executor(), clock_};
};

TEST(RestartDelay, AllowsSixAttemptsAMinuteAndIsBackWithinTenSeconds) {
    for (const double jitter : {0.0, 0.5, 0.999}) {
        std::chrono::milliseconds at{0};
        int attempts = 0;
        for (int failure = 1; at <= 60s; ++failure) {
            const auto delay = restartDelay(failure, jitter);
            EXPECT_LE(delay, 10s);
            at += delay;
            attempts += at <= 60s ? 1 : 0;
        }
        EXPECT_LE(attempts, 6);
    }
}

TEST_F(SupervisorTest, StartsALostAccountAgain) {
    FakeChannel& channel = start();
    channel.endRun(Error(Errc::closed, "gone"));
    settle();

    const auto report = supervisor_.report().at(0);
    EXPECT_FALSE(report.status.running);
    EXPECT_EQ(report.status.lastError, "gone");
    EXPECT_EQ(report.status.reconnectAttempts, 1);
    EXPECT_GT(report.status.nextRetryAtMs, clock_.nowMs());
    clock_.advance(3s);
    runCoro(io_, channel.waitForRuns(2));
    EXPECT_TRUE(supervisor_.report().at(0).status.running);
}

TEST_F(SupervisorTest, StopsWhereTryingIsPointless) {
    FakeChannel& channel = start();
    channel.endRun(Error(Errc::unauthorized, "bad token"));
    settle();
    clock_.advance(1h);
    settle();

    EXPECT_EQ(channel.runs, 1);
    EXPECT_EQ(supervisor_.report().at(0).status.lastError, "bad token");
    EXPECT_EQ(supervisor_.report().at(0).status.nextRetryAtMs, 0);
}

TEST_F(SupervisorTest, AThrowingAdapterIsOneMoreFailure) {
    FakeChannel& broken = start("broken", true);
    FakeChannel& healthy = start("healthy");
    settle();

    EXPECT_FALSE(supervisor_.report().at(0).status.running);
    EXPECT_TRUE(supervisor_.report().at(1).status.running);
    broken.throws = false;
    clock_.advance(3s);
    runCoro(io_, broken.waitForRuns(2));
    EXPECT_EQ(healthy.runs, 1);
}

TEST_F(SupervisorTest, AConnectedAccountShowsNoOldTrouble) {
    FakeChannel& channel = start();
    channel.endRun(Error(Errc::closed, "gone"));
    settle();
    clock_.advance(3s);
    runCoro(io_, channel.waitForRuns(2));
    channel.status_.connected = true;

    EXPECT_EQ(supervisor_.report().at(0).status.lastError, "");
    EXPECT_EQ(supervisor_.report().at(0).status.reconnectAttempts, 0);
}

}
}
