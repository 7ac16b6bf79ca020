#pragma once

#include "openclaw/core/json.hpp"

#include <chrono>

namespace openclaw {

/// How often and how fast something is tried again (spec outbound.md §7).
struct RetryPolicy {
    int attempts = 3;
    std::chrono::milliseconds minDelay{400};
    std::chrono::milliseconds maxDelay{30'000};
    double jitter = 0.1; // 0-1
};

/// The defaults with what a `retry` config object sets, brought into range.
RetryPolicy resolveRetryPolicy(const RetryPolicy& defaults, const Json& overrides);

}
