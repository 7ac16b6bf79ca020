#pragma once

#include "openclaw/channels/Outbox.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/cron/CronService.hpp"
#include "openclaw/cron/Heartbeats.hpp"
#include "openclaw/cron/heartbeat_verdict.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/hooks/Webhooks.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace openclaw::gateway {

/// Work that nobody typed: jobs, heartbeats and webhooks, as runs of the one engine. It decides sessions,
/// prompts and where words go; when work is due is decided in `cron`, who may ask for it in `hooks`. What a run is
/// for stands in its ledger row (RunRequest::purpose), so that a run that a later process finishes has the same
/// consequences.
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
    /// A line for an agent's main session ("" is the default agent), from the house itself or an operator; `isNow` wakes
    /// the agent for it. On disk when it returns.
    asio::awaitable<Result<void>> tell(std::string agentId, std::string text, bool isNow);

    asio::awaitable<cron::JobOutcome> run(cron::JobRun run) override;
    void onRecorded(const Json& job) override;

    bool isBusy() const override;
    std::optional<std::string> heartbeatFile(const std::string& agentId) const override;
    asio::awaitable<bool> hasEvents(std::string agentId, Json settings) override;
    asio::awaitable<Result<void>> turn(std::string agentId, std::string prompt, Json settings) override;

    asio::awaitable<Result<void>> wake(protocol::WakeCall call, std::string source) override;
    asio::awaitable<Result<std::string>>
    start(protocol::AgentCall call, std::string agentId, bool isTrusted) override;

private:
    /// A turn in a session that begins afresh: its words and where its answer goes.
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
        Json purpose; // dispatch::RunRequest::purpose
    };

    std::string mainKey(const std::string& agentId) const;
    std::string agentOrDefault(const std::string& agentId) const;
    std::string heartbeatKey(const std::string& agentId, const Json& settings) const;
    asio::awaitable<Result<store::Admission>> admit(Turn turn);
    asio::awaitable<cron::JobOutcome> carryOut(Turn turn);
    asio::awaitable<Result<std::optional<dispatch::ReplyRoute>>> routeFor(Turn turn);
    asio::awaitable<cron::HeartbeatTarget> target(std::string agentId, Json settings);

    // AutomationOutcomes.cpp: what a run leaves behind besides its transcript, in its own transaction.
    asio::awaitable<dispatch::RunSequel> finish(const dispatch::RunRequest& request,
                                                const dispatch::RunResult& result,
                                                store::TurnCompletion& completion);
    asio::awaitable<std::function<void()>> finishHeartbeat(const dispatch::RunRequest& request,
                                                           const dispatch::RunResult& result,
                                                           store::TurnCompletion& completion);
    asio::awaitable<Result<bool>>
    say(const dispatch::RunRequest& request, cron::HeartbeatTarget target, std::string words, store::TurnCompletion& completion);

    Clock& clock_;
    store::Store& store_;
    dispatch::RunEngine& runs_;
    channels::Outbox& outbox_;
    channels::ChannelLookup channels_;
    dispatch::SettingsSource settings_;
    std::function<std::filesystem::path(const std::string& agentId)> workspace_;
    cron::Heartbeats heartbeats_;
};

}
