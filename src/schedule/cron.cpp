// Cron expressions and the next moment at which they match. The search goes through calendar days of the zone
// and picks the first matching time of a day, so that a rare date costs a few thousand steps at most.
#include "openclaw/schedule/cron.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace openclaw::schedule {

namespace {

/// Covers the leap year cycle, the gap at centuries included.
constexpr int searchYears = 8;

using Names = std::array<std::string_view, 12>;
constexpr Names monthNames{"jan", "feb", "mar", "apr", "may", "jun",
                           "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr Names dayNames{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> nicknames{{{"@yearly", "0 0 1 1 *"},
                                                                                  {"@annually", "0 0 1 1 *"},
                                                                                  {"@monthly", "0 0 1 * *"},
                                                                                  {"@weekly", "0 0 * * 0"},
                                                                                  {"@daily", "0 0 * * *"},
                                                                                  {"@midnight", "0 0 * * *"},
                                                                                  {"@hourly", "0 * * * *"}}};

struct Field {
    std::string_view name;
    int first = 0;
    int last = 0;
    const Names* names = nullptr;
    int nameOffset = 0;
};

Error bad(const Field& field, std::string_view text) {
    return Error(Errc::invalidInput,
                 fmt::format("invalid cron expression: {} is not a {}", text, field.name));
}

Result<int> readValue(const Field& field, std::string_view text) {
    if (field.names && text.size() == 3) {
        for (std::size_t i = 0; i < field.names->size(); ++i) {
            if (!(*field.names)[i].empty() && (*field.names)[i] == text)
                return static_cast<int>(i) + field.nameOffset;
        }
    }
    const auto value = text.size() <= 4 && text.find_first_not_of("0123456789") == std::string_view::npos
                           ? parseInteger(text)
                           : std::nullopt;
    if (!value || *value < field.first || *value > field.last) return bad(field, text);
    return static_cast<int>(*value);
}

struct Range {
    int first = 0;
    int last = 0;
    int step = 1;
};

/// "*", "5", "1-5", "*/15", "10/5", "1-30/2".
Result<Range> readRange(const Field& field, std::string_view text) {
    Range range{field.first, field.last, 1};
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) {
        const auto step = parseInteger(text.substr(slash + 1));
        if (!step || *step < 1 || *step > field.last + 1) return bad(field, text);
        range.step = static_cast<int>(*step);
    }
    const std::string_view base = text.substr(0, slash);
    if (base == "*" || base == "?") return range;
    const std::size_t dash = base.find('-');
    const Result<int> first = readValue(field, base.substr(0, dash));
    if (!first) return first.error();
    range.first = *first;
    if (dash != std::string_view::npos) {
        const Result<int> last = readValue(field, base.substr(dash + 1));
        if (!last) return last.error();
        range.last = *last;
    } else if (slash == std::string_view::npos) {
        range.last = range.first;
    }
    if (range.first > range.last) return bad(field, text);
    return range;
}

/// Sets the bits of a whole field through `set`.
template <class Set>
Result<void> readField(const Field& field, std::string_view text, const Set& set) {
    for (const std::string_view part : split(text, ',')) {
        const Result<Range> range = readRange(field, part);
        if (!range) return range.error();
        for (int value = range->first; value <= range->last; value += range->step)
            set(value);
    }
    return {};
}

bool isAny(std::string_view text) { return text == "*" || text == "?"; }

/// Takes the parts that only one field knows ("L") out of a list; `take` says whether it wanted the part.
template <class Take>
std::string withoutParts(std::string_view text, const Take& take) {
    std::vector<std::string> rest;
    for (const std::string_view part : split(text, ',')) {
        if (!take(part)) rest.emplace_back(part);
    }
    return join(rest, ",");
}

template <std::size_t Size>
int firstFrom(const std::bitset<Size>& bits, int from) {
    for (int i = std::max(from, 0); i < static_cast<int>(Size); ++i) {
        if (bits[static_cast<std::size_t>(i)]) return i;
    }
    return -1;
}

}

Result<CronExpression> CronExpression::parse(std::string_view text) {
    std::string lower = toLowerAscii(trimUnicode(text));
    for (const auto& [name, meaning] : nicknames) {
        if (lower == name) lower = meaning;
    }
    std::vector<std::string_view> fields = splitWords(lower);
    if (fields.size() == 5) fields.insert(fields.begin(), "0");
    if (fields.size() != 6)
        return Error(Errc::invalidInput, "invalid cron expression: five or six fields are needed");
    CronExpression cron;
    cron.anyDay_ = isAny(fields[3]);
    cron.anyWeekday_ = isAny(fields[5]);
    const std::string days = withoutParts(fields[3], [&](std::string_view part) {
        cron.lastDay_ = cron.lastDay_ || part == "l";
        return part == "l";
    });
    const Field weekday{"day of the week", 0, 7, &dayNames, 0};
    const std::string weekdays = withoutParts(fields[5], [&](std::string_view part) {
        const std::size_t hash = part.find('#');
        const bool isLast = part.size() > 1 && part.ends_with("l") && hash == std::string_view::npos;
        const auto day = hash != std::string_view::npos ? readValue(weekday, part.substr(0, hash))
                         : isLast                       ? readValue(weekday, part.substr(0, part.size() - 1))
                                                        : Result<int>(Error(Errc::invalidInput, ""));
        const auto which = hash != std::string_view::npos ? parseInteger(part.substr(hash + 1))
                                                          : std::optional<std::int64_t>(0);
        if (!day || !which || *which < 0 || *which > 5) return false;
        cron.nthWeekdays_.emplace_back(*day % 7, static_cast<int>(*which));
        return true;
    });
    const auto bit = [](int value) { return static_cast<std::size_t>(value); };
    for (const Result<void>& read :
         {readField(Field{"second", 0, 59}, fields[0], [&](int v) { cron.seconds_.set(bit(v)); }),
          readField(Field{"minute", 0, 59}, fields[1], [&](int v) { cron.minutes_.set(bit(v)); }),
          readField(Field{"hour", 0, 23}, fields[2], [&](int v) { cron.hours_.set(bit(v)); }),
          days.empty() && cron.lastDay_
              ? Result<void>()
              : readField(Field{"day of the month", 1, 31}, days, [&](int v) { cron.days_.set(bit(v)); }),
          readField(Field{"month", 1, 12, &monthNames, 1}, fields[4],
                    [&](int v) { cron.months_.set(bit(v)); }),
          weekdays.empty() && !cron.nthWeekdays_.empty()
              ? Result<void>()
              : readField(weekday, weekdays, [&](int v) { cron.weekdays_.set(bit(v % 7)); })}) {
        if (!read) return read.error();
    }
    return cron;
}

bool CronExpression::matchesDay(int year, int month, int day, int weekday) const {
    const int last = daysInMonth(year, month);
    const bool byDay = days_[static_cast<std::size_t>(day)] || (lastDay_ && day == last);
    bool byWeekday = weekdays_[static_cast<std::size_t>(weekday)];
    for (const auto& [wanted, which] : nthWeekdays_)
        byWeekday =
            byWeekday || (weekday == wanted && (which == 0 ? day + 7 > last : (day - 1) / 7 + 1 == which));
    // Both given: either is enough, as cron has always done it.
    if (!anyDay_ && !anyWeekday_) return byDay || byWeekday;
    return anyDay_ ? byWeekday : byDay;
}

std::optional<std::int64_t> CronExpression::next(std::int64_t afterMs, std::string_view zone) const {
    // Whole seconds only; the search begins with the second after `afterMs`.
    const std::int64_t fromMs = (afterMs >= 0 ? afterMs / 1000 : -((-afterMs + 999) / 1000)) * 1000 + 1000;
    const auto start = toLocalTime(fromMs, zone);
    if (!start) return std::nullopt;
    LocalTime at = *start;
    const int lastYear = start->year + searchYears;
    // A repeated hour shows the same times again: begin a little earlier and skip what is past.
    for (bool isFirstDay = true; at.year <= lastYear; isFirstDay = false) {
        const bool isMonth = months_[static_cast<std::size_t>(at.month)];
        if (isMonth && matchesDay(at.year, at.month, at.day, at.weekday)) {
            LocalTime time = at;
            const int hourFrom = isFirstDay ? start->hour : 0;
            for (int hour = firstFrom(hours_, hourFrom); hour >= 0; hour = firstFrom(hours_, hour + 1)) {
                const bool isStartHour = isFirstDay && hour == start->hour;
                for (int minute = firstFrom(minutes_, isStartHour ? start->minute : 0); minute >= 0;
                     minute = firstFrom(minutes_, minute + 1)) {
                    const bool isStartMinute = isStartHour && minute == start->minute;
                    for (int second = firstFrom(seconds_, isStartMinute ? start->second : 0); second >= 0;
                         second = firstFrom(seconds_, second + 1)) {
                        time.hour = hour;
                        time.minute = minute;
                        time.second = second;
                        const auto moment = fromLocalTime(time, zone);
                        if (moment && *moment > afterMs) return moment;
                    }
                }
            }
        }
        at.weekday = (at.weekday + 1) % 7;
        if (isMonth && at.day < daysInMonth(at.year, at.month)) {
            ++at.day;
        } else {
            at.weekday = (at.weekday + daysInMonth(at.year, at.month) - at.day) % 7;
            at.day = 1;
            if (++at.month > 12) {
                at.month = 1;
                ++at.year;
            }
        }
    }
    return std::nullopt;
}

}
