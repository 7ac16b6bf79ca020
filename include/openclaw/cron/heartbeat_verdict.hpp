#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <string>

/// What becomes of a heartbeat's answer (spec agent-run.md §5). Pure.
namespace openclaw::cron {

/// What came of one heartbeat turn.
struct HeartbeatReply {
    bool isOk = false;
    std::string text;
    std::string error;
    std::int64_t startedAtMs = 0;
    std::int64_t endedAtMs = 0;
};

/// Where a heartbeat's words go.
struct HeartbeatTarget {
    std::string channel; // "" = nowhere
    std::string accountId;
    std::string to;
};

struct HeartbeatVerdict {
    /// What people are told, "" for nothing.
    std::string words;
    /// Nothing needed attention; the session was not really used.
    bool isAck = false;
    /// The payload of the `heartbeat` event.
    Json event;
};
/// `settings` is the agent's heartbeat object, `config` decides what the target's chat gets to see.
HeartbeatVerdict judgeHeartbeat(const Json& config,
                                const Json& settings,
                                const HeartbeatReply& reply,
                                const HeartbeatTarget& target);

}
