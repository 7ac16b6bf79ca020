// Retry settings of the configuration, brought into range.
#include "openclaw/core/retry.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw {

namespace {

constexpr double maxAttempts = 1000;
constexpr double maxDelayMs = 86'400'000;

}

RetryPolicy resolveRetryPolicy(const RetryPolicy& defaults, const Json& overrides) {
    const auto number = [&](const char* key, double fallback) {
        const auto value = findNumber(overrides, key);
        return value && std::isfinite(*value) ? *value : fallback;
    };
    RetryPolicy policy;
    policy.attempts =
        static_cast<int>(std::clamp(std::round(number("attempts", defaults.attempts)), 1.0, maxAttempts));
    const double least = std::clamp(
        std::round(number("minDelayMs", static_cast<double>(defaults.minDelay.count()))), 0.0, maxDelayMs);
    const double most = std::clamp(
        std::round(number("maxDelayMs", static_cast<double>(defaults.maxDelay.count()))), least, maxDelayMs);
    policy.minDelay = std::chrono::milliseconds(static_cast<std::int64_t>(least));
    policy.maxDelay = std::chrono::milliseconds(static_cast<std::int64_t>(most));
    policy.jitter = std::clamp(number("jitter", defaults.jitter), 0.0, 1.0);
    return policy;
}

}
