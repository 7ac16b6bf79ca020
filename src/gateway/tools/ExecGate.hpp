#pragma once

#include "gateway/ExecApprovals.hpp"
#include "gateway/execCheck.hpp"
#include "openclaw/agent/tools.hpp"
#include "openclaw/core/Worker.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/gateway/ExecPolicyFile.hpp"
#include "openclaw/security/exec_policy.hpp"

#include <filesystem>
#include <string>

namespace openclaw::gateway {

/// The word on an agent's own tools before they run: shell commands by the policy and, where it says so, by a
/// person; changes of files only so far that nobody rewrites the policy with them.
class ExecGate {
public:
    ExecGate(Clock& clock,
             dispatch::RunEngine& runs,
             dispatch::SettingsSource settings,
             ExecApprovals& approvals,
             Worker& worker,
             ExecPolicyFile policy,
             Environment environment,
             std::filesystem::path stateDirectory);

    /// Cancellation: terminal, which refuses.
    asio::awaitable<agent::ToolVerdict> judge(agent::ToolCaller caller, std::string tool, Json arguments);

private:
    /// What a worker finds out about a call.
    struct Finding {
        security::ExecRules rules;
        ExecCheck check;
        /// A file tool wants to change what belongs to the gateway.
        bool isGuarded = false;
    };
    Finding examine(const agent::ToolCaller& caller,
                    const Json& arguments,
                    const Json& config,
                    const Json& file) const;
    asio::awaitable<agent::ToolVerdict>
    judgeCommand(agent::ToolCaller caller, std::string command, Finding finding);
    asio::awaitable<void> remember(std::string agentId, std::vector<std::string> patterns);

    Clock& clock_;
    dispatch::RunEngine& runs_;
    dispatch::SettingsSource settings_;
    ExecApprovals& approvals_;
    Worker& worker_;
    ExecPolicyFile policy_;
    Environment environment_;
    std::filesystem::path stateDirectory_;
};

}
