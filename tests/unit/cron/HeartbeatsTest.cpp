// When agents are woken.
#include "openclaw/cron/Heartbeats.hpp"
#include "openclaw/cron/heartbeat_verdict.hpp"

#include "support/FakeClock.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::cron {
namespace {

using openclaw::testing::FakeClock;
using openclaw::testing::runCoro;

class FakeHost final : public HeartbeatHost {
public:
    bool isBusy() const override { return busy; }
    std::optional<std::string> heartbeatFile(const std::string&) const override { return file; }
    asio::awaitable<bool> hasEvents(std::string, Json) override { co_return events; }
    asio::awaitable<Result<void>> turn(std::string agentId, std::string prompt, Json settings) override {
        turns.push_back(agentId);
        lastPrompt = std::move(prompt);
        if (!problem.empty()) co_return Error(Errc::unavailable, problem);
        HeartbeatReply reply;
        reply.isOk = true;
        reply.text = "HEARTBEAT_OK";
        publish(judgeHeartbeat(Json::object(), settings, reply, HeartbeatTarget{}).event);
        co_return Result<void>();
    }

    bool busy = false;
    bool events = false;
    std::optional<std::string> file;
    std::string problem;
    std::function<void(Json)> publish;
    std::vector<std::string> turns;
    std::string lastPrompt;
};

class HeartbeatsTest : public ::testing::Test {
protected:
    void SetUp() override {
        host_.publish = [this](Json event) { beats_.publish(std::move(event)); };
        beats_.onEvent([this](const Json& event) {
            statuses_.push_back(stringOr(event, "status"));
            changed_.notify();
        });
    }
    void TearDown() override {
        tasks_.cancel();
        runCoro(io_, tasks_.join());
    }
    void configure(const Json& heartbeat) {
        config_ = std::make_shared<const Json>(Json{{"agents", {{"defaults", {{"heartbeat", heartbeat}}}}}});
    }
    void begin() { tasks_.spawn("beats", beats_.run()); }
    void pass(std::chrono::milliseconds time) {
        runCoro(io_, clock_.waitForSleepers(1));
        clock_.advance(time);
    }
    void hear(std::size_t count) { runCoro(io_, waitForEvents(count)); }
    asio::awaitable<void> waitForEvents(std::size_t count) {
        while (statuses_.size() < count)
            co_await changed_.wait();
    }

    asio::io_context io_{1};
    FakeClock clock_{io_.get_executor()};
    FakeHost host_;
    std::shared_ptr<const Json> config_ = std::make_shared<const Json>(Json::object());
    Heartbeats beats_{io_.get_executor(), clock_, host_, [this] { return config_; }};
    TaskGroup tasks_{io_.get_executor()};
    Notifier changed_{io_.get_executor()};
    std::vector<std::string> statuses_;
};

TEST_F(HeartbeatsTest, BeatsWhenTheIntervalIsOver) {
    configure(Json{{"every", "1m"}});
    begin();
    pass(std::chrono::minutes(1));
    hear(1);

    EXPECT_EQ(statuses_[0], "ok-token");
    EXPECT_EQ(host_.turns, std::vector<std::string>{"main"});
}

TEST_F(HeartbeatsTest, AnEmptyFileIsNotWorthATurn) {
    configure(Json{{"every", "1m"}});
    host_.file = "# Heartbeat\n\n- [ ]\n";
    begin();
    pass(std::chrono::minutes(1));
    hear(1);

    EXPECT_EQ(statuses_[0], "skipped");
    EXPECT_EQ(beats_.last()["reason"], "empty-heartbeat-file");
    EXPECT_TRUE(host_.turns.empty());
}

TEST_F(HeartbeatsTest, EventsAreWorthATurnWhateverTheFileSays) {
    configure(Json{{"every", "1m"}});
    host_.file = "";
    host_.events = true;
    begin();
    pass(std::chrono::minutes(1));
    hear(1);

    EXPECT_EQ(host_.turns.size(), 1u);
}

TEST_F(HeartbeatsTest, WaitsWhileTheHouseIsBusy) {
    configure(Json{{"every", "1m"}});
    host_.busy = true;
    begin();
    pass(std::chrono::minutes(1));
    pass(std::chrono::milliseconds(500));
    EXPECT_TRUE(host_.turns.empty());
    host_.busy = false;
    pass(std::chrono::seconds(1));
    hear(1);

    EXPECT_EQ(host_.turns.size(), 1u);
}

TEST_F(HeartbeatsTest, WakesThatComeTogetherAreOneBeat) {
    configure(Json{{"every", "1h"}});
    begin();
    runCoro(io_, clock_.waitForSleepers(1));
    beats_.wake("");
    beats_.wake("main");
    pass(std::chrono::milliseconds(250));
    hear(1);

    EXPECT_EQ(host_.turns.size(), 1u);
}

TEST_F(HeartbeatsTest, SwitchedOffNothingBeats) {
    configure(Json{{"every", "0m"}});
    EXPECT_EQ(beats_.describe("main")["enabled"], false);
    configure(Json{{"every", "5m"}});
    EXPECT_EQ(beats_.describe("main")["everyMs"], 300'000);
}

TEST_F(HeartbeatsTest, QuietHoursAreQuiet) {
    // The clock starts at midnight UTC; an hour passes.
    configure(
        Json{{"every", "1h"}, {"activeHours", {{"start", "08:00"}, {"end", "20:00"}, {"timezone", "UTC"}}}});
    begin();
    pass(std::chrono::minutes(1));
    for (int i = 0; i < 59; ++i)
        pass(std::chrono::minutes(1));
    hear(1);

    EXPECT_EQ(beats_.last()["reason"], "quiet-hours");
}

TEST_F(HeartbeatsTest, ATurnThatCannotBeginIsAnEvent) {
    configure(Json{{"every", "1m"}});
    host_.problem = "no model";
    begin();
    pass(std::chrono::minutes(1));
    hear(1);

    EXPECT_EQ(statuses_[0], "failed");
    EXPECT_EQ(beats_.last()["reason"], "no model");
}

}
}
