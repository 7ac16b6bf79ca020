// The waiting times after failures, from configuration or from the table.
#include "agent/cooldown.hpp"

#include <algorithm>
#include <array>

namespace openclaw::agent {

namespace {

constexpr std::int64_t minuteMs = 60'000;
constexpr double hourMs = 60.0 * minuteMs;
constexpr double longestHours = 24.0 * 365;
constexpr std::array<std::int64_t, 4> pausesMs{minuteMs, 5 * minuteMs, 25 * minuteMs, 60 * minuteMs};

double hoursSetting(const Json& config, const char* key, double fallback) {
    const Json* cooldowns = findPath(config, "auth.cooldowns");
    const auto hours = cooldowns ? findNumber(*cooldowns, key) : std::nullopt;
    return hours && *hours > 0 ? *hours : fallback;
}

}

std::int64_t failurePauseMs(int failures) {
    const int step = std::clamp(failures - 1, 0, static_cast<int>(pausesMs.size()) - 1);
    return pausesMs[static_cast<std::size_t>(step)];
}

std::int64_t billingPauseMs(const Json& config, const std::string& provider, int failures) {
    double hours = hoursSetting(config, "billingBackoffHours", 5);
    if (const Json* own = findPath(config, "auth.cooldowns.billingBackoffHoursByProvider")) {
        if (const auto ownHours = findNumber(*own, provider); ownHours && *ownHours > 0) hours = *ownHours;
    }
    const double most = hoursSetting(config, "billingMaxHours", 24);
    for (int i = 1; i < failures && hours < most; ++i)
        hours *= 2;
    return static_cast<std::int64_t>(std::min({hours, most, longestHours}) * hourMs);
}

std::int64_t failureWindowMs(const Json& config) {
    return static_cast<std::int64_t>(std::min(hoursSetting(config, "failureWindowHours", 24), longestHours) *
                                     hourMs);
}

}
