#pragma once

#include "openclaw/agent/tools.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/store/records.hpp"

#include <optional>
#include <string>
#include <vector>

/// How far a caller's tools reach. Pure.
namespace openclaw::gateway {

/// `tools.agentToAgent`: switched off unless it says otherwise; then both agents must match `allow`, where an
/// empty list admits all. An agent may always deal with itself.
bool mayDealWith(const Json& config, const std::string& agentId, const std::string& otherAgentId);

/// Whether the caller may look into a session. Its own: always. Others: only for people who may give
/// commands, only in direct conversations (what is said alone is not for a group), and of other agents only
/// where `tools.agentToAgent` allows it.
bool maySee(const Json& config,
            const agent::ToolCaller& caller,
            const std::string& sessionKey,
            const std::string& sessionAgentId);

/// The agents the caller may know of: itself, and those that it may deal with or start as sub-agents.
std::vector<std::string>
visibleAgents(const Json& config, const agent::ToolCaller& caller, const std::vector<std::string>& agentIds);

/// Whether the agent may start sub-agents of the other one: `subagents.allowAgents` of its entry, where "*"
/// is all. Of itself it always may.
bool mayStart(const Json& config, const std::string& agentId, const std::string& otherAgentId);

/// "" when the caller may start a sub-agent of an agent of this gateway, else why not.
std::string startRefusal(const Json& config, const agent::ToolCaller& caller, const std::string& agentId);
/// "" when the caller may speak to that session, else why not.
std::string speechRefusal(const Json& config,
                          const agent::ToolCaller& caller,
                          const std::string& sessionKey,
                          const std::string& sessionAgentId);

/// What the message tool is about to do.
struct MessagePlan {
    store::ChatAddress address;
    std::string text;
    /// Not empty: why the message may not be sent.
    std::string refusal;
};
/// Where a message goes and with which text. `home` is the chat that the turn answers; it is the target when
/// the arguments name none. Another chat takes a person who may give commands and
/// `tools.message.crossContext`, and the text then says where it comes from.
MessagePlan planMessage(const Json& config,
                        const agent::ToolCaller& caller,
                        const std::optional<store::ChatAddress>& home,
                        const Json& arguments);

}
