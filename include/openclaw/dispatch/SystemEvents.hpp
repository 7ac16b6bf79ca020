#pragma once

#include "openclaw/store/records.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What happened since a session's last turn, as the agent reads it with the next one (spec agent-run.md §2).
namespace openclaw::dispatch {

/// An event of the house for a session, its spaces collapsed. Text from outside must be wrapped by whoever passes it
/// on (docs/security.md).
store::SystemEvent systemEvent(const std::string& sessionKey, std::string_view text, std::int64_t nowMs);

/// The house's own events as lines in front of a message, "System: [time] text"; outside words are left out. An
/// unknown zone is the machine's.
std::vector<std::string> systemEventLines(const std::vector<store::SystemEvent>& events, std::string_view zone);

/// `message` with all of it: lines in front, outside words behind.
std::string withSystemEvents(std::string message, const std::vector<store::SystemEvent>& events, std::string_view zone);

}
