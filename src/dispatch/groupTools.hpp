#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/channels/messages.hpp"

#include <vector>

namespace openclaw::dispatch {

/// What the configuration of a message's group says about tools for its sender; empty for direct chats and
/// for groups that say nothing. The group's own entry wins over "*", a Discord channel over its server. Pure.
std::vector<agent::ToolRule> groupToolRules(const Json& config, const channels::InboundMessage& message);

}
