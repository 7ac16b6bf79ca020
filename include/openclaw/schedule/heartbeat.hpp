#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Which agents have heartbeats, how often, and when they are quiet (spec agent-run.md §5).
namespace openclaw::schedule {

/// The pause between heartbeats; nullopt when they are off. `heartbeat` is the agent's own object, nullptr
/// for none.
std::optional<std::int64_t> heartbeatInterval(const Json& config,
                                              const Json* heartbeat,
                                              const std::optional<std::string>& overrideEvery = {});
/// If any agent has a heartbeat of its own, only those run; else only the default agent does.
bool hasHeartbeat(const Json& config, std::string_view agentId);
/// The agent's heartbeat settings over the defaults.
Json heartbeatSettings(const Json& config, std::string_view agentId);

/// Inside `activeHours` {start, end, timezone}; always when they are absent or make no sense. `userTimezone`
/// is the default zone ("" = the host's).
bool isWithinActiveHours(const Json* activeHours, std::string_view userTimezone, std::int64_t nowMs);

/// What of a heartbeat a chat gets to see.
struct HeartbeatVisibility {
    bool showOk = false;
    bool showAlerts = true;
    bool useIndicator = true;
};
/// Account, then channel, then `channels.defaults`.
HeartbeatVisibility
heartbeatVisibility(const Json& config, std::string_view channel, std::string_view accountId);

}
