// Vectors of heartbeats and cron.
#include "vectors/Suites.hpp"

#include "openclaw/schedule/cron.hpp"
#include "openclaw/schedule/heartbeat.hpp"
#include "openclaw/schedule/times.hpp"
#include "openclaw/text/heartbeat.hpp"

#include <cstdlib>

namespace openclaw::vectors {
namespace {

Json numberOrNull(const std::optional<std::int64_t>& value) { return value ? Json(*value) : Json(); }

Json stripToken(const Json& input) {
    const Json& opts = memberOrEmpty(input, "opts");
    const auto mode =
        stringOr(opts, "mode") == "heartbeat" ? text::AckMode::heartbeat : text::AckMode::message;
    double maxChars = findNumber(opts, "maxAckChars").value_or(text::defaultAckChars);
    if (const auto word = findString(opts, "maxAckChars")) maxChars = std::strtod(word->c_str(), nullptr);
    const auto result = text::stripHeartbeatToken(stringOr(input, "text"), mode, maxChars);
    return {{"shouldSkip", result.shouldSkip}, {"text", result.text}, {"didStrip", result.didStrip}};
}

Json withinActiveHours(const Json& input) {
    std::string zone = stringOr(input, "userTimezone");
    if (const Json* cfg = findMember(input, "cfg")) {
        if (const Json* defaults = findPath(*cfg, "agents.defaults"))
            zone = stringOr(*defaults, "userTimezone", zone);
    }
    return schedule::isWithinActiveHours(findMember(input, "activeHours"), zone,
                                         findInteger(input, "nowMs").value_or(0));
}

Json visibility(const Json& input) {
    const auto shown = schedule::heartbeatVisibility(memberOrEmpty(input, "cfg"), stringOr(input, "channel"),
                                                     stringOr(input, "accountId"));
    return {{"showOk", shown.showOk}, {"showAlerts", shown.showAlerts}, {"useIndicator", shown.useIndicator}};
}

Json parseDuration(const Json& input) {
    const auto unit = schedule::parseDurationUnit(stringOr(input, "defaultUnit", "ms"))
                          .value_or(schedule::DurationUnit::milliseconds);
    const auto duration = schedule::parseDuration(stringOr(input, "text"), unit);
    if (!duration) throw ExpectedFailure("invalid duration: " + stringOr(input, "text"));
    return *duration;
}

Json nextRun(const Json& input) {
    const auto parsed = schedule::scheduleFromJson(memberOrEmpty(input, "schedule"));
    if (!parsed) throw ExpectedFailure(parsed.error().message);
    const auto next = schedule::nextRun(*parsed, findInteger(input, "nowMs").value_or(0));
    if (!next) throw ExpectedFailure(next.error().message);
    return numberOrNull(*next);
}

}

void addScheduleSuite(Registry& registry) {
    registry["heartbeat-cron/strip_token"] = stripToken;
    registry["heartbeat-cron/file_effectively_empty"] = [](const Json& input) -> Json {
        return input.is_string() && text::isHeartbeatFileEmpty(textOf(input));
    };
    registry["heartbeat-cron/within_active_hours"] = withinActiveHours;
    registry["heartbeat-cron/interval_ms"] = [](const Json& input) -> Json {
        return numberOrNull(schedule::heartbeatInterval(
            memberOrEmpty(input, "cfg"), findMember(input, "heartbeat"), findString(input, "overrideEvery")));
    };
    registry["heartbeat-cron/enabled_for_agent"] = [](const Json& input) -> Json {
        return schedule::hasHeartbeat(memberOrEmpty(input, "cfg"), stringOr(input, "agentId"));
    };
    registry["heartbeat-cron/visibility"] = visibility;
    registry["heartbeat-cron/parse_duration"] = parseDuration;
    registry["heartbeat-cron/parse_absolute_time"] = [](const Json& input) -> Json {
        return numberOrNull(schedule::parseMoment(textOf(input)));
    };
    registry["heartbeat-cron/next_run"] = nextRun;
    registry["heartbeat-cron/normalize_job_create"] = [](const Json& input) -> Json {
        return schedule::normalizeJob(input);
    };
    registry["heartbeat-cron/normalize_job_patch"] = [](const Json& input) -> Json {
        return schedule::normalizeJobPatch(input);
    };
}

}
