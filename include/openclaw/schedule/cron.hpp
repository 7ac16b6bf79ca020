#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// When jobs are due (spec agent-run.md §6). Pure: the moment goes in, the next one comes out.
namespace openclaw::schedule {

/// A cron expression of five fields (minute hour day month weekday) or six (second first). Names of months
/// and days, ranges, steps, lists, "L" as the last day, "MON#2", "5L" and the usual @words are understood.
class CronExpression {
public:
    /// Errc::invalidInput says which field is wrong.
    static Result<CronExpression> parse(std::string_view text);

    /// The first moment after `afterMs` at which the zone's clocks match ("" = the host's zone); nullopt when
    /// there is none within eight years or the zone is unknown. A time that daylight saving skips is run as
    /// much later as the clocks jump, once; a time that occurs twice is run the first time only.
    std::optional<std::int64_t> next(std::int64_t afterMs, std::string_view zone) const;

private:
    bool matchesDay(int year, int month, int day, int weekday) const;

    std::bitset<60> seconds_;
    std::bitset<60> minutes_;
    std::bitset<24> hours_;
    std::bitset<32> days_;
    std::bitset<13> months_;
    std::bitset<7> weekdays_;
    /// weekday and which one of the month; 0 is the last.
    std::vector<std::pair<int, int>> nthWeekdays_;
    bool lastDay_ = false;
    bool anyDay_ = false;
    bool anyWeekday_ = false;
};

struct Schedule {
    enum class Kind { at, every, cron };
    Kind kind = Kind::at;
    std::int64_t atMs = 0;
    std::int64_t everyMs = 0;
    std::optional<std::int64_t> anchorMs;
    std::string expression;
    std::string zone;
};
/// Reads a `schedule` object with its kind. Errc::invalidInput.
Result<Schedule> scheduleFromJson(const Json& json);

/// When the schedule is due next, seen from `nowMs`; nullopt when never. Errc::invalidInput for a bad
/// expression.
Result<std::optional<std::int64_t>> nextRun(const Schedule& schedule, std::int64_t nowMs);

/// A `cron.add` request as the store keeps it: wrappers removed, kinds and defaults inferred, times as
/// numbers. null when the input is no object.
Json normalizeJob(const Json& input);
/// The same for a `cron.update` patch: nothing is filled in that was not given.
Json normalizeJobPatch(const Json& input);

}
