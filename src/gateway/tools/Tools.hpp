#pragma once

#include "gateway/SubAgents.hpp"
#include "gateway/agentTalk.hpp"
#include "gateway/tools/ExecGate.hpp"
#include "openclaw/agent/tools.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/cron/CronService.hpp"
#include "openclaw/dispatch/CommandDesk.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/plugins/PluginServices.hpp"
#include "openclaw/store/Store.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace openclaw::gateway {

/// What the tools work on; everything outlives them.
struct ToolServices {
    Clock& clock;
    store::Store& store;
    dispatch::RunEngine& runs;
    dispatch::CommandDesk& desk;
    channels::Outbox& outbox;
    channels::ChannelLookup channels;
    cron::CronService& cron;
    ExecGate& execGate;
    SubAgents& subAgents;
    dispatch::SettingsSource settings;
    plugins::PluginServices& plugins;
    /// A line for an agent's main session; `isNow` wakes it.
    std::function<asio::awaitable<Result<void>>(std::string agentId, std::string text, bool isNow)> tell;
};

/// The gateway's tools (docs/tools.md): messages, sessions, agents, sub-agents, jobs, and what plugins add.
class Tools final : public agent::ToolHost {
public:
    Tools(asio::any_io_executor executor, ToolServices services);

    const std::vector<agent::GatewayTool>& tools() const override { return definitions_; }
    asio::awaitable<Result<Json>> call(agent::ToolCaller caller, std::string tool, Json arguments) override;
    asio::awaitable<agent::ToolVerdict>
    judge(agent::ToolCaller caller, std::string tool, Json arguments) override;
    /// Ends what tools have started on the side.
    asio::awaitable<void> stop();

private:
    using Implementation = asio::awaitable<Result<Json>> (Tools::*)(agent::ToolCaller caller, Json arguments);
    struct Row;
    static const std::vector<Row>& table();

    asio::awaitable<Result<Json>> callPlugin(agent::ToolCaller caller, std::string tool, Json arguments);
    // MessageTool.cpp
    asio::awaitable<Result<Json>> sendMessage(agent::ToolCaller caller, Json arguments);
    asio::awaitable<std::optional<dispatch::ReplyRoute>> homeOf(agent::ToolCaller caller);
    // SessionTools.cpp
    asio::awaitable<Result<Json>> sessionStatus(agent::ToolCaller caller, Json arguments);
    asio::awaitable<Result<Json>> listSessions(agent::ToolCaller caller, Json arguments);
    asio::awaitable<Result<Json>> sessionHistory(agent::ToolCaller caller, Json arguments);
    /// The stored session that the argument names, if the caller may see it.
    asio::awaitable<Result<store::SessionRow>> visibleSession(agent::ToolCaller caller, std::string key);
    // AgentTools.cpp
    asio::awaitable<Result<Json>> listAgents(agent::ToolCaller caller, Json arguments);
    asio::awaitable<Result<Json>> startSubAgent(agent::ToolCaller caller, Json arguments);
    asio::awaitable<Result<Json>> speakTo(agent::ToolCaller caller, Json arguments);
    /// The session that is to be spoken to, if the caller may.
    asio::awaitable<Result<store::SessionRow>> addressee(agent::ToolCaller caller, Json arguments);
    TalkPlan planTalk(const agent::ToolCaller& caller, const store::SessionRow& target, std::string message);
    /// The agents of this gateway.
    std::vector<std::string> agentIds() const;
    // CronTool.cpp
    asio::awaitable<Result<Json>> cronTool(agent::ToolCaller caller, Json arguments);
    asio::awaitable<Result<Json>> changeJob(agent::ToolCaller caller, std::string action, Json arguments);
    asio::awaitable<void> runJob(std::string jobId);
    /// The job, if it is one of the caller's agent's.
    Result<Json> ownJob(const agent::ToolCaller& caller, const std::string& jobId) const;

    /// How often a run has done the same before; makes what it does twice on purpose differ. A turn that is
    /// run again after a crash counts from the beginning, so that what was done counts as done.
    int occurrence(const std::string& runId, const std::string& deed);

    ToolServices services_;
    std::vector<agent::GatewayTool> definitions_;
    /// By run and deed.
    std::map<std::string, std::map<std::string, int>> deeds_;
    TaskGroup tasks_;
};

}
