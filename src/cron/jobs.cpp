// The life of a job: made, changed, scheduled, begun, ended.
#include "cron/jobs.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/schedule/cron.hpp"

#include <algorithm>

namespace openclaw::cron {

namespace {

constexpr std::int64_t retryPauseMs = 60'000;
constexpr std::int64_t maxNameBytes = 500;

Json& stateOf(Json& job) {
    Json& state = job["state"];
    if (!state.is_object()) state = Json::object();
    return state;
}

std::string kindOf(const Json& job, const char* member) {
    const Json* part = findMember(job, member);
    return part ? stringOr(*part, "kind") : std::string();
}

void overwrite(Json& job, const Json& patch, const char* member) {
    if (!patch.contains(member)) return;
    if (patch[member].is_null())
        job.erase(member);
    else
        job[member] = patch[member];
}

}

bool isEnabled(const Json& job) { return findBool(job, "enabled").value_or(true); }

std::optional<std::int64_t> dueAt(const Json& job) {
    const Json* state = findMember(job, "state");
    return state && isEnabled(job) ? findInteger(*state, "nextRunAtMs") : std::nullopt;
}

std::optional<std::string> problemOf(const Json& job) {
    if (trimAscii(stringOr(job, "name")).empty()) return "name required";
    if (stringOr(job, "name").size() > static_cast<std::size_t>(maxNameBytes)) return "name is too long";
    const std::string target = stringOr(job, "sessionTarget");
    const std::string payload = kindOf(job, "payload");
    if (target != "main" && target != "isolated") return "sessionTarget must be \"main\" or \"isolated\"";
    if (target == "main" && payload != "systemEvent")
        return "main cron jobs require payload.kind=\"systemEvent\"";
    if (target == "isolated" && payload != "agentTurn")
        return "isolated cron jobs require payload.kind=\"agentTurn\"";
    if (stringOr(job["payload"], payload == "agentTurn" ? "message" : "text").empty())
        return payload == "agentTurn" ? "payload.message required" : "payload.text required";
    if (payload == "systemEvent" && !stringOr(job["payload"], "model").empty())
        return "payload.model is for agentTurn jobs; a main job is told to the agent with its next turn";
    const Json* schedule = findMember(job, "schedule");
    if (!schedule) return "schedule required";
    const Result<schedule::Schedule> parsed = schedule::scheduleFromJson(*schedule);
    if (!parsed) return parsed.error().message;
    const auto next = schedule::nextRun(*parsed, 0);
    if (!next) return next.error().message;
    return std::nullopt;
}

Result<Json> scheduled(Json job, std::int64_t nowMs) {
    Json& state = stateOf(job);
    state.erase("nextRunAtMs");
    if (!isEnabled(job)) return job;
    const Json* given = findMember(job, "schedule");
    Result<schedule::Schedule> parsed = schedule::scheduleFromJson(given ? *given : Json());
    if (!parsed) return parsed.error();
    if (parsed->kind == schedule::Schedule::Kind::at) {
        // A one-shot job stays due until it has succeeded, however late that is.
        if (stringOr(state, "lastStatus") != "ok") state["nextRunAtMs"] = parsed->atMs;
        return job;
    }
    if (parsed->kind == schedule::Schedule::Kind::every && !parsed->anchorMs)
        parsed->anchorMs = findInteger(job, "createdAtMs").value_or(nowMs);
    const Result<std::optional<std::int64_t>> next = schedule::nextRun(*parsed, nowMs);
    if (!next) return next.error();
    if (*next) state["nextRunAtMs"] = **next;
    return job;
}

Result<Json> begun(Json job, std::int64_t startedAtMs) {
    const bool isOneShot = kindOf(job, "schedule") == "at";
    stateOf(job)["runningAtMs"] = startedAtMs;
    if (isOneShot) {
        stateOf(job).erase("nextRunAtMs");
        return job;
    }
    // Seen from just after now: a job that runs on the very moment must not be due for it again.
    Result<Json> next = scheduled(std::move(job), startedAtMs + 1);
    return next;
}

Json ended(Json job, const JobOutcome& outcome, std::int64_t startedAtMs, std::int64_t nowMs) {
    const bool isOneShot = kindOf(job, "schedule") == "at";
    const bool isDone = isOneShot && outcome.status == "ok";
    if (isDone && findBool(job, "deleteAfterRun").value_or(false)) return {};
    Json& state = stateOf(job);
    state.erase("runningAtMs");
    state["lastRunAtMs"] = startedAtMs;
    state["lastStatus"] = outcome.status;
    state["lastDurationMs"] = std::max<std::int64_t>(0, nowMs - startedAtMs);
    if (outcome.error.empty())
        state.erase("lastError");
    else
        state["lastError"] = outcome.error;
    if (isDone)
        job["enabled"] = false;
    else if (isOneShot && isEnabled(job))
        state["nextRunAtMs"] = nowMs + retryPauseMs;
    return job;
}

Json historyEntry(const Json& job, const JobOutcome& outcome, std::int64_t startedAtMs, std::int64_t nowMs) {
    Json entry{{"ts", nowMs},
               {"jobId", stringOr(job, "id")},
               {"action", "finished"},
               {"status", outcome.status},
               {"runAtMs", startedAtMs},
               {"durationMs", std::max<std::int64_t>(0, nowMs - startedAtMs)}};
    if (!outcome.error.empty()) entry["error"] = outcome.error;
    if (!outcome.summary.empty()) entry["summary"] = outcome.summary;
    if (const auto next = dueAt(job)) entry["nextRunAtMs"] = *next;
    return entry;
}

Result<Json> newJob(const Json& request, const std::string& id, std::int64_t nowMs) {
    Json job = schedule::normalizeJob(request);
    if (!job.is_object()) return Error(Errc::invalidInput, "a job is an object");
    if (!job.contains("enabled")) job["enabled"] = true;
    if (!job.contains("wakeMode")) job["wakeMode"] = "next-heartbeat";
    job["id"] = id;
    job["createdAtMs"] = nowMs;
    job["updatedAtMs"] = nowMs;
    job["state"] = Json::object();
    if (const auto problem = problemOf(job)) return Error(Errc::invalidInput, *problem);
    return scheduled(std::move(job), nowMs);
}

Result<Json> patched(Json job, const Json& patch, std::int64_t nowMs) {
    const Json changes = schedule::normalizeJobPatch(patch);
    if (!changes.is_object()) return Error(Errc::invalidInput, "a patch is an object");
    for (const char* member : {"name", "description", "enabled", "deleteAfterRun", "agentId", "sessionTarget",
                               "wakeMode", "schedule", "isolation"})
        overwrite(job, changes, member);
    if (const Json* payload = findMember(changes, "payload"); payload && payload->is_object()) {
        const bool isSameKind =
            !payload->contains("kind") || stringOr(*payload, "kind") == kindOf(job, "payload");
        if (isSameKind)
            job["payload"].merge_patch(*payload);
        else
            job["payload"] = *payload;
    }
    if (const Json* state = findMember(changes, "state"); state && state->is_object())
        stateOf(job).merge_patch(*state);
    job["updatedAtMs"] = nowMs;
    if (const auto problem = problemOf(job)) return Error(Errc::invalidInput, *problem);
    // A new time for a one-shot job makes it due again.
    if (changes.contains("schedule")) stateOf(job).erase("lastStatus");
    return scheduled(std::move(job), nowMs);
}

}
