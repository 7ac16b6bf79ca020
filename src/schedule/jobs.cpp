// Schedules as values, and cron job requests in the form that the store keeps.
#include "openclaw/schedule/cron.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/schedule/times.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::schedule {

namespace {

constexpr double maxSafeInteger = 9'007'199'254'740'991.0;

std::optional<std::int64_t> wholeNumber(const Json& object, const char* key) {
    const auto value = findNumber(object, key);
    if (!value || !std::isfinite(*value)) return std::nullopt;
    return static_cast<std::int64_t>(std::floor(std::clamp(*value, -maxSafeInteger, maxSafeInteger)));
}

bool isString(const Json& object, const char* key) { return findString(object, key).has_value(); }
bool isNumber(const Json& object, const char* key) { return findNumber(object, key).has_value(); }

Json normalizeSchedule(Json schedule) {
    const auto text = findString(schedule, isString(schedule, "atMs") ? "atMs" : "at");
    const auto moment = text ? parseMoment(*text) : std::nullopt;
    if (!isString(schedule, "kind")) {
        if (isNumber(schedule, "atMs") || isString(schedule, "at") || isString(schedule, "atMs"))
            schedule["kind"] = "at";
        else if (isNumber(schedule, "everyMs"))
            schedule["kind"] = "every";
        else if (isString(schedule, "expr"))
            schedule["kind"] = "cron";
    }
    if (!isNumber(schedule, "atMs") && moment) schedule["atMs"] = *moment;
    schedule.erase("at");
    return schedule;
}

/// `provider` is the old name of `channel`.
Json normalizePayload(Json payload) {
    std::string channel = toLowerAscii(trimUnicode(stringOr(payload, "channel")));
    if (channel.empty()) channel = toLowerAscii(trimUnicode(stringOr(payload, "provider")));
    if (!channel.empty()) payload["channel"] = channel;
    payload.erase("provider");
    return payload;
}

Json normalizeCommon(const Json& input) {
    if (!input.is_object()) return Json();
    Json job = input;
    for (const char* wrapper : {"data", "job"}) {
        if (const Json* inner = findMember(input, wrapper); inner && inner->is_object()) {
            job = *inner;
            break;
        }
    }
    if (const auto agent = findString(job, "agentId")) {
        if (trimUnicode(*agent).empty())
            job.erase("agentId");
        else
            job["agentId"] = routing::normalizeAgentId(*agent);
    }
    if (const auto enabled = findString(job, "enabled")) {
        const std::string word = toLowerAscii(trimUnicode(*enabled));
        if (word == "true" || word == "false") job["enabled"] = word == "true";
    }
    if (const Json* schedule = findMember(job, "schedule"); schedule && schedule->is_object())
        job["schedule"] = normalizeSchedule(*schedule);
    if (const Json* payload = findMember(job, "payload"); payload && payload->is_object())
        job["payload"] = normalizePayload(*payload);
    return job;
}

bool isBlank(const Json& object, const char* key) {
    const Json* value = findMember(object, key);
    return !value || value->is_null() || *value == "" || *value == false;
}

}

Result<Schedule> scheduleFromJson(const Json& json) {
    Schedule schedule;
    const std::string kind = stringOr(json, "kind");
    if (kind == "at") {
        const auto at = wholeNumber(json, "atMs");
        if (!at) return Error(Errc::invalidInput, "schedule at needs atMs");
        schedule.atMs = *at;
    } else if (kind == "every") {
        const auto every = wholeNumber(json, "everyMs");
        if (!every) return Error(Errc::invalidInput, "schedule every needs everyMs");
        schedule.kind = Schedule::Kind::every;
        schedule.everyMs = std::max<std::int64_t>(1, *every);
        schedule.anchorMs = wholeNumber(json, "anchorMs");
    } else if (kind == "cron") {
        schedule.kind = Schedule::Kind::cron;
        schedule.expression = std::string(trimUnicode(stringOr(json, "expr")));
        schedule.zone = std::string(trimUnicode(stringOr(json, "tz")));
    } else {
        return Error(Errc::invalidInput, "unknown schedule kind: " + kind);
    }
    return schedule;
}

Result<std::optional<std::int64_t>> nextRun(const Schedule& schedule, std::int64_t nowMs) {
    using Moment = std::optional<std::int64_t>;
    switch (schedule.kind) {
    case Schedule::Kind::at: return schedule.atMs > nowMs ? Moment(schedule.atMs) : Moment();
    case Schedule::Kind::every: {
        const std::int64_t every = std::max<std::int64_t>(1, schedule.everyMs);
        const std::int64_t anchor = std::max<std::int64_t>(0, schedule.anchorMs.value_or(nowMs));
        if (nowMs < anchor) return Moment(anchor);
        const std::int64_t elapsed = nowMs - anchor;
        const std::int64_t steps =
            std::max<std::int64_t>(1, elapsed / every + (elapsed % every != 0 ? 1 : 0));
        return Moment(anchor + steps * every);
    }
    case Schedule::Kind::cron: {
        if (schedule.expression.empty()) return Moment();
        const Result<CronExpression> cron = CronExpression::parse(schedule.expression);
        if (!cron) return cron.error();
        return cron->next(nowMs, schedule.zone);
    }
    }
    return Moment();
}

Json normalizeJob(const Json& input) {
    Json job = normalizeCommon(input);
    if (!job.is_object()) return job;
    if (isBlank(job, "wakeMode")) job["wakeMode"] = "next-heartbeat";
    const Json* payload = findMember(job, "payload");
    if (isBlank(job, "sessionTarget") && payload && payload->is_object()) {
        const std::string kind = stringOr(*payload, "kind");
        if (kind == "systemEvent")
            job["sessionTarget"] = "main";
        else if (kind == "agentTurn")
            job["sessionTarget"] = "isolated";
    }
    return job;
}

Json normalizeJobPatch(const Json& input) { return normalizeCommon(input); }

}
