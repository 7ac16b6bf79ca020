#pragma once

#include "openclaw/agent/preparation.hpp"
#include "openclaw/core/json.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// `/context`: what the model is given, and how much of it. Pure.
namespace openclaw::dispatch {

struct ContextFacts {
    std::string sessionKey;
    std::int64_t totalTokens = 0;
    /// The model's window, 0 = unknown.
    std::int64_t contextTokens = 0;
    std::vector<std::string> events;
    std::size_t waiting = 0;
};

/// Without a preparation only the session's side is told.
std::string formatContext(const ContextFacts& facts, const agent::Preparation* preparation, bool isDetailed);
Json contextToJson(const ContextFacts& facts, const agent::Preparation& preparation);

}
