#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// Durations and moments as people write them (spec queue-streaming.md §3, agent-run.md §5, §6).
namespace openclaw::schedule {

enum class DurationUnit { milliseconds, seconds, minutes, hours, days };
/// ms, s, m, h, d.
std::optional<DurationUnit> parseDurationUnit(std::string_view word);

/// "2s", "1.5h", "500" (in `defaultUnit`), as milliseconds; nullopt for anything else.
std::optional<std::int64_t> parseDuration(std::string_view text, DurationUnit defaultUnit);

/// An ISO date, ISO date and time (UTC unless it names an offset), or epoch milliseconds.
std::optional<std::int64_t> parseMoment(std::string_view text);

}
