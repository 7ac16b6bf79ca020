// What a tool call may touch: the rights of whoever wrote the message, and never more.
#include "gateway/tools/access.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/security/tool_policy.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxMessageBytes = 64 * 1024;

/// Whether a list of names, with `*` for any text, admits the agent; an empty list does.
bool isListed(const Json& allow, const std::string& agentId) {
    security::ToolPolicy policy;
    policy.allow.emplace();
    for (const Json& entry : allow) {
        if (entry.is_string()) policy.allow->push_back(entry.get<std::string>());
    }
    return security::isToolAllowed(agentId, policy);
}

std::string fillChannel(const std::string& text, const std::string& channel) {
    return replaceAll(text, "{channel}", channel);
}

/// "" when the message may go from `home` to `address`.
std::string crossRefusal(const Json& config,
                         const agent::ToolCaller& caller,
                         const store::ChatAddress& home,
                         const store::ChatAddress& address) {
    if (!caller.isAuthorized) return "whoever asked for this may only have messages sent to this chat";
    const Json* tools = findPath(config, "tools.message");
    if (tools && findBool(*tools, "allowCrossContextSend").value_or(false)) return {};
    const Json* cross = tools ? findMember(*tools, "crossContext") : nullptr;
    if (address.channel == home.channel) {
        if (!cross || findBool(*cross, "allowWithinProvider").value_or(true)) return {};
        return "messages to other chats are switched off (tools.message.crossContext.allowWithinProvider)";
    }
    if (cross && findBool(*cross, "allowAcrossProviders").value_or(false)) return {};
    return "messages from " + home.channel + " to " + address.channel +
           " are switched off (tools.message.crossContext.allowAcrossProviders)";
}

std::string withMarker(const Json& config, const store::ChatAddress& home, const std::string& text) {
    const Json* marker = findPath(config, "tools.message.crossContext.marker");
    if (marker && findBool(*marker, "enabled") == false) return text;
    const std::string prefix =
        marker ? stringOr(*marker, "prefix", "[from {channel}] ") : "[from {channel}] ";
    const std::string suffix = marker ? stringOr(*marker, "suffix") : std::string();
    return fillChannel(prefix, home.channel) + text + fillChannel(suffix, home.channel);
}

}

bool mayDealWith(const Json& config, const std::string& agentId, const std::string& otherAgentId) {
    if (agentId == otherAgentId) return true;
    const Json* rules = findPath(config, "tools.agentToAgent");
    if (!rules || !findBool(*rules, "enabled").value_or(false)) return false;
    const Json* allow = findMember(*rules, "allow");
    return !allow || !allow->is_array() || (isListed(*allow, agentId) && isListed(*allow, otherAgentId));
}

bool maySee(const Json& config,
            const agent::ToolCaller& caller,
            const std::string& sessionKey,
            const std::string& sessionAgentId) {
    if (sessionKey == caller.sessionKey) return true;
    return caller.isAuthorized && !caller.chat.isGroup && mayDealWith(config, caller.agentId, sessionAgentId);
}

std::vector<std::string>
visibleAgents(const Json& config, const agent::ToolCaller& caller, const std::vector<std::string>& agentIds) {
    std::vector<std::string> visible{caller.agentId};
    for (const std::string& id : agentIds) {
        const bool isOpen = mayDealWith(config, caller.agentId, id) || mayStart(config, caller.agentId, id);
        if (id != caller.agentId && isOpen) visible.push_back(id);
    }
    return visible;
}

bool mayStart(const Json& config, const std::string& agentId, const std::string& otherAgentId) {
    if (agentId == otherAgentId) return true;
    const Json* list = findPath(config, "agents.list");
    if (!list || !list->is_array()) return false;
    for (const Json& agent : *list) {
        if (routing::normalizeAgentId(stringOr(agent, "id")) != agentId) continue;
        const Json* allowed = findPath(agent, "subagents.allowAgents");
        if (!allowed || !allowed->is_array()) return false;
        return std::ranges::any_of(*allowed, [&](const Json& entry) {
            const std::string name = entry.is_string() ? entry.get<std::string>() : std::string();
            const std::string_view id = trimAscii(name);
            return id == "*" || (!id.empty() && routing::normalizeAgentId(id) == otherAgentId);
        });
    }
    return false;
}

std::string startRefusal(const Json& config, const agent::ToolCaller& caller, const std::string& agentId) {
    if (routing::isSubagentKey(caller.sessionKey)) return "a sub-agent cannot start sub-agents";
    if (!caller.isAuthorized) return "whoever asked for this may not start sub-agents";
    if (!mayStart(config, caller.agentId, agentId))
        return "you may not start sub-agents of " + agentId + " (agents.list[].subagents.allowAgents)";
    return {};
}

std::string speechRefusal(const Json& config,
                          const agent::ToolCaller& caller,
                          const std::string& sessionKey,
                          const std::string& sessionAgentId) {
    if (routing::isSubagentKey(caller.sessionKey)) return "a sub-agent cannot write to other conversations";
    if (sessionKey == caller.sessionKey) return "that is this conversation";
    if (!mayDealWith(config, caller.agentId, sessionAgentId))
        return "you may not write to other agents (tools.agentToAgent)";
    if (!maySee(config, caller, sessionKey, sessionAgentId))
        return "there is no such session, or you may not see it";
    return {};
}

MessagePlan planMessage(const Json& config,
                        const agent::ToolCaller& caller,
                        const std::optional<store::ChatAddress>& home,
                        const Json& arguments) {
    MessagePlan plan;
    plan.text = std::string(trimAscii(stringOr(arguments, "message")));
    store::ChatAddress& address = plan.address;
    address.channel =
        toLowerAscii(trimAscii(stringOr(arguments, "channel", home ? home->channel : std::string())));
    const bool isHomeChannel = home && home->channel == address.channel;
    address.accountId =
        stringOr(arguments, "accountId", isHomeChannel ? home->accountId : std::string("default"));
    address.target = std::string(trimAscii(stringOr(arguments, "to")));
    if (address.target.starts_with(address.channel + ":"))
        address.target.erase(0, address.channel.size() + 1);
    address.threadId = stringOr(arguments, "threadId");
    const bool isHome = isHomeChannel && home->accountId == address.accountId &&
                        (address.target.empty() || address.target == home->target) &&
                        (address.threadId.empty() || address.threadId == home->threadId);
    if (isHome) {
        address.target = home->target;
        address.threadId = home->threadId;
    }
    if (plan.text.empty())
        plan.refusal = "the message is empty";
    else if (plan.text.size() > maxMessageBytes)
        plan.refusal = "the message is too long";
    else if (address.channel.empty() || address.target.empty())
        plan.refusal = "say where: this conversation is in no chat, so `channel` and `to` are needed";
    else if (!home && !caller.isAuthorized)
        plan.refusal = "whoever asked for this may not have messages sent";
    if (!plan.refusal.empty() || !home || isHome) return plan;
    plan.refusal = crossRefusal(config, caller, *home, address);
    if (plan.refusal.empty()) plan.text = withMarker(config, *home, plan.text);
    return plan;
}

}
