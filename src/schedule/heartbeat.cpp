// Heartbeat settings.
#include "openclaw/schedule/heartbeat.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/bindings.hpp"
#include "openclaw/schedule/times.hpp"

#include <array>

namespace openclaw::schedule {

namespace {

constexpr std::string_view defaultEvery = "30m";
constexpr int minutesPerDay = 24 * 60;

const Json* agentEntry(const Json& config, std::string_view agentId) {
    const Json* list = findPath(config, "agents.list");
    if (!list || !list->is_array()) return nullptr;
    for (const Json& agent : *list) {
        if (routing::normalizeAgentId(stringOr(agent, "id")) == routing::normalizeAgentId(agentId))
            return &agent;
    }
    return nullptr;
}

const Json* ownHeartbeat(const Json& agent) {
    const Json* heartbeat = findMember(agent, "heartbeat");
    return heartbeat && heartbeat->is_object() ? heartbeat : nullptr;
}

std::optional<std::string> everyOf(const Json* heartbeat) {
    const Json* every = heartbeat ? findMember(*heartbeat, "every") : nullptr;
    if (!every || every->is_null()) return std::nullopt;
    return every->is_string() ? every->get<std::string>() : every->dump();
}

/// Minutes since midnight of "HH:MM"; "24:00" only where a day may end.
std::optional<int> readClock(std::string_view text, bool isEnd) {
    const auto digits = [&](std::size_t at) -> int {
        const bool ok = text[at] >= '0' && text[at] <= '9' && text[at + 1] >= '0' && text[at + 1] <= '9';
        return ok ? (text[at] - '0') * 10 + (text[at + 1] - '0') : -1;
    };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const int hour = digits(0);
    const int minute = digits(3);
    if (hour < 0 || minute < 0 || minute > 59 || hour > 24 || (hour == 24 && (!isEnd || minute != 0)))
        return std::nullopt;
    return hour * 60 + minute;
}

std::string activeZone(std::string_view given, std::string_view userTimezone) {
    const std::string user(isKnownTimeZone(trimUnicode(userTimezone)) ? trimUnicode(userTimezone)
                                                                      : std::string_view());
    const std::string zone(trimUnicode(given));
    if (zone.empty() || zone == "user") return user;
    if (zone == "local") return {};
    return isKnownTimeZone(zone) ? zone : user;
}

}

std::optional<std::int64_t> heartbeatInterval(const Json& config,
                                              const Json* heartbeat,
                                              const std::optional<std::string>& overrideEvery) {
    std::optional<std::string> every = overrideEvery;
    if (!every) every = everyOf(heartbeat);
    if (!every) every = everyOf(findPath(config, "agents.defaults.heartbeat"));
    const auto interval = parseDuration(every.value_or(std::string(defaultEvery)), DurationUnit::minutes);
    return interval && *interval > 0 ? interval : std::nullopt;
}

bool hasHeartbeat(const Json& config, std::string_view agentId) {
    const std::string fallback =
        routing::resolveDefaultAgentId(routing::routingOptionsFromJson(config).agents);
    const std::string id = trimUnicode(agentId).empty() ? fallback : routing::normalizeAgentId(agentId);
    bool anyOwn = false;
    if (const Json* list = findPath(config, "agents.list"); list && list->is_array()) {
        for (const Json& agent : *list)
            anyOwn = anyOwn || ownHeartbeat(agent);
    }
    if (!anyOwn) return id == fallback;
    const Json* agent = agentEntry(config, id);
    return agent && ownHeartbeat(*agent);
}

Json heartbeatSettings(const Json& config, std::string_view agentId) {
    Json settings = Json::object();
    if (const Json* defaults = findPath(config, "agents.defaults.heartbeat");
        defaults && defaults->is_object())
        settings = *defaults;
    const Json* agent = agentEntry(config, agentId);
    if (const Json* own = agent ? ownHeartbeat(*agent) : nullptr) settings.update(*own);
    return settings;
}

bool isWithinActiveHours(const Json* activeHours, std::string_view userTimezone, std::int64_t nowMs) {
    if (!activeHours || !activeHours->is_object()) return true;
    const auto start = readClock(stringOr(*activeHours, "start"), false);
    const auto end = readClock(stringOr(*activeHours, "end"), true);
    if (!start || !end || *start == *end) return true;
    const auto local = toLocalTime(nowMs, activeZone(stringOr(*activeHours, "timezone"), userTimezone));
    if (!local) return true;
    const int now = (local->hour * 60 + local->minute) % minutesPerDay;
    return *end > *start ? now >= *start && now < *end : now >= *start || now < *end;
}

HeartbeatVisibility
heartbeatVisibility(const Json& config, std::string_view channel, std::string_view accountId) {
    std::array<const Json*, 3> places{};
    if (const Json* channels = findMember(config, "channels")) {
        const Json* block = findMember(*channels, channel);
        const Json* accounts = block ? findMember(*block, "accounts") : nullptr;
        const Json* account = accounts && !accountId.empty() ? findMember(*accounts, accountId) : nullptr;
        const Json* defaults = findMember(*channels, "defaults");
        places = {account ? findMember(*account, "heartbeat") : nullptr,
                  block ? findMember(*block, "heartbeat") : nullptr,
                  defaults ? findMember(*defaults, "heartbeat") : nullptr};
    }
    const auto read = [&](const char* key, bool fallback) {
        for (const Json* place : places) {
            if (const auto value = place ? findBool(*place, key) : std::nullopt) return *value;
        }
        return fallback;
    };
    return {read("showOk", false), read("showAlerts", true), read("useIndicator", true)};
}

}
