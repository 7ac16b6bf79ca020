#pragma once

#include "cli/Context.hpp"
#include "openclaw/dispatch/runs.hpp"

namespace openclaw::cli {

/// One agent turn without a gateway, on the same sessions. Exactly one of agentId and sessionId chooses the session.
struct EmbeddedTurn {
    std::string agentId;
    std::string sessionId;
    std::string message;
    std::string thinking;
    std::chrono::milliseconds timeout{0};   // 0: the configured default
};

/// Runs the turn to its end. An Error means that it could not be started. Blocking.
Result<dispatch::RunResult> runEmbedded(Context& context, EmbeddedTurn turn);

}
