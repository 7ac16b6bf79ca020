// Durations ("2s") and moments ("2026-01-10T12:00").
#include "openclaw/schedule/times.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "openclaw/core/unicode.hpp"

#include <cmath>
#include <cstdlib>
#include <string>

namespace openclaw::schedule {

namespace {

/// A thousand years; keeps sums inside 64 bits.
constexpr double maxDurationMs = 1000.0 * 366 * 86'400'000;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::int64_t unitMs(DurationUnit unit) {
    switch (unit) {
    case DurationUnit::milliseconds: return 1;
    case DurationUnit::seconds: return 1000;
    case DurationUnit::minutes: return 60'000;
    case DurationUnit::hours: return 3'600'000;
    case DurationUnit::days: return 86'400'000;
    }
    return 1;
}

/// Reads fixed-width numbers and separators from the front of a text.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}
    bool isDone() const { return at_ == text_.size(); }
    bool literal(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    std::optional<int> number(std::size_t digits) {
        if (at_ + digits > text_.size()) return std::nullopt;
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!isDigit(text_[at_ + i])) return std::nullopt;
            value = value * 10 + (text_[at_ + i] - '0');
        }
        at_ += digits;
        return value;
    }
    /// The digits behind a decimal point, as milliseconds.
    std::optional<int> fraction() {
        int value = 0;
        std::size_t digits = 0;
        for (; at_ < text_.size() && isDigit(text_[at_]); ++at_, ++digits) {
            if (digits < 3) value = value * 10 + (text_[at_] - '0');
        }
        if (digits == 0) return std::nullopt;
        for (; digits < 3; ++digits)
            value *= 10;
        return value;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// The zone suffix in minutes east of UTC; no suffix is UTC. nullopt when it is something else.
std::optional<int> readOffset(Reader& reader) {
    if (reader.isDone() || reader.literal('Z') || reader.literal('z'))
        return reader.isDone() ? std::optional(0) : std::nullopt;
    const bool plus = reader.literal('+');
    if (!plus && !reader.literal('-')) return std::nullopt;
    const auto hours = reader.number(2);
    reader.literal(':');
    const auto minutes = reader.number(2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59 || !reader.isDone()) return std::nullopt;
    return (plus ? 1 : -1) * (*hours * 60 + *minutes);
}

std::optional<std::int64_t> parseIso(std::string_view text) {
    Reader reader(text);
    LocalTime time;
    const auto year = reader.number(4);
    if (!year || !reader.literal('-')) return std::nullopt;
    const auto month = reader.number(2);
    if (!month || !reader.literal('-')) return std::nullopt;
    const auto day = reader.number(2);
    if (!day) return std::nullopt;
    time.year = *year;
    time.month = *month;
    time.day = *day;
    int milliseconds = 0;
    if (reader.literal('T') || reader.literal('t') || reader.literal(' ')) {
        const auto hour = reader.number(2);
        const auto minute = hour && reader.literal(':') ? reader.number(2) : std::nullopt;
        if (!minute || *hour > 24 || *minute > 59) return std::nullopt;
        time.hour = *hour;
        time.minute = *minute;
        if (reader.literal(':')) {
            const auto second = reader.number(2);
            if (!second || *second > 59) return std::nullopt;
            time.second = *second;
            if (reader.literal('.')) {
                const auto fraction = reader.fraction();
                if (!fraction) return std::nullopt;
                milliseconds = *fraction;
            }
        }
        if (time.hour == 24 && (time.minute != 0 || time.second != 0 || milliseconds != 0))
            return std::nullopt;
    }
    const auto offset = readOffset(reader);
    const auto utc = offset ? fromLocalTime(time, "UTC") : std::nullopt;
    if (!utc) return std::nullopt;
    return *utc + milliseconds - *offset * std::int64_t{60'000};
}

}

std::optional<DurationUnit> parseDurationUnit(std::string_view word) {
    if (word == "ms") return DurationUnit::milliseconds;
    if (word == "s") return DurationUnit::seconds;
    if (word == "m") return DurationUnit::minutes;
    if (word == "h") return DurationUnit::hours;
    if (word == "d") return DurationUnit::days;
    return std::nullopt;
}

std::optional<std::int64_t> parseDuration(std::string_view raw, DurationUnit defaultUnit) {
    const std::string text = toLowerAscii(trimUnicode(raw));
    std::size_t end = 0;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    if (end == 0) return std::nullopt;
    if (end + 1 < text.size() && text[end] == '.' && isDigit(text[end + 1])) {
        ++end;
        while (end < text.size() && isDigit(text[end]))
            ++end;
    }
    const auto unit = end == text.size() ? std::optional(defaultUnit)
                                         : parseDurationUnit(std::string_view(text).substr(end));
    const double value = std::strtod(text.substr(0, end).c_str(), nullptr);
    if (!unit || !std::isfinite(value)) return std::nullopt;
    const double ms = std::round(value * static_cast<double>(unitMs(*unit)));
    return ms > maxDurationMs ? std::nullopt : std::optional(static_cast<std::int64_t>(ms));
}

std::optional<std::int64_t> parseMoment(std::string_view raw) {
    const std::string_view text = trimUnicode(raw);
    if (text.empty()) return std::nullopt;
    if (text.find_first_not_of("0123456789") == std::string_view::npos) {
        const auto ms = parseInteger(text);
        return ms && *ms > 0 ? ms : std::nullopt;
    }
    return parseIso(text);
}

}
