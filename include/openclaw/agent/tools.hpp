#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// Tools that live in the gateway and are used by agents in processes of their own (docs/tools.md).
namespace openclaw::agent {

/// A tool as the model sees it. Names match [a-zA-Z0-9_-]{1,64}.
struct GatewayTool {
    std::string name;
    /// One line for the system prompt.
    std::string summary;
    std::string description;
    /// JSON Schema of the arguments.
    Json parameters;
    /// Offered only when everybody whose words the turn answers may give commands.
    bool needsAuthority = false;
};

/// On whose behalf a call is made. Bound in the gateway when the turn begins; nothing of it comes from the
/// process.
struct ToolCaller {
    std::string runId;
    std::string agentId;
    std::string sessionKey;
    ChatFacts chat;
    /// Everybody whose words the turn answers may give commands.
    bool isAuthorized = false;
    std::filesystem::path workspace;
};

/// Whether a call of one of the agent's own tools may go on.
struct ToolVerdict {
    bool isAllowed = false;
    /// What the model is told otherwise.
    std::string reason;
};

/// The gateway's side of its tools. Which of them a turn may use at all has been decided before
/// (security::toolLayers).
class ToolHost {
public:
    virtual ~ToolHost() = default;
    virtual const std::vector<GatewayTool>& tools() const = 0;
    /// Carries out a call. The result is {content: […], details?} as Pi wants it; an Error's message is what
    /// the model reads. Cancellation: terminal.
    virtual asio::awaitable<Result<Json>> call(ToolCaller caller, std::string tool, Json arguments) = 0;
    /// Asked before one of the agent's own tools runs; may wait for a person. Cancellation: terminal, which
    /// refuses.
    virtual asio::awaitable<ToolVerdict> judge(ToolCaller caller, std::string tool, Json arguments) = 0;
};

/// A result that is one text.
Json toolText(std::string text);
/// A result that is a value: its JSON as text, and the value as details.
Json toolValue(Json value);

}
