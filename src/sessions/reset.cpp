// Reset policy and send policy: small decisions over config values and a session key.
#include "openclaw/sessions/reset.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::sessions {

namespace {

constexpr std::int64_t msPerMinute = 60 * 1000;
constexpr std::int64_t msPerHour = 60 * msPerMinute;
constexpr std::int64_t msPerDay = 24 * msPerHour;
constexpr std::int64_t defaultIdleMinutes = 60;
constexpr int defaultResetHour = 4;
/// A century; keeps arithmetic with configured values inside 64 bits.
constexpr double maxIdleMinutes = 100.0 * 366 * 24 * 60;

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::optional<double> numberOf(const Json* object, std::string_view key) {
    return object ? findNumber(*object, key) : std::nullopt;
}

std::optional<double> firstNumber(std::string_view key, const Json* first, const Json* second) {
    const auto value = numberOf(first, key);
    return value ? value : numberOf(second, key);
}

std::optional<ResetMode> modeOf(const Json* object) {
    const std::string word = object ? stringOr(*object, "mode") : std::string();
    if (word == "idle")
        return ResetMode::idle;
    if (word == "daily")
        return ResetMode::daily;
    return std::nullopt;
}

const Json* findSet(const Json& object, std::string_view key) {
    const Json* value = findMember(object, key);
    return value && value->is_object() ? value : nullptr;
}

std::string token(std::string_view text) { return toLowerUnicode(trimUnicode(text)); }

std::string normalizedChatType(std::string_view word) {
    std::string type = token(word);
    return type == "dm" ? "direct" : type;
}

/// The session key without "agent:<id>:".
std::string_view withoutAgent(std::string_view key) {
    if (!key.starts_with("agent:"))
        return key;
    const std::size_t second = key.find(':', 6);
    return second == std::string_view::npos ? key : key.substr(second + 1);
}

std::string channelOfKey(std::string_view key) {
    const auto parts = split(withoutAgent(key), ':');
    if (parts.size() < 3 || (parts[1] != "group" && parts[1] != "channel"))
        return {};
    return token(parts[0]);
}

std::string chatTypeOfKey(std::string_view key) {
    if (contains(key, ":group:"))
        return "group";
    return contains(key, ":channel:") ? "channel" : "";
}

}

std::string_view toString(ResetType type) {
    switch (type) {
    case ResetType::dm: return "dm";
    case ResetType::group: return "group";
    case ResetType::thread: return "thread";
    }
    return "dm";
}

ResetType resolveResetType(std::string_view sessionKey, bool isGroup, bool isThread) {
    const std::string key = toLowerAscii(sessionKey);
    if (isThread || contains(key, ":thread:") || contains(key, ":topic:"))
        return ResetType::thread;
    if (isGroup || contains(key, ":group:") || contains(key, ":channel:"))
        return ResetType::group;
    return ResetType::dm;
}

std::string_view toString(ResetMode mode) {
    switch (mode) {
    case ResetMode::daily: return "daily";
    case ResetMode::idle: return "idle";
    }
    return "daily";
}

ResetPolicy resolveResetPolicy(const Json& session, ResetType type, const Json* channelOverride) {
    const Json* base = channelOverride ? channelOverride : findSet(session, "reset");
    const Json* byType = channelOverride ? nullptr : findSet(session, "resetByType");
    const Json* own = byType ? findSet(*byType, toString(type)) : nullptr;
    const auto legacyIdle = channelOverride ? std::nullopt : findNumber(session, "idleMinutes");
    const bool legacyOnly = !base && !byType && legacyIdle;

    ResetPolicy policy;
    policy.mode = modeOf(own).value_or(modeOf(base).value_or(legacyOnly ? ResetMode::idle : ResetMode::daily));
    const double hour = firstNumber("atHour", own, base).value_or(defaultResetHour);
    policy.atHour = static_cast<int>(std::clamp(std::floor(hour), 0.0, 23.0));
    auto idle = firstNumber("idleMinutes", own, base);
    if (!idle)
        idle = legacyIdle;
    if (idle)
        policy.idleMinutes = static_cast<std::int64_t>(std::clamp(std::floor(*idle), 1.0, maxIdleMinutes));
    else if (policy.mode == ResetMode::idle)
        policy.idleMinutes = defaultIdleMinutes;
    return policy;
}

Freshness evaluateFreshness(const ResetPolicy& policy, std::int64_t updatedAt, std::int64_t now,
                            std::int64_t utcOffsetMs) {
    Freshness result;
    if (policy.mode == ResetMode::daily) {
        const std::int64_t localNow = now + utcOffsetMs;
        const std::int64_t midnight = localNow - ((localNow % msPerDay) + msPerDay) % msPerDay;
        std::int64_t boundary = midnight + policy.atHour * msPerHour;
        if (localNow < boundary)
            boundary -= msPerDay;
        result.dailyResetAt = boundary - utcOffsetMs;
    }
    if (policy.idleMinutes)
        result.idleExpiresAt = updatedAt + *policy.idleMinutes * msPerMinute;
    const bool dailyStale = result.dailyResetAt && updatedAt < *result.dailyResetAt;
    const bool idleStale = result.idleExpiresAt && now > *result.idleExpiresAt;
    result.fresh = !dailyStale && !idleStale;
    return result;
}

std::string_view toString(SendPolicy policy) {
    switch (policy) {
    case SendPolicy::allow: return "allow";
    case SendPolicy::deny: return "deny";
    }
    return "allow";
}

std::optional<SendPolicy> parseSendPolicy(std::string_view word) {
    const std::string policy = token(word);
    if (policy == "allow")
        return SendPolicy::allow;
    if (policy == "deny")
        return SendPolicy::deny;
    return std::nullopt;
}

SendRules sendRulesFromJson(const Json& config) {
    SendRules result;
    const Json* policy = findPath(config, "session.sendPolicy");
    if (!policy)
        return result;
    result.fallback = parseSendPolicy(stringOr(*policy, "default")).value_or(SendPolicy::allow);
    const Json* rules = findMember(*policy, "rules");
    if (!rules || !rules->is_array())
        return result;
    for (const Json& entry : *rules) {
        SendRule rule;
        rule.action = parseSendPolicy(stringOr(entry, "action")).value_or(SendPolicy::allow);
        if (const Json* match = findSet(entry, "match")) {
            rule.channel = token(stringOr(*match, "channel"));
            rule.chatType = normalizedChatType(stringOr(*match, "chatType"));
            rule.keyPrefix = token(stringOr(*match, "keyPrefix"));
        }
        result.rules.push_back(std::move(rule));
    }
    return result;
}

SendPolicy decideSend(const SendRules& rules, const SendRequest& request) {
    if (request.entryPolicy)
        return *request.entryPolicy;
    const std::string key = token(request.sessionKey);
    std::string channel = token(request.channel);
    if (channel.empty())
        channel = channelOfKey(key);
    std::string chatType = normalizedChatType(request.chatType);
    if (chatType.empty())
        chatType = chatTypeOfKey(key);
    bool allowed = false;
    for (const SendRule& rule : rules.rules) {
        const bool matches = (rule.channel.empty() || rule.channel == channel) &&
                             (rule.chatType.empty() || rule.chatType == chatType) &&
                             (rule.keyPrefix.empty() || key.starts_with(rule.keyPrefix));
        if (!matches)
            continue;
        if (rule.action == SendPolicy::deny)
            return SendPolicy::deny;
        allowed = true;
    }
    return allowed ? SendPolicy::allow : rules.fallback;
}

}
