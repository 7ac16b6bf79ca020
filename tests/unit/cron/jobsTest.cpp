// How a job changes as time passes.
#include "cron/jobs.hpp"

#include <gtest/gtest.h>

namespace openclaw::cron {
namespace {

constexpr std::int64_t now = 1'700'000'000'000;

Json request(const Json& more = Json::object()) {
    Json made{{"name", "tea"},
              {"schedule", {{"kind", "every"}, {"everyMs", 60'000}}},
              {"sessionTarget", "main"},
              {"payload", {{"kind", "systemEvent"}, {"text", "make tea"}}}};
    made.merge_patch(more);
    return made;
}

Json made(const Json& more = Json::object()) { return newJob(request(more), "id-1", now).value(); }

std::string problem(const Json& more) {
    const auto job = newJob(request(more), "id-1", now);
    return job ? "" : job.error().message;
}

JobOutcome failure() {
    JobOutcome outcome;
    outcome.status = "error";
    outcome.error = "no model";
    return outcome;
}

TEST(CronJobs, ANewJobIsEnabledAndDue) {
    const Json job = made();
    EXPECT_TRUE(isEnabled(job));
    EXPECT_EQ(dueAt(job), now + 60'000);
    EXPECT_EQ(job["wakeMode"], "next-heartbeat");
}

TEST(CronJobs, SaysWhatIsWrong) {
    EXPECT_EQ(problem(Json{{"name", " "}}), "name required");
    EXPECT_EQ(problem(Json{{"sessionTarget", "isolated"}}),
              "isolated cron jobs require payload.kind=\"agentTurn\"");
    EXPECT_EQ(problem(Json{{"payload", {{"text", ""}}}}), "payload.text required");
    EXPECT_NE(problem(Json{{"schedule", {{"kind", "cron"}, {"expr", "nonsense"}, {"everyMs", nullptr}}}}),
              "");
}

TEST(CronJobs, AJobThatRunsIsDueNextTime) {
    const Json job = begun(made(), now + 60'000).value();
    EXPECT_EQ(dueAt(job), now + 120'000);
    EXPECT_EQ(job["state"]["runningAtMs"], now + 60'000);
}

TEST(CronJobs, MissedTimesRunOnceAndNotOneByOne) {
    const Json job = begun(made(), now + 10 * 60'000 + 5).value();
    EXPECT_EQ(dueAt(job), now + 11 * 60'000);
}

TEST(CronJobs, TheEndIsRemembered) {
    const Json job = ended(begun(made(), now).value(), failure(), now, now + 500);
    EXPECT_EQ(job["state"]["lastStatus"], "error");
    EXPECT_EQ(job["state"]["lastError"], "no model");
    EXPECT_EQ(job["state"]["lastDurationMs"], 500);
    EXPECT_FALSE(job["state"].contains("runningAtMs"));
}

TEST(CronJobs, AOneShotIsDoneAfterSuccess) {
    const Json at{{"schedule", {{"kind", "at"}, {"atMs", now + 5}, {"everyMs", nullptr}}}};
    const Json job = ended(begun(made(at), now + 5).value(), JobOutcome{}, now + 5, now + 6);
    EXPECT_FALSE(isEnabled(job));
    EXPECT_FALSE(dueAt(job));

    Json vanishing = at;
    vanishing["deleteAfterRun"] = true;
    EXPECT_TRUE(ended(begun(made(vanishing), now + 5).value(), JobOutcome{}, now + 5, now + 6).is_null());
}

TEST(CronJobs, AOneShotThatFailedIsTriedAgain) {
    const Json at{{"schedule", {{"kind", "at"}, {"atMs", now + 5}, {"everyMs", nullptr}}}};
    const Json job = ended(begun(made(at), now + 5).value(), failure(), now + 5, now + 6);
    EXPECT_TRUE(isEnabled(job));
    EXPECT_EQ(dueAt(job), now + 6 + 60'000);
}

TEST(CronJobs, APatchKeepsWhatItDoesNotName) {
    const Json job = patched(made(), Json{{"payload", {{"text", "make coffee"}}}}, now + 1).value();
    EXPECT_EQ(job["payload"]["kind"], "systemEvent");
    EXPECT_EQ(job["payload"]["text"], "make coffee");
    EXPECT_EQ(job["updatedAtMs"], now + 1);
}

TEST(CronJobs, APatchWithAnotherKindReplacesThePayload) {
    const Json patch{{"sessionTarget", "isolated"}, {"payload", {{"kind", "agentTurn"}, {"message", "hi"}}}};
    const Json job = patched(made(), patch, now + 1).value();
    EXPECT_FALSE(job["payload"].contains("text"));
}

TEST(CronJobs, ADisabledJobIsNeverDue) {
    EXPECT_FALSE(dueAt(patched(made(), Json{{"enabled", false}}, now).value()));
}

}
}
