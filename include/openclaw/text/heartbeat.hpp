#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The heartbeat acknowledgement (spec agent-run.md §5).
namespace openclaw::text {

inline constexpr std::string_view heartbeatToken = "HEARTBEAT_OK";
inline constexpr double defaultAckChars = 300;

enum class AckMode { message, heartbeat };

struct AckStrip {
    /// Nothing worth sending is left.
    bool shouldSkip = false;
    bool didStrip = false;
    std::string text;
};
/// Takes the token off both ends; in heartbeat mode a rest of at most `maxAckChars` is acknowledgement too.
AckStrip stripHeartbeatToken(std::string_view text, AckMode mode, double maxAckChars = defaultAckChars);

/// Only blank lines, headings and empty list items: nothing to do for a heartbeat.
bool isHeartbeatFileEmpty(std::string_view content);

}
