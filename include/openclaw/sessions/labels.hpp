#pragma once

#include "openclaw/core/error.hpp"

#include <string>
#include <string_view>

/// Names people see for sessions (spec routing-sessions.md §4).
namespace openclaw::sessions {

inline constexpr std::size_t maxLabelLength = 64;

/// The trimmed label; Errc::invalidInput when empty or longer than 64 UTF-16 units.
Result<std::string> parseSessionLabel(std::string_view label);

struct GroupName {
    std::string channel;
    std::string subject;
    std::string groupChannel;
    std::string space;
    std::string id;
    /// The session key, used when nothing else names the group.
    std::string key;
};
/// <channel>:<token>, the token being a slug of the best name there is.
std::string buildGroupDisplayName(const GroupName& name);

}
