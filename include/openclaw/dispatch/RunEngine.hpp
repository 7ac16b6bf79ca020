#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/channels/Outbox.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/Settings.hpp"
#include "openclaw/dispatch/Trace.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/store/Store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::dispatch {

class MediaReader;
class SpokenReplies;

/// What a slash command comes to.
struct CommandResult {
    /// What the person is told, "" for nothing.
    std::string reply;
    /// A file of speech that goes with it, and whether as a voice note; "" for none.
    std::string speechPath;
    bool isVoiceNote = false;
    /// The command goes on as a turn of the agent (`/new hello`); it then takes over the ledger row.
    std::optional<RunRequest> turn;
    Trace trace;
};
/// Carries out a command; an Error becomes a notice in the chat. Cancellation: terminal.
using CommandRunner = std::function<asio::awaitable<Result<CommandResult>>(RunRequest request)>;

/// What the end of a run sets off besides its answer.
struct RunSequel {
    /// Admitted in the transaction that ends the run, so that a crash neither loses nor doubles them; those with a known
    /// id start nothing.
    std::vector<RunRequest> runs;
    /// Done once all of it is on disk, if set.
    std::function<void()> afterwards;
};

/// Adds to what the run of a request with a `purpose` leaves behind, in the same transaction; the references live until
/// it returns.
using RunFinisher = std::function<asio::awaitable<RunSequel>(
    const RunRequest& request, const RunResult& result, store::TurnCompletion& completion)>;

/// Runs turns: one at a time per session, a bounded number at once per global lane, in order of admission.
/// Messages that arrive while their session is busy join the turn, wait, or end it, as the queue mode says.
/// Every message has a row in the inbound ledger; a turn's outcome, its transcript and its outgoing parts are
/// committed together with all the rows that it answers, so that a crash leaves either unanswered messages
/// that are run again or a complete answer.
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
    /// Who carries out requests with `isCommand`; without one they are ordinary turns.
    void answerCommandsWith(CommandRunner runner);
    /// Who decides what becomes of runs that no person asked for and whose purpose is of that `kind`.
    void finishWith(std::string kind, RunFinisher finisher);
    /// Who fetches the files of messages; without one the agent only reads that there were some.
    void readMediaWith(MediaReader& reader);
    /// Who speaks answers; without one they are only written.
    void speakWith(SpokenReplies& spoken);
    /// The folder whose files an agent may send, besides its media; for MEDIA: lines.
    void setWorkspaceLookup(std::function<std::filesystem::path(const std::string& agentId)> lookup);

    /// Makes the run durable, then queues it. The id of an earlier run is answered with that run's row:
    /// nothing runs twice. Errc::unavailable while stopping.
    asio::awaitable<Result<store::Admission>> admit(RunRequest request);
    /// Queues a run whose row exists already.
    void submit(std::int64_t inboundId, RunRequest request);
    /// Takes up what the last process left unanswered. A message that was begun three times is given up,
    /// visibly.
    asio::awaitable<Result<void>> resume();

    /// Active and queued runs of a session, oldest first.
    std::vector<RunInfo> activeRuns(const std::string& sessionKey) const;
    std::optional<RunInfo> findActive(const std::string& runId) const;
    /// Ends a run, queued or under way; false when there is none. `reason` becomes its stopReason.
    bool abort(const std::string& runId, const std::string& reason);
    /// Ends the session's turn and gives up everything that waits behind it; returns how many there were.
    std::size_t abortSession(const std::string& sessionKey, const std::string& reason);
    /// How many messages wait in a session's lane.
    std::size_t waitingCount(const std::string& sessionKey) const;
    /// Where the answer of a run under way goes; nullopt when it goes to no chat or no such run is under way.
    std::optional<ReplyRoute> routeOf(const std::string& runId) const;
    /// The request of a run under way.
    std::optional<RunRequest> requestOf(const std::string& runId) const;
    /// A tool of the run has sent this: its answer does not say it again. Nothing happens when the run is over.
    void noteSend(const std::string& runId, ToolSend send);
    /// The messages of a session's run in progress, not yet stored.
    std::vector<Json> pendingMessages(const std::string& sessionKey) const;
    /// The result of an active or recent run; nullopt when it did not end within `limit` or is unknown.
    /// Cancellation: terminal.
    asio::awaitable<std::optional<RunResult>> wait(std::string runId, std::chrono::milliseconds limit);
    std::size_t activeCount() const;

    /// Parks what is queued, gives running turns `grace` to end, then stops them; their rows stay unanswered.
    asio::awaitable<void> stop(std::chrono::milliseconds grace);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}
