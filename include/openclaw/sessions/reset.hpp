#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// When a session starts afresh, and whether it may send (spec routing-sessions.md §3, §6). Times are epoch ms.
namespace openclaw::sessions {

enum class ResetType { dm, group, thread };
std::string_view toString(ResetType type);
ResetType resolveResetType(std::string_view sessionKey, bool isGroup, bool isThread);

enum class ResetMode { daily, idle };
std::string_view toString(ResetMode mode);

struct ResetPolicy {
    ResetMode mode = ResetMode::daily;
    int atHour = 4;
    std::optional<std::int64_t> idleMinutes;
};
/// Reads a `session` config object; `channelOverride` is its resetByChannel entry, which replaces everything else.
ResetPolicy resolveResetPolicy(const Json& session, ResetType type, const Json* channelOverride);

struct Freshness {
    bool fresh = true;
    std::optional<std::int64_t> dailyResetAt;
    std::optional<std::int64_t> idleExpiresAt;
};
/// `utcOffsetMs` is the local zone's offset at `now`.
Freshness evaluateFreshness(const ResetPolicy& policy, std::int64_t updatedAt, std::int64_t now,
                            std::int64_t utcOffsetMs);

enum class SendPolicy { allow, deny };
std::string_view toString(SendPolicy policy);
std::optional<SendPolicy> parseSendPolicy(std::string_view word);

struct SendRule {
    SendPolicy action = SendPolicy::allow;
    std::string channel;
    std::string chatType;
    std::string keyPrefix;
};
struct SendRules {
    SendPolicy fallback = SendPolicy::allow;
    std::vector<SendRule> rules;
};
/// Reads `session.sendPolicy` of a config document.
SendRules sendRulesFromJson(const Json& config);

struct SendRequest {
    std::string sessionKey;
    /// Blank channel and chat type are derived from the key.
    std::string channel;
    std::string chatType;
    /// The session's own setting (`/send on|off`), which wins.
    std::optional<SendPolicy> entryPolicy;
};
SendPolicy decideSend(const SendRules& rules, const SendRequest& request);

}
