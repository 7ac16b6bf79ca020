#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Polls as clients and models ask for them (spec outbound.md §9).
namespace openclaw::protocol {

struct Poll {
    std::string question;
    std::vector<std::string> options;
    std::int64_t maxSelections = 1;
    std::optional<std::int64_t> durationHours;
};
/// Blank options are left out. `maxOptions` is the channel's own limit. Errc::invalidInput.
Result<Poll> parsePoll(const Json& input, std::optional<std::size_t> maxOptions = {});
/// The duration within what the channel takes.
std::int64_t clampPollHours(const std::optional<double>& hours, std::int64_t fallback, std::int64_t most);

}
