#pragma once

#include "gateway/subAgentRecords.hpp"
#include "openclaw/agent/tools.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/store/Store.hpp"

#include <string>
#include <vector>

namespace openclaw::gateway {

/// What sessions_spawn asks for; whether it may has been decided.
struct SubAgentOrder {
    /// A UUID; an order with a known one is the same order again.
    std::string id;
    std::string agentId;
    std::string task;
    std::string label;
    std::string model;    // "" = the usual one
    std::string thinking; // "" = the usual level
    std::chrono::seconds timeout{0};
    bool isDeletedAfterwards = false;
};
struct StartedSubAgent {
    std::string runId;
    std::string sessionKey;
    /// "provider/model", "" when the agent's own answers.
    std::string model;
    std::string warning;
};

/// Background runs that agents start for single tasks, each in a session of its own. The run stands in the
/// ledger like any other and carries with it whom to tell; its end, what the session keeps of it and the turn
/// that tells the agent which started it are one commit, so that a crash neither loses nor doubles an
/// announcement.
class SubAgents {
public:
    SubAgents(asio::any_io_executor executor,
              Clock& clock,
              store::Store& store,
              agent::AgentBackend& backend,
              dispatch::RunEngine& runs,
              channels::ChannelLookup channels,
              dispatch::SettingsSource settings);

    /// Durable when it returns. The caller's rights, tools and chat are the sub-agent's, too.
    asio::awaitable<Result<StartedSubAgent>> start(agent::ToolCaller requester, SubAgentOrder order);
    /// Ends those of a session that are under way; returns how many.
    asio::awaitable<std::size_t> stopAll(std::string requesterKey);
    /// Carries out `/subagents`; the text for the person.
    asio::awaitable<Result<std::string>> command(dispatch::RunRequest request, std::string arguments);
    /// A line for the status card of a session, "" while none is at work.
    asio::awaitable<std::string> statusLine(std::string requesterKey);
    /// Deletes sessions whose time is over, now and every minute. Cancellation: terminal.
    asio::awaitable<void> keepTidy();
    /// The same once.
    asio::awaitable<void> tidy();
    asio::awaitable<void> stop();

private:
    using Records = std::vector<SubAgentRecord>;
    /// Those of a session, newest first.
    asio::awaitable<Result<Records>> list(std::string requesterKey);
    bool isAtWork(const SubAgentRecord& record) const;
    bool end(const SubAgentRecord& record);
    asio::awaitable<Result<void>>
    openSession(std::string requesterKey, SubAgentOrder order, StartedSubAgent started);
    dispatch::RunRequest announcementFor(const agent::ToolCaller& requester,
                                         const Json& requesterEntry) const;
    asio::awaitable<dispatch::RunSequel> finish(const dispatch::RunRequest& request,
                                                const dispatch::RunResult& result,
                                                store::TurnCompletion& completion);
    asio::awaitable<void> remove(std::string sessionKey, std::string sessionId);

    // SubAgentCommand.cpp
    std::string listText(const Records& records) const;
    std::string statusOf(const SubAgentRecord& record) const;
    std::string infoText(const SubAgentRecord& record) const;
    asio::awaitable<Result<std::string>>
    stopText(std::string requesterKey, std::string target, Records records);
    asio::awaitable<Result<std::string>> logText(SubAgentRecord record, std::string options);
    asio::awaitable<Result<std::string>>
    passOn(SubAgentRecord record, std::string message, dispatch::RunRequest request);

    Clock& clock_;
    store::Store& store_;
    agent::AgentBackend& backend_;
    dispatch::RunEngine& runs_;
    channels::ChannelLookup channels_;
    dispatch::SettingsSource settings_;
    TaskGroup tasks_;
};

}
