// Time zones from the system's database. The host's zone comes from the C library, which also honours TZ.
#include "openclaw/core/time_zone.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <map>
#include <mutex>

namespace openclaw {

namespace {

constexpr std::int64_t msPerSecond = 1000;
constexpr std::int64_t msPerMinute = 60 * msPerSecond;
constexpr std::int64_t msPerHour = 60 * msPerMinute;

/// Looked-up zones; nullptr remembers that there is none. Bounded, because names come from messages too.
const date::time_zone* findZone(std::string_view name) {
    static std::mutex guard;
    static std::map<std::string, const date::time_zone*, std::less<>> known;
    constexpr std::size_t maxKnown = 512;
    const std::lock_guard<std::mutex> lock(guard);
    if (const auto found = known.find(name); found != known.end()) return found->second;
    const date::time_zone* zone = nullptr;
    try {
        zone = date::locate_zone(std::string(name));
    } catch (const std::exception&) {
        zone = nullptr; // the library's way of saying "unknown"
    }
    if (known.size() >= maxKnown) known.clear();
    known.emplace(std::string(name), zone);
    return zone;
}

/// Abbreviations that American English uses, with the offset that they mean; the same letters elsewhere
/// ("CST" in China) are another zone and are written as GMT+n.
constexpr std::array<std::pair<std::string_view, int>, 13> shortNames{{{"EST", -5},
                                                                       {"EDT", -4},
                                                                       {"CST", -6},
                                                                       {"CDT", -5},
                                                                       {"MST", -7},
                                                                       {"MDT", -6},
                                                                       {"PST", -8},
                                                                       {"PDT", -7},
                                                                       {"AKST", -9},
                                                                       {"AKDT", -8},
                                                                       {"HST", -10},
                                                                       {"UTC", 0},
                                                                       {"GMT", 0}}};

std::string shortName(std::string_view abbreviation, std::int64_t offsetMs) {
    for (const auto& [name, hours] : shortNames) {
        if (abbreviation == name && offsetMs == hours * msPerHour) return std::string(name);
    }
    if (offsetMs == 0) return "GMT";
    const std::int64_t minutes = std::abs(offsetMs) / msPerMinute;
    const char sign = offsetMs < 0 ? '-' : '+';
    if (minutes % 60 == 0) return fmt::format("GMT{}{}", sign, minutes / 60);
    return fmt::format("GMT{}{}:{:02}", sign, minutes / 60, minutes % 60);
}

std::int64_t floorSeconds(std::int64_t epochMs) {
    return epochMs >= 0 ? epochMs / msPerSecond : -((-epochMs + msPerSecond - 1) / msPerSecond);
}

LocalTime splitDate(std::int64_t localSeconds) {
    const date::sys_seconds at{std::chrono::seconds(localSeconds)};
    const auto day = date::floor<date::days>(at);
    const date::year_month_day date{day};
    const date::hh_mm_ss<std::chrono::seconds> time{at - day};
    LocalTime out;
    out.year = static_cast<int>(date.year());
    out.month = static_cast<int>(static_cast<unsigned>(date.month()));
    out.day = static_cast<int>(static_cast<unsigned>(date.day()));
    out.hour = static_cast<int>(time.hours().count());
    out.minute = static_cast<int>(time.minutes().count());
    out.second = static_cast<int>(time.seconds().count());
    out.weekday = static_cast<int>(date::weekday{day}.c_encoding());
    return out;
}

/// The date and time as if it were UTC; nullopt for a date that no calendar has.
std::optional<std::int64_t> secondsAsUtc(const LocalTime& local) {
    if (local.year < 1 || local.year > 9999 || local.month < 1 || local.month > 12 || local.day < 1 ||
        local.day > daysInMonth(local.year, local.month))
        return std::nullopt;
    const auto day = date::sys_days{date::year{local.year} / local.month / local.day};
    return std::chrono::duration_cast<std::chrono::seconds>(day.time_since_epoch()).count() +
           local.hour * 3600 + local.minute * 60 + local.second;
}

struct HostOffset {
    std::int64_t seconds = 0;
    std::string abbreviation;
};

HostOffset hostOffset(std::int64_t epochSeconds) {
    const std::time_t when = epochSeconds;
    std::tm parts{};
    HostOffset out;
    if (::localtime_r(&when, &parts)) {
        out.seconds = parts.tm_gmtoff;
        out.abbreviation = parts.tm_zone ? parts.tm_zone : "";
    }
    return out;
}

}

bool isKnownTimeZone(std::string_view zone) { return zone.empty() || findZone(zone) != nullptr; }

int daysInMonth(int year, int month) {
    const date::year_month_day_last last =
        date::year{year} / date::month{static_cast<unsigned>(month)} / date::last;
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

std::optional<LocalTime> toLocalTime(std::int64_t epochMs, std::string_view zone) {
    const std::int64_t seconds = floorSeconds(epochMs);
    std::int64_t offset = 0;
    std::string abbreviation;
    if (zone.empty()) {
        const HostOffset host = hostOffset(seconds);
        offset = host.seconds;
        abbreviation = host.abbreviation;
    } else {
        const date::time_zone* found = findZone(zone);
        if (!found) return std::nullopt;
        const date::sys_info info = found->get_info(date::sys_seconds{std::chrono::seconds(seconds)});
        offset = info.offset.count();
        abbreviation = info.abbrev;
    }
    LocalTime out = splitDate(seconds + offset);
    out.utcOffsetMs = offset * msPerSecond;
    out.zoneName = shortName(abbreviation, out.utcOffsetMs);
    return out;
}

std::optional<std::int64_t> fromLocalTime(const LocalTime& local, std::string_view zone) {
    const auto seconds = secondsAsUtc(local);
    if (!seconds) return std::nullopt;
    if (zone.empty()) {
        // Two rounds settle on the offset that is in force at the result.
        std::int64_t at = *seconds - hostOffset(*seconds).seconds;
        at = *seconds - hostOffset(at).seconds;
        return at * msPerSecond;
    }
    const date::time_zone* found = findZone(zone);
    if (!found) return std::nullopt;
    const date::local_info info = found->get_info(date::local_seconds{std::chrono::seconds(*seconds)});
    return (*seconds - info.first.offset.count()) * msPerSecond;
}

std::int64_t utcOffsetMs(std::int64_t epochMs, std::string_view zone) {
    const auto local = toLocalTime(epochMs, zone);
    return local ? local->utcOffsetMs : 0;
}

}
