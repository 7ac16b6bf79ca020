#pragma once

#include "openclaw/channels/Outbox.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/cron/CronService.hpp"
#include "openclaw/cron/Heartbeats.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/hooks/Webhooks.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace openclaw::gateway {

/// Work that nobody typed: jobs, heartbeats and webhooks, as runs of the one engine. It decides sessions,
/// prompts and where words go; when work is due is decided in `cron`, who may ask for it in `hooks`.
class Automation final : public cron::JobRunner, public cron::HeartbeatHost, public hooks::HookActions {
public:
    Automation(asio::any_io_executor executor,
               Clock& clock,
               store::Store& store,
               dispatch::RunEngine& runs,
               channels::Outbox& outbox,
               channels::ChannelLookup channels,
               dispatch::SettingsSource settings,
               std::function<std::filesystem::path(const std::string& agentId)> workspace);

    cron::Heartbeats& heartbeats() { return heartbeats_; }
    /// A line for an agent's main session, from the house itself or an operator; `isNow` wakes the agent for
    /// it.
    void tell(const std::string& agentId, const std::string& text, bool isNow);
    /// Ends what webhooks started and waits for it; their runs stay in the ledger.
    asio::awaitable<void> stop();

    asio::awaitable<cron::JobOutcome> run(cron::JobRun run) override;

    bool isBusy() const override;
    std::optional<std::string> heartbeatFile(const std::string& agentId) const override;
    bool hasEvents(const std::string& agentId) const override;
    asio::awaitable<cron::HeartbeatReply>
    turn(std::string agentId, std::string prompt, Json settings) override;
    asio::awaitable<cron::HeartbeatTarget> target(std::string agentId, Json settings) override;
    asio::awaitable<Result<bool>>
    deliver(std::string agentId, cron::HeartbeatTarget target, std::string text) override;

    void wake(const protocol::WakeCall& call, const std::string& source) override;
    asio::awaitable<Result<std::string>>
    start(protocol::AgentCall call, std::string agentId, bool isTrusted) override;

private:
    /// An isolated turn: its session, its words and where its answer goes.
    struct Turn {
        std::string runId;
        std::string agentId;
        std::string sessionKey;
        std::string message;
        std::string model;
        std::string thinking;
        std::int64_t timeoutSeconds = 0;
        std::string channel; // "" = nowhere, "last" = where the main session last spoke
        std::string to;
        bool mustDeliver = false;
    };

    std::string mainKey(const std::string& agentId) const;
    std::string agentOrDefault(const std::string& agentId) const;
    asio::awaitable<cron::JobOutcome> carryOut(Turn turn);
    asio::awaitable<Result<std::optional<dispatch::ReplyRoute>>> routeFor(Turn turn);
    asio::awaitable<void> followHook(Turn turn, std::string name, bool isNow);

    Clock& clock_;
    store::Store& store_;
    dispatch::RunEngine& runs_;
    channels::Outbox& outbox_;
    channels::ChannelLookup channels_;
    dispatch::SettingsSource settings_;
    std::function<std::filesystem::path(const std::string& agentId)> workspace_;
    /// Texts from outside that wait for the agent's next heartbeat, already marked as untrusted.
    std::map<std::string, std::vector<std::string>> outside_;
    TaskGroup tasks_;
    cron::Heartbeats heartbeats_;
};

}
