#pragma once

#include "openclaw/core/json.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Limits of runs and of what they remember (spec agent-run.md §4, routing-sessions.md §7).
namespace openclaw::sessions {

/// What stands for "no limit": 30 days.
inline constexpr std::chrono::milliseconds noTimeout{30LL * 24 * 60 * 60 * 1000};

struct TimeoutRequest {
    std::optional<double> overrideMs;
    std::optional<double> overrideSeconds;
    std::optional<double> minMs;
};
/// A run's time limit: the override (0 = none, negative = the default), else
/// `agents.defaults.timeoutSeconds`, else 600 s.
std::chrono::milliseconds resolveRunTimeout(const Json& config, const TimeoutRequest& request);

struct MemoryFlushFacts {
    std::optional<std::int64_t> totalTokens;
    std::int64_t contextWindow = 0;
    std::int64_t reserveTokens = 0;
    std::int64_t softThreshold = 0;
    std::int64_t compactionCount = 0;
    /// The compaction count at which memory was last written down.
    std::optional<std::int64_t> flushedAtCompaction;
};
/// The conversation comes close to its limit: time to write down what matters, once per compaction.
bool shouldFlushMemory(const MemoryFlushFacts& facts);

struct ContextWindowVerdict {
    std::int64_t tokens = 0;
    bool shouldWarn = false;
    bool shouldBlock = false;
};
/// Windows below 32 000 tokens are worth a warning, below 16 000 useless. 0 is unknown.
ContextWindowVerdict judgeContextWindow(double tokens, double warnBelow = 32'000, double blockBelow = 16'000);

/// The first message to keep so that at most `limit` user turns remain; 0 keeps everything.
std::size_t firstKeptTurn(const std::vector<std::string>& roles, std::int64_t limit);
/// `channels.<ch>.dms.<id>.historyLimit` or `dmHistoryLimit`, for keys of direct chats only.
std::optional<std::int64_t> directHistoryLimit(const Json& config, std::string_view sessionKey);

/// How often two agents may answer each other, 0-5.
int pingPongTurns(const std::optional<double>& configured);

}
