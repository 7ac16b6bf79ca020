#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Wall clocks of the world's time zones, daylight saving included. A zone is an IANA name; "" is the host's
/// own zone.
namespace openclaw {

/// What a wall clock and a calendar in some zone show.
struct LocalTime {
    int year = 1970;
    int month = 1; // 1-12
    int day = 1;   // 1-31
    int hour = 0;
    int minute = 0;
    int second = 0;
    int weekday = 4; // 0 = Sunday
    std::int64_t utcOffsetMs = 0;
    /// The zone's short name as American English writes it: "EST", "GMT+1", "UTC".
    std::string zoneName;
};

bool isKnownTimeZone(std::string_view zone);
/// nullopt for an unknown zone.
std::optional<LocalTime> toLocalTime(std::int64_t epochMs, std::string_view zone);
/// The moment at which the zone's clocks show this date and time. Of a time that occurs twice the first is
/// meant; a time that is skipped means as much later as the clocks jump. nullopt for an unknown zone or date.
std::optional<std::int64_t> fromLocalTime(const LocalTime& local, std::string_view zone);
/// The zone's offset from UTC at that moment; 0 for an unknown zone.
std::int64_t utcOffsetMs(std::int64_t epochMs, std::string_view zone);

int daysInMonth(int year, int month);

}
