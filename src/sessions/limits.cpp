// Limits: time of a run, size of a conversation, turns between agents.
#include "openclaw/sessions/limits.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::sessions {

namespace {

constexpr double defaultTimeoutSeconds = 600;
constexpr int maxPingPongTurns = 5;

std::optional<double> whole(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? std::optional(std::floor(*value)) : std::nullopt;
}

std::chrono::milliseconds toDuration(double ms) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::min(ms, 1e15)));
}

bool isDigits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Without ":thread:<n>" or ":topic:<n>" at the end.
std::string_view withoutThread(std::string_view id) {
    for (const std::string_view marker : {":thread:", ":topic:"}) {
        const std::string lower = toLowerAscii(id);
        const std::size_t at = lower.rfind(marker);
        if (at != std::string::npos && isDigits(id.substr(at + marker.size()))) return id.substr(0, at);
    }
    return id;
}

}

std::chrono::milliseconds resolveRunTimeout(const Json& config, const TimeoutRequest& request) {
    const double least = std::max(whole(request.minMs).value_or(1), 1.0);
    const Json* defaults = findPath(config, "agents.defaults");
    const auto configured = defaults ? whole(findNumber(*defaults, "timeoutSeconds")) : std::nullopt;
    const double fallback = std::max(std::max(configured.value_or(defaultTimeoutSeconds), 1.0) * 1000, least);
    const auto resolve = [&](double value, double unit) {
        if (value == 0) return noTimeout;
        return toDuration(value < 0 ? fallback : std::max(value * unit, least));
    };
    if (const auto ms = whole(request.overrideMs)) return resolve(*ms, 1);
    if (const auto seconds = whole(request.overrideSeconds)) return resolve(*seconds, 1000);
    return toDuration(fallback);
}

bool shouldFlushMemory(const MemoryFlushFacts& facts) {
    const std::int64_t window = std::max<std::int64_t>(1, facts.contextWindow);
    const std::int64_t threshold = window - std::max<std::int64_t>(0, facts.reserveTokens) -
                                   std::max<std::int64_t>(0, facts.softThreshold);
    if (!facts.totalTokens || *facts.totalTokens <= 0 || threshold <= 0 || *facts.totalTokens < threshold)
        return false;
    return !facts.flushedAtCompaction || *facts.flushedAtCompaction != facts.compactionCount;
}

ContextWindowVerdict judgeContextWindow(double tokens, double warnBelow, double blockBelow) {
    const double known = std::max(0.0, std::floor(tokens));
    return {static_cast<std::int64_t>(std::min(known, 1e15)),
            known > 0 && known<warnBelow, known> 0 && known < blockBelow};
}

std::size_t firstKeptTurn(const std::vector<std::string>& roles, std::int64_t limit) {
    if (limit <= 0) return 0;
    std::int64_t turns = 0;
    std::size_t first = roles.size();
    for (std::size_t i = roles.size(); i-- > 0;) {
        if (roles[i] != "user") continue;
        if (++turns > limit) return first;
        first = i;
    }
    return 0;
}

std::optional<std::int64_t> directHistoryLimit(const Json& config, std::string_view sessionKey) {
    std::vector<std::string_view> parts = split(sessionKey, ':');
    parts.erase(std::remove(parts.begin(), parts.end(), std::string_view()), parts.end());
    if (parts.size() >= 3 && parts[0] == "agent") parts.erase(parts.begin(), parts.begin() + 2);
    if (parts.size() < 2 || toLowerAscii(parts[1]) != "dm") return std::nullopt;
    std::string id;
    for (std::size_t i = 2; i < parts.size(); ++i)
        id += (i > 2 ? ":" : "") + std::string(parts[i]);
    const Json* channels = findMember(config, "channels");
    const Json* channel = channels ? findMember(*channels, toLowerAscii(parts[0])) : nullptr;
    if (!channel) return std::nullopt;
    const Json* people = findMember(*channel, "dms");
    const Json* person = people ? findMember(*people, withoutThread(id)) : nullptr;
    if (const auto own = person ? findInteger(*person, "historyLimit") : std::nullopt) return own;
    return findInteger(*channel, "dmHistoryLimit");
}

int pingPongTurns(const std::optional<double>& configured) {
    const auto turns = whole(configured);
    return turns ? static_cast<int>(std::clamp(*turns, 0.0, static_cast<double>(maxPingPongTurns)))
                 : maxPingPongTurns;
}

}
