#pragma once

#include "gateway/Automation.hpp"
#include "gateway/Client.hpp"
#include "gateway/ExecApprovals.hpp"
#include "gateway/Health.hpp"
#include "gateway/Presence.hpp"
#include "gateway/SubAgents.hpp"
#include "gateway/WhatsAppLogins.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/channels/Supervisor.hpp"
#include "openclaw/core/Worker.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/CommandDesk.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/gateway/ExecPolicyFile.hpp"
#include "openclaw/media/Speaker.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <functional>

namespace openclaw::gateway {

/// What method handlers may use. Built once by App; everything outlives the server.
struct Services {
    Clock& clock;
    store::Store& store;
    agent::AgentBackend& backend;
    dispatch::RunEngine& runs;
    const dispatch::CommandDesk& commands;
    channels::Outbox& outbox;
    channels::Supervisor& supervisor;
    Clients& clients;
    Presence& presence;
    Health& health;
    WhatsAppLogins& whatsAppLogins;
    cron::CronService& cron;
    Automation& automation;
    SubAgents& subAgents;
    ExecApprovals& approvals;
    ExecPolicyFile execPolicy;
    media::Speaker& speaker;
    /// For files that a request reads or writes.
    Worker& worker;
    dispatch::SettingsSource settings;
    /// The redacted payload of config.get.
    std::function<Json()> configSnapshot;
    /// The payload of skills.status for an agent.
    std::function<asio::awaitable<Result<Json>>(std::string agentId)> skillsReport;
    std::filesystem::path stateDirectory;
    std::filesystem::path configPath;
    std::string version;
    SteadyTime startedAt;
};

}
