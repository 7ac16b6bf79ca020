#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace openclaw::cron {

/// What heartbeats need of the house.
class HeartbeatHost {
public:
    virtual ~HeartbeatHost() = default;
    /// Turns are under way, so a heartbeat had better wait.
    virtual bool isBusy() const = 0;
    /// The agent's HEARTBEAT.md; nullopt when there is none.
    virtual std::optional<std::string> heartbeatFile(const std::string& agentId) const = 0;
    /// Something waits to be told, so the turn is worth it whatever the file says.
    virtual asio::awaitable<bool> hasEvents(std::string agentId, Json settings) = 0;
    /// Runs the prompt as a turn and waits for its end; what came of it is passed to publish(), once it is on disk and
    /// also when a later process finished the turn. An Error: the turn could not begin. Cancellation: terminal.
    virtual asio::awaitable<Result<void>> turn(std::string agentId, std::string prompt, Json settings) = 0;
};

/// Wakes agents at intervals so that they look after things on their own (spec agent-run.md §5).
class Heartbeats {
public:
    /// `config` gives the configuration in force.
    Heartbeats(asio::any_io_executor executor,
               Clock& clock,
               HeartbeatHost& host,
               std::function<std::shared_ptr<const Json>()> config);
    ~Heartbeats();

    /// Told of every heartbeat as the payload of a `heartbeat` event.
    void onEvent(std::function<void(const Json&)> callback);
    /// set-heartbeats: until the next start.
    void setEnabled(bool isEnabled);
    bool isEnabled() const;
    /// Runs the agent's heartbeat soon; wakes within 250 ms count as one. "" is the default agent.
    void wake(const std::string& agentId);
    /// An event of a heartbeat (HeartbeatVerdict::event).
    void publish(Json event);
    /// The last event, null before the first.
    const Json& last() const;
    /// {enabled, every, everyMs} of an agent, as status shows it.
    Json describe(const std::string& agentId) const;

    /// Beats until cancelled (terminal). Sleeps without a timer while no agent has a heartbeat.
    asio::awaitable<void> run();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}
