#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/dispatch/runs.hpp"

namespace openclaw::dispatch {

/// The turn that a run asks the agent for, with what its session has set; `sessionId` is left open. Pure.
agent::TurnRequest turnOf(const RunRequest& request, const Json& sessionEntry, const Settings& settings);

}
