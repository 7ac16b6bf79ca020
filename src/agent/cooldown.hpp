#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <string>

/// How long a provider or a credential that failed is left alone (spec llm-providers.md §8).
namespace openclaw::agent {

/// 1, 5, 25, 60 minutes after the first, second, third and every later failure in a row.
std::int64_t failurePauseMs(int failures);
/// 5 hours, doubled by each billing failure up to a day; `auth.cooldowns` sets both.
std::int64_t billingPauseMs(const Json& config, const std::string& provider, int failures);
/// After so long without a failure the counting starts afresh (`auth.cooldowns.failureWindowHours`).
std::int64_t failureWindowMs(const Json& config);

}
