#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Prefixes and acknowledgements taken from the config and the agent's identity (spec access-control.md §7, §8).
namespace openclaw::text {

struct AgentIdentity {
    std::string name;
    std::string emoji;
};
/// `agents.list[agentId].identity`, trimmed.
AgentIdentity identityFromJson(const Json& config, std::string_view agentId);

/// "[name]", or nullopt without a name.
std::optional<std::string> identityPrefix(const AgentIdentity& identity);
/// `messages.ackReaction`, else the identity's emoji, else 👀. "" switches acknowledgements off.
std::string resolveAckEmoji(const Json& config, std::string_view agentId);
/// What is put in front of inbound text: configured, else nothing with an allowlist, else identity or fallback.
std::string resolveMessagePrefix(const Json& config, std::string_view agentId,
                                 const std::optional<std::string>& configured, bool hasAllowFrom,
                                 std::string_view fallback);
/// `messages.responsePrefix`; "auto" is the identity's prefix. nullopt for none.
std::optional<std::string> resolveResponsePrefix(const Json& config, std::string_view agentId);

}
