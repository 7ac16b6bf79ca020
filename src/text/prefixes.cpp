// Message prefixes and the acknowledgement emoji.
#include "openclaw/text/prefixes.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

namespace openclaw::text {

namespace {

std::optional<std::string> messagesText(const Json& config, std::string_view key) {
    const Json* messages = findMember(config, "messages");
    return messages ? findString(*messages, key) : std::nullopt;
}

}

AgentIdentity identityFromJson(const Json& config, std::string_view agentId) {
    AgentIdentity identity;
    const Json* agents = findPath(config, "agents.list");
    if (!agents || !agents->is_array())
        return identity;
    for (const Json& agent : *agents) {
        const Json* found = findMember(agent, "identity");
        if (!found || !equalsIgnoreCase(trimUnicode(stringOr(agent, "id")), trimUnicode(agentId)))
            continue;
        identity.name = std::string(trimUnicode(stringOr(*found, "name")));
        identity.emoji = std::string(trimUnicode(stringOr(*found, "emoji")));
        break;
    }
    return identity;
}

std::optional<std::string> identityPrefix(const AgentIdentity& identity) {
    if (identity.name.empty())
        return std::nullopt;
    return "[" + identity.name + "]";
}

std::string resolveAckEmoji(const Json& config, std::string_view agentId) {
    if (const auto configured = messagesText(config, "ackReaction"))
        return std::string(trimUnicode(*configured));
    const AgentIdentity identity = identityFromJson(config, agentId);
    return identity.emoji.empty() ? "👀" : identity.emoji;
}

std::string resolveMessagePrefix(const Json& config, std::string_view agentId,
                                 const std::optional<std::string>& configured, bool hasAllowFrom,
                                 std::string_view fallback) {
    if (configured)
        return *configured;
    if (const auto global = messagesText(config, "messagePrefix"))
        return *global;
    if (hasAllowFrom)
        return {};
    return identityPrefix(identityFromJson(config, agentId)).value_or(std::string(fallback));
}

std::optional<std::string> resolveResponsePrefix(const Json& config, std::string_view agentId) {
    const auto configured = messagesText(config, "responsePrefix");
    if (configured != "auto")
        return configured;
    return identityPrefix(identityFromJson(config, agentId));
}

}
