// Jobs run when they are due: once, late rather than never, and again after a crash.
#include "openclaw/cron/CronService.hpp"

#include "support/FakeClock.hpp"
#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace openclaw::cron {
namespace {

using openclaw::testing::FakeClock;
using openclaw::testing::runCoro;

class RecordingRunner final : public JobRunner {
public:
    explicit RecordingRunner(asio::any_io_executor executor) : changed_(executor), released_(executor) {}

    asio::awaitable<JobOutcome> run(JobRun run) override {
        co_await asio::this_coro::throw_if_cancelled(false);
        runIds.push_back(run.runId);
        changed_.notify();
        if (isHeld) co_await released_.wait();
        co_return outcome;
    }
    void onRecorded(const Json& job) override { recorded.push_back(stringOr(job, "name")); }
    asio::awaitable<void> waitForRuns(std::size_t count) {
        while (runIds.size() < count)
            co_await changed_.wait();
    }

    std::vector<std::string> runIds;
    std::vector<std::string> recorded;
    JobOutcome outcome;
    bool isHeld = false;

private:
    Notifier changed_;
    Notifier released_;
};

class CronServiceTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto opened = store::SqliteStore::open(store::SqliteStore::fileIn(folder_.path()));
        ASSERT_TRUE(opened);
        store_ = std::move(*opened);
        begin();
    }
    void TearDown() override { end(); }

    void begin(CronOptions options = {}) {
        service_ = std::make_unique<CronService>(io_.get_executor(), clock_, *store_, runner_);
        service_->onEvent([this](const Json& event) {
            actions_.push_back(stringOr(event, "action"));
            changed_.notify();
        });
        ASSERT_TRUE(runCoro(io_, service_->start(options)));
        tasks_.spawn("run", service_->run());
    }
    void end() {
        tasks_.cancel();
        runCoro(io_, tasks_.join());
        runCoro(io_, service_->stop());
    }
    Json add(const Json& schedule, bool isIsolated = false) {
        Json request{{"name", "tea"}, {"schedule", schedule}};
        request["payload"] = isIsolated ? Json{{"kind", "agentTurn"}, {"message", "hi"}}
                                        : Json{{"kind", "systemEvent"}, {"text", "tea"}};
        return runCoro(io_, service_->add(std::move(request))).value();
    }
    Json everyMinute() { return add(Json{{"kind", "every"}, {"everyMs", 60'000}}); }
    /// Lets time pass once everybody sleeps.
    void pass(std::chrono::milliseconds time) {
        runCoro(io_, clock_.waitForSleepers(1));
        clock_.advance(time);
    }
    void waitForAction(const std::string& action, std::ptrdiff_t count) {
        runCoro(io_, hearAction(action, count));
    }
    asio::awaitable<void> hearAction(std::string action, std::ptrdiff_t count) {
        while (std::ranges::count(actions_, action) < count)
            co_await changed_.wait();
    }

    asio::io_context io_{1};
    openclaw::testing::TempDir folder_;
    FakeClock clock_{io_.get_executor()};
    RecordingRunner runner_{io_.get_executor()};
    std::unique_ptr<store::SqliteStore> store_;
    std::unique_ptr<CronService> service_;
    TaskGroup tasks_{io_.get_executor()};
    Notifier changed_{io_.get_executor()};
    std::vector<std::string> actions_;
};

TEST_F(CronServiceTest, RunsAJobEachTimeItIsDue) {
    everyMinute();

    pass(std::chrono::minutes(1));
    waitForAction("finished", 1);
    pass(std::chrono::minutes(1));
    waitForAction("finished", 2);

    EXPECT_EQ(runner_.runIds.size(), 2u);
    EXPECT_NE(runner_.runIds[0], runner_.runIds[1]);
}

TEST_F(CronServiceTest, WhatCameDueWhileItWasDownRunsOnce) {
    everyMinute();
    end();
    clock_.advance(std::chrono::hours(5));

    begin();
    waitForAction("finished", 1);

    EXPECT_EQ(runner_.runIds.size(), 1u);
    EXPECT_EQ(service_->nextWakeAtMs(), clock_.nowMs() + 60'000);
}

TEST_F(CronServiceTest, AnInterruptedRunIsTakenUpUnderTheSameId) {
    everyMinute();
    runner_.isHeld = true;
    pass(std::chrono::minutes(1));
    runCoro(io_, runner_.waitForRuns(1));
    end();
    runner_.isHeld = false;

    begin();
    waitForAction("finished", 1);

    ASSERT_EQ(runner_.runIds.size(), 2u);
    EXPECT_EQ(runner_.runIds[0], runner_.runIds[1]);
}

TEST_F(CronServiceTest, ManyJobsShareThePlaces) {
    everyMinute();
    everyMinute();
    runner_.isHeld = true;

    pass(std::chrono::minutes(1));
    runCoro(io_, runner_.waitForRuns(1));

    EXPECT_EQ(runner_.runIds.size(), 1u);
}

TEST_F(CronServiceTest, AOneShotRunsAndIsSwitchedOff) {
    const Json job = add(Json{{"kind", "at"}, {"atMs", clock_.nowMs() + 1000}});

    pass(std::chrono::seconds(1));
    waitForAction("finished", 1);

    EXPECT_TRUE(service_->list(false).empty());
    EXPECT_EQ(service_->list(true).size(), 1u);
    const auto runs = runCoro(io_, store_->cron().runs(stringOr(job, "id"), 10)).value();
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].entry["status"], "ok");
}

TEST_F(CronServiceTest, RunsOnDemandOnlyWhenDueOrForced) {
    const std::string id = stringOr(everyMinute(), "id");

    EXPECT_FALSE(runCoro(io_, service_->runNow(id, false)).value());
    EXPECT_TRUE(runCoro(io_, service_->runNow(id, true)).value());

    EXPECT_EQ(runner_.runIds.size(), 1u);
    const auto unknown = runCoro(io_, service_->runNow("x", true));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().message, "unknown cron job id: x");
}

TEST_F(CronServiceTest, SwitchedOffItOnlyKeepsTheJobs) {
    everyMinute();
    CronOptions off;
    off.isEnabled = false;
    service_->configure(off);
    clock_.advance(std::chrono::minutes(5));

    EXPECT_FALSE(service_->nextWakeAtMs());
    EXPECT_TRUE(runner_.runIds.empty());
    EXPECT_EQ(service_->count(), 1u);
}

TEST_F(CronServiceTest, RemovedJobsAreForgotten) {
    const std::string id = stringOr(everyMinute(), "id");

    EXPECT_TRUE(runCoro(io_, service_->remove(id)).value());
    EXPECT_FALSE(runCoro(io_, service_->remove(id)).value());

    EXPECT_FALSE(service_->nextWakeAtMs());
    EXPECT_EQ(actions_, (std::vector<std::string>{"added", "removed"}));
}

TEST_F(CronServiceTest, WhatAgentsAreToldIsStoredWithTheEnd) {
    store::SystemEvent event;
    event.sessionKey = "agent:main:main";
    event.text = "tea";
    runner_.outcome.events.push_back(std::move(event));
    everyMinute();

    pass(std::chrono::minutes(1));
    waitForAction("finished", 1);

    EXPECT_EQ(runCoro(io_, store_->systemEvents().list("agent:main:main")).value().at(0).text, "tea");
    EXPECT_EQ(runner_.recorded, std::vector<std::string>{"tea"});
}

TEST_F(CronServiceTest, ARunThatCannotBeginLeavesItsPlaceToOthers) {
    const std::string gone = stringOr(everyMinute(), "id");
    everyMinute();
    // Removed behind the service's back: its start cannot be stored.
    ASSERT_TRUE(runCoro(io_, store_->cron().remove(gone)).value());

    pass(std::chrono::minutes(1));
    waitForAction("finished", 1);

    EXPECT_EQ(runner_.runIds.size(), 1u);
}

TEST_F(CronServiceTest, RunsOfRemovedJobsAreNotTakenUp) {
    const std::string id = stringOr(everyMinute(), "id");
    runner_.isHeld = true;
    pass(std::chrono::minutes(1));
    runCoro(io_, runner_.waitForRuns(1));
    end();
    store::CronRun last;
    last.jobId = id;
    last.runId = "another run";
    // What a crash between two runs of a job that removes itself leaves: a run without its job.
    ASSERT_TRUE(runCoro(io_, store_->cron().finish(std::move(last), Json())));
    ASSERT_EQ(runCoro(io_, store_->cron().listUnfinished()).value().size(), 1u);

    begin();
    end();

    EXPECT_TRUE(runCoro(io_, store_->cron().listUnfinished()).value().empty());
    EXPECT_EQ(runner_.runIds.size(), 1u);
}

}
}
