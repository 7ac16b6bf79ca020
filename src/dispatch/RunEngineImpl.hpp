#pragma once

#include "dispatch/BlockPump.hpp"
#include "dispatch/RunProgress.hpp"
#include "dispatch/replies.hpp"
#include "openclaw/dispatch/Lane.hpp"
#include "openclaw/dispatch/RunEngine.hpp"
#include "openclaw/dispatch/SpokenReplies.hpp"

#include <deque>
#include <map>
#include <memory>
#include <set>

namespace openclaw::dispatch {

/// One turn from its start to its commit.
struct Run {
    /// The rows it answers; steered messages join while it goes on.
    std::vector<std::int64_t> inboundIds;
    RunRequest request;
    RunInfo info;
    std::string abortReason; // not empty: the run is to end
    bool started = false;
    bool isCommitting = false; // nothing joins any more
    /// Tool lines and notes sent so far; makes their keys differ.
    int asides = 0;
    /// The session began with this run.
    bool isNewSession = false;
    Trace trace;
    /// What its tools have sent so far.
    std::vector<ToolSend> toolSends;
    Json sessionEntry = Json::object();
    /// What the agent is told besides the message.
    std::vector<store::SystemEvent> events;
    std::unique_ptr<RunProgress> progress;
    std::unique_ptr<BlockPump> blocks;
    /// Unset: nothing of it is spoken.
    std::optional<SpeechPlan> speech;
};
using RunPtr = std::shared_ptr<Run>;

/// The ledger row of a run that did not begin with a chat message; `reason` goes into its trace.
store::InboundRecord ledgerRow(const RunRequest& request, std::string reason);

struct RunEngine::Impl {
    Impl(asio::any_io_executor ex,
         Clock& c,
         store::Store& s,
         agent::AgentBackend& b,
         channels::Outbox& o,
         channels::ChannelLookup l,
         SettingsSource src)
        : executor(ex), clock(c), store(s), backend(b), outbox(o), lookup(std::move(l)),
          settings(std::move(src)), tasks(ex), finished(ex), timerChanged(ex) {}

    /// A session's lane and the turn under way in it.
    struct Session {
        Lane lane;
        RunPtr running;
    };

    // RunEngine.cpp: what runs when.
    void enqueue(std::int64_t inboundId, RunRequest request);
    void startNext();
    bool hasRoom(GlobalLane lane) const;
    void start(const std::string& sessionKey, Session& session, LaneTurn turn);
    void watchTimers();
    asio::awaitable<void> timer();
    asio::awaitable<void> steer(std::int64_t inboundId, RunRequest request, RunPtr run, bool alsoWaits);
    asio::awaitable<void> storeTraces(std::vector<store::TraceAppend> traces);
    asio::awaitable<void> refuse(std::vector<std::int64_t> inboundIds, TraceStep step);
    void giveUpWaiting(Session& session, const std::string& sessionKey, TraceStep step);
    void startBlocks(RunPtr run, const Settings& current);
    asio::awaitable<void> pumpBlocks(RunPtr run);
    void showWork(RunPtr run, RunProgress::Hooks& hooks, const Settings& current);
    asio::awaitable<void> sendAside(RunPtr run, std::string text);
    RunPtr findRunning(const std::string& runId) const;
    Session* findWaiting(const std::string& runId);
    void remember(const std::string& runId, RunResult result);

    // RunSequel.cpp: what a run that is over sets off.
    asio::awaitable<RunSequel>
    sequelOf(const RunRequest& request, const RunResult& result, store::TurnCompletion& completion);
    void follow(RunSequel sequel, const std::vector<store::Admission>& admitted);

    // RunExecution.cpp: one turn.
    asio::awaitable<void> runOne(RunPtr run);
    asio::awaitable<Result<RunResult>> execute(RunPtr run);
    asio::awaitable<Result<agent::TurnOutcome>> runTurn(RunPtr run, agent::TurnRequest turn);
    asio::awaitable<Result<store::SessionRow>> openSession(RunPtr run);
    asio::awaitable<Result<store::SessionRow>> resetSession(RunPtr run, std::string reason);
    asio::awaitable<Result<void>> startRun(RunPtr run);
    asio::awaitable<Result<void>> commit(RunPtr run, const RunResult& result);
    asio::awaitable<void> runCommand(std::int64_t inboundId, RunRequest request);
    asio::awaitable<void> giveUp(store::InboundRecord record);
    asio::awaitable<void> acknowledge(RunRequest request, bool isRemoval);
    // RunSpeech.cpp: answers as sound.
    asio::awaitable<void> planSpeech(RunPtr run);
    asio::awaitable<void> speakBlock(const Run& run, text::ReplyPayload& payload);
    asio::awaitable<void> speakAnswer(RunPtr run, const RunResult& result, std::vector<text::ReplyPayload>& payloads);

    agent::TurnRequest turnRequest(const Run& run, const store::SessionRow& session, const Settings& current);
    asio::awaitable<void> readMedia(RunPtr run);
    void setTyping(const Run& run, bool isTyping);
    std::vector<std::filesystem::path> mediaRoots(const std::string& agentId) const;

    asio::any_io_executor executor;
    Clock& clock;
    store::Store& store;
    agent::AgentBackend& backend;
    channels::Outbox& outbox;
    channels::ChannelLookup lookup;
    SettingsSource settings;
    CommandRunner commandRunner;
    std::map<std::string, RunFinisher> finishers;
    /// Null: files of messages are not fetched.
    MediaReader* media = nullptr;
    /// Null: answers are not spoken.
    SpokenReplies* spoken = nullptr;
    std::function<std::filesystem::path(const std::string&)> workspaceOf;
    std::vector<RunObserver*> observers;
    std::map<std::string, Session> sessions;
    /// Sessions with something waiting, in the order in which it came.
    std::deque<std::string> order;
    std::vector<RunPtr> active;
    std::map<std::string, RunResult> results;
    std::deque<std::string> resultOrder;
    TaskGroup tasks;
    Notifier finished;
    Notifier timerChanged;
    bool timerRuns = false;
    bool stopping = false;
};

}
