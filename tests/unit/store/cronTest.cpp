// Jobs, and the promise that a due time runs once.
#include "unit/store/StoreFixture.hpp"

namespace openclaw::store {

namespace {

class CronTest : public StoreFixture {
protected:
    static Json job(const std::string& id, std::int64_t next = 0) {
        return Json{{"id", id}, {"name", "job " + id}, {"state", {{"nextRunAtMs", next}}}};
    }
    Result<void> begin(const std::string& id, std::int64_t dueAtMs) {
        waitFor(store_->cron().put(job(id))).value();
        CronStart start;
        start.jobId = id;
        start.runId = "cron:" + id + ":" + std::to_string(dueAtMs);
        start.dueAtMs = dueAtMs;
        start.startedAtMs = dueAtMs + 5;
        start.job = job(id, dueAtMs + 1000);
        return waitFor(store_->cron().begin(std::move(start)));
    }
    void finish(const std::string& id, std::int64_t dueAtMs, Json after) {
        CronRun run;
        run.jobId = id;
        run.runId = "cron:" + id + ":" + std::to_string(dueAtMs);
        run.entry = Json{{"status", "ok"}, {"runAtMs", dueAtMs}};
        waitFor(store_->cron().finish(std::move(run), std::move(after))).value();
    }
};

}

TEST_F(CronTest, KeepsJobsAcrossARestart) {
    waitFor(store_->cron().put(job("a"))).value();
    waitFor(store_->cron().put(job("a", 7))).value();

    reopen();

    const auto jobs = waitFor(store_->cron().list()).value();
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0]["state"]["nextRunAtMs"], 7);
}

TEST_F(CronTest, ADueTimeBeginsOnce) {
    EXPECT_TRUE(begin("a", 1000));

    const Result<void> again = begin("a", 1000);

    ASSERT_FALSE(again);
    EXPECT_TRUE(again.error().is(Errc::conflict));
}

TEST_F(CronTest, TheStartAndTheNextDueTimeAreOneStep) {
    begin("a", 1000).value();

    const auto crashed = openCopy("crashed");

    EXPECT_EQ(waitFor(crashed->cron().listUnfinished()).value().size(), 1u);
    EXPECT_EQ(waitFor(crashed->cron().list()).value().at(0)["state"]["nextRunAtMs"], 2000);
}

TEST_F(CronTest, AFinishedRunIsHistory) {
    begin("a", 1000).value();
    begin("a", 2000).value();
    finish("a", 1000, job("a"));
    finish("a", 2000, job("a"));

    EXPECT_TRUE(waitFor(store_->cron().listUnfinished()).value().empty());
    const auto runs = waitFor(store_->cron().runs("a", 1)).value();
    ASSERT_EQ(runs.size(), 1u);
    EXPECT_EQ(runs[0].dueAtMs, 2000);
    EXPECT_EQ(waitFor(store_->cron().runs("a", 10)).value().front().dueAtMs, 1000);
}

TEST_F(CronTest, AJobThatRemovesItselfLeavesItsHistory) {
    begin("a", 1000).value();
    finish("a", 1000, Json());

    EXPECT_TRUE(waitFor(store_->cron().list()).value().empty());
    EXPECT_EQ(waitFor(store_->cron().runs("a", 10)).value().size(), 1u);
}

TEST_F(CronTest, RemovingTakesTheHistoryAlong) {
    waitFor(store_->cron().put(job("a"))).value();
    begin("a", 1000).value();

    EXPECT_TRUE(waitFor(store_->cron().remove("a")).value());
    EXPECT_FALSE(waitFor(store_->cron().remove("a")).value());
    EXPECT_TRUE(waitFor(store_->cron().listUnfinished()).value().empty());
}

TEST_F(CronTest, AJobWithoutAnIdIsRefused) { EXPECT_FALSE(waitFor(store_->cron().put(Json::object()))); }

TEST_F(CronTest, ARemovedJobIsNeitherBegunNorBroughtBack) {
    begin("a", 1000).value();
    waitFor(store_->cron().remove("a")).value();
    CronStart start;
    start.jobId = "a";
    start.job = job("a");

    const Result<void> begun = waitFor(store_->cron().begin(std::move(start)));
    finish("a", 1000, job("a"));

    ASSERT_FALSE(begun);
    EXPECT_TRUE(begun.error().is(Errc::notFound));
    EXPECT_TRUE(waitFor(store_->cron().list()).value().empty());
}

}
