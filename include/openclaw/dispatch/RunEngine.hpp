#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/store/Store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::dispatch {

/// Runs turns: one at a time per session, a bounded number at once, in order of admission. Every run has a row in the
/// inbound ledger; its outcome, its transcript and its outgoing parts are committed together, so that a crash leaves
/// either an unanswered message that is run again or a complete answer.
class RunEngine {
public:
    RunEngine(asio::any_io_executor executor,
              Clock& clock,
              store::Store& store,
              agent::AgentBackend& backend,
              channels::Outbox& outbox,
              channels::ChannelLookup channels,
              SettingsSource settings);
    ~RunEngine();

    void observe(RunObserver& observer);

    /// Makes the run durable, then queues it. The id of an earlier run is answered with that run's row: nothing runs
    /// twice. Errc::unavailable while stopping.
    asio::awaitable<Result<store::Admission>> admit(RunRequest request);
    /// Queues a run whose row exists already.
    void submit(std::int64_t inboundId, RunRequest request);
    /// Takes up what the last process left unanswered. A message that was begun three times is given up, visibly.
    asio::awaitable<Result<void>> resume();

    /// Active and queued runs of a session, oldest first.
    std::vector<RunInfo> activeRuns(const std::string& sessionKey) const;
    std::optional<RunInfo> findActive(const std::string& runId) const;
    /// Ends a run, queued or under way; false when there is none. `reason` becomes its stopReason.
    bool abort(const std::string& runId, const std::string& reason);
    /// The messages of a session's run in progress, not yet stored.
    std::vector<Json> pendingMessages(const std::string& sessionKey) const;
    /// The result of an active or recent run; nullopt when it did not end within `limit` or is unknown. Cancellation: terminal.
    asio::awaitable<std::optional<RunResult>> wait(std::string runId, std::chrono::milliseconds limit);
    std::size_t activeCount() const;

    /// Parks what is queued, gives running turns `grace` to end, then stops them; their rows stay unanswered.
    asio::awaitable<void> stop(std::chrono::milliseconds grace);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}
