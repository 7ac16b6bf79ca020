#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/dispatch/Settings.hpp"

#include <string>

namespace openclaw::gateway {

/// The stored form of a session key that a client wrote: "main" and the like become the main session's key, bare names
/// get the default agent's prefix (gateway-methods.md section 4).
std::string canonicalSessionKey(const dispatch::Settings& settings, const std::string& key);
/// The agent a session belongs to.
std::string agentOfSession(const dispatch::Settings& settings, const std::string& key);
/// The usage member of messages that no model wrote.
Json zeroUsage();

}
