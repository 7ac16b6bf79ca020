#pragma once

#include "openclaw/security/tool_policy.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The layers of tool policy that apply to one turn (spec agent-run.md §3, docs/security.md). A tool must pass every
/// layer; no layer gives back what another one took.
namespace openclaw::security {

struct ToolLayer {
    /// The setting that speaks: "agents.list[work].tools".
    std::string path;
    ToolPolicy policy;
};

/// Whose turn it is.
struct ToolScope {
    std::string agentId;
    std::string provider;
    std::string model;
    bool isSubagent = false;
    /// The session is one that `sandbox.mode` wants apart from this machine. There is no sandbox in this program, so
    /// such a turn gets no tools at all.
    bool isSandboxed = false;
    /// Everybody whose words the turn answers may give commands. Others get no tool that reaches beyond their own chat.
    bool isAuthorized = true;
    /// What groups and their senders add, as resolved when the message was let in.
    std::vector<ToolLayer> chat;
};
/// Profile, profile of the provider, global, global by provider, agent, agent by provider, group, sandbox, sub-agent;
/// only those that say something.
std::vector<ToolLayer> toolLayers(const Json& config, const ToolScope& scope);
/// The path of the first layer that refuses the tool; nullopt when it may be used.
std::optional<std::string> refusingLayer(std::string_view tool, std::span<const ToolLayer> layers);

/// Where `tools.exec` (or the agent's own) says `security: deny` there is no shell at all. Whether a single command may
/// run is asked when it is called (exec_policy.hpp).
std::optional<ToolLayer> execLayer(const Json& config, std::string_view agentId);

/// Whether `agents.defaults.sandbox.mode` (or the agent's own) covers the session; `isMain`: it is the agent's main
/// session.
bool isSandboxWanted(const Json& config, std::string_view agentId, bool isMain);

/// The policy of a group for a sender out of an entry's `toolsBySender` and `tools`: the sender's own, else the group's.
/// nullopt when the entry says nothing. Senders are matched by stable ids only.
std::optional<ToolLayer> groupToolLayer(const Json& entry, std::string_view path, std::string_view senderId);

/// Names in the layers that are no tool, group or pattern; they match nothing, which their author should know.
std::vector<std::string> unknownToolNames(std::span<const ToolLayer> layers);

}
