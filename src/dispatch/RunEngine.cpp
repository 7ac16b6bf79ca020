// The engine behind every answer: session lanes, a global limit, and one transaction at the end of each run.
#include "openclaw/dispatch/RunEngine.hpp"

#include "dispatch/RunProgress.hpp"
#include "dispatch/replies.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace openclaw::dispatch {

namespace {

constexpr int maxStarts = 3;
constexpr std::size_t maxRememberedRuns = 1000;
constexpr const char* rpcChannel = "gateway";
constexpr const char* rpcAccount = "rpc";

struct Run {
    std::int64_t inboundId = 0;
    RunRequest request;
    RunInfo info;
    std::string abortReason;   // not empty: the run is to end
    bool started = false;
    std::unique_ptr<RunProgress> progress;
};

using RunPtr = std::shared_ptr<Run>;

RunPtr makeRun(std::int64_t inboundId, RunRequest request) {
    auto run = std::make_shared<Run>();
    run->inboundId = inboundId;
    run->info = RunInfo{request.runId, request.sessionKey, request.displayKey, request.agentId, {}, request.isChat};
    run->request = std::move(request);
    return run;
}

RunStatus toRunStatus(agent::TurnStatus status) {
    switch (status) {
    case agent::TurnStatus::completed: return RunStatus::ok;
    case agent::TurnStatus::aborted: return RunStatus::aborted;
    case agent::TurnStatus::failed:
    case agent::TurnStatus::timedOut: return RunStatus::error;
    }
    return RunStatus::error;
}

}

struct RunEngine::Impl {
    Impl(asio::any_io_executor ex, Clock& c, store::Store& s, agent::AgentBackend& b, channels::Outbox& o,
         channels::ChannelLookup l, SettingsSource src)
        : executor(ex), clock(c), store(s), backend(b), outbox(o), lookup(std::move(l)), settings(std::move(src)), tasks(ex),
          finished(ex) {}

    void enqueue(RunPtr run);
    void startNext();
    asio::awaitable<void> runOne(RunPtr run);
    asio::awaitable<Result<RunResult>> execute(RunPtr run);
    asio::awaitable<Result<store::SessionRow>> openSession(const RunRequest& request);
    asio::awaitable<Result<void>> commit(RunPtr run, const RunResult& result);
    asio::awaitable<void> giveUp(store::InboundRecord record);
    agent::TurnRequest turnRequest(const Run& run, const store::SessionRow& session, const Settings& current) const;
    void setTyping(const Run& run, bool isTyping);
    void remember(const std::string& runId, RunResult result);
    RunPtr find(const std::string& runId) const;

    asio::any_io_executor executor;
    Clock& clock;
    store::Store& store;
    agent::AgentBackend& backend;
    channels::Outbox& outbox;
    channels::ChannelLookup lookup;
    SettingsSource settings;
    std::vector<RunObserver*> observers;
    /// Queued runs in order of admission; lanes are implied: a session in `busy` has a run under way.
    std::deque<RunPtr> queue;
    std::vector<RunPtr> active;
    std::set<std::string> busy;
    std::map<std::string, RunResult> results;
    std::deque<std::string> resultOrder;
    TaskGroup tasks;
    Notifier finished;
    bool stopping = false;
};

RunEngine::RunEngine(asio::any_io_executor executor, Clock& clock, store::Store& store, agent::AgentBackend& backend,
                     channels::Outbox& outbox, channels::ChannelLookup channels, SettingsSource settings)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, store, backend, outbox, std::move(channels),
                                   std::move(settings))) {}

RunEngine::~RunEngine() = default;

void RunEngine::observe(RunObserver& observer) { impl_->observers.push_back(&observer); }

asio::awaitable<Result<store::Admission>> RunEngine::admit(RunRequest request) {
    if (impl_->stopping)
        co_return Error(Errc::unavailable, "the gateway is stopping");
    store::InboundRecord record;
    record.channel = rpcChannel;
    record.accountId = rpcAccount;
    record.platformMessageId = request.runId;
    record.conversation = request.sessionKey;
    record.receivedAtMs = impl_->clock.nowMs();
    record.sessionKey = request.sessionKey;
    record.agentId = request.agentId;
    record.body = request.toJson();
    if (request.route)
        record.route = request.route->toJson();
    std::vector<store::InboundRecord> batch;
    batch.push_back(std::move(record));
    Result<std::vector<store::Admission>> admitted = co_await impl_->store.inbox().admit(std::move(batch), std::nullopt);
    if (!admitted)
        co_return admitted.error();
    const store::Admission admission = admitted->front();
    if (admission.isNew)
        submit(admission.id, std::move(request));
    co_return admission;
}

void RunEngine::submit(std::int64_t inboundId, RunRequest request) {
    impl_->enqueue(makeRun(inboundId, std::move(request)));
}

asio::awaitable<Result<void>> RunEngine::resume() {
    Result<std::vector<store::InboundRecord>> unfinished = co_await impl_->store.inbox().listUnfinished();
    if (!unfinished)
        co_return unfinished.error().withContext("reading unanswered messages");
    for (auto& record : *unfinished) {
        if (record.attempts >= maxStarts) {
            co_await impl_->giveUp(std::move(record));
            continue;
        }
        log::info("dispatch", "taking up message {} again, start {} of {}", record.id, record.attempts + 1, maxStarts);
        submit(record.id, RunRequest::fromJson(record.body));
    }
    co_return Result<void>();
}

std::vector<RunInfo> RunEngine::activeRuns(const std::string& sessionKey) const {
    std::vector<RunInfo> runs;
    for (const auto& run : impl_->active) {
        if (run->info.sessionKey == sessionKey)
            runs.push_back(run->info);
    }
    for (const auto& run : impl_->queue) {
        if (run->info.sessionKey == sessionKey)
            runs.push_back(run->info);
    }
    return runs;
}

std::optional<RunInfo> RunEngine::findActive(const std::string& runId) const {
    const RunPtr run = impl_->find(runId);
    if (!run)
        return std::nullopt;
    return run->info;
}

bool RunEngine::abort(const std::string& runId, const std::string& reason) {
    const RunPtr run = impl_->find(runId);
    if (!run || !run->abortReason.empty())
        return false;
    run->abortReason = reason;
    if (run->started)
        impl_->backend.abort(run->info.sessionKey);
    return true;
}

std::vector<Json> RunEngine::pendingMessages(const std::string& sessionKey) const {
    for (const auto& run : impl_->active) {
        if (run->info.sessionKey == sessionKey && run->progress)
            return run->progress->messages();
    }
    return {};
}

asio::awaitable<std::optional<RunResult>> RunEngine::wait(std::string runId, std::chrono::milliseconds limit) {
    using namespace asio::experimental::awaitable_operators;
    const SteadyTime deadline = impl_->clock.steadyNow() + limit;
    for (;;) {
        if (const auto found = impl_->results.find(runId); found != impl_->results.end())
            co_return found->second;
        const bool cancelled = co_await isCancelled();
        if (cancelled || impl_->clock.steadyNow() >= deadline)
            co_return std::nullopt;
        co_await (impl_->finished.wait() || impl_->clock.sleepUntil(deadline));
    }
}

std::size_t RunEngine::activeCount() const { return impl_->active.size(); }

asio::awaitable<void> RunEngine::stop(std::chrono::milliseconds grace) {
    impl_->stopping = true;
    impl_->queue.clear();
    using namespace asio::experimental::awaitable_operators;
    const SteadyTime deadline = impl_->clock.steadyNow() + grace;
    while (!impl_->active.empty() && impl_->clock.steadyNow() < deadline)
        co_await (impl_->finished.wait() || impl_->clock.sleepUntil(deadline));
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
}

RunPtr RunEngine::Impl::find(const std::string& runId) const {
    const auto hasId = [&](const RunPtr& run) { return run->info.runId == runId; };
    if (const auto found = std::find_if(active.begin(), active.end(), hasId); found != active.end())
        return *found;
    if (const auto found = std::find_if(queue.begin(), queue.end(), hasId); found != queue.end())
        return *found;
    return nullptr;
}

void RunEngine::Impl::enqueue(RunPtr run) {
    if (stopping)
        return;   // its row stays unanswered and the next start takes it up
    queue.push_back(std::move(run));
    startNext();
}

void RunEngine::Impl::startNext() {
    const std::size_t limit = settings()->maxConcurrentRuns;
    for (auto it = queue.begin(); it != queue.end() && active.size() < limit && !stopping;) {
        if (busy.contains((*it)->info.sessionKey)) {
            ++it;
            continue;
        }
        RunPtr run = *it;
        it = queue.erase(it);
        busy.insert(run->info.sessionKey);
        active.push_back(run);
        tasks.spawn("run", runOne(std::move(run)));
    }
}

asio::awaitable<void> RunEngine::Impl::runOne(RunPtr run) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<RunResult> result = co_await execute(run);
    setTyping(*run, false);
    const bool parked = !result && (result.error().is(Errc::cancelled) || stopping);
    if (!parked) {
        if (!result) {
            log::error("dispatch", "run {} could not be carried out: {}", run->info.runId, result.error().message);
            RunResult failure;
            failure.status = RunStatus::error;
            failure.error = result.error().message;
            failure.endedAtMs = clock.nowMs();
            result = std::move(failure);
        }
        const Result<void> stored = co_await commit(run, *result);
        if (!stored)
            log::error("dispatch", "the outcome of run {} could not be stored: {}", run->info.runId, stored.error().message);
    }
    busy.erase(run->info.sessionKey);
    std::erase(active, run);
    if (!parked) {
        std::int64_t seq = 0;
        if (run->progress) {
            run->progress->finish(*result);
            seq = run->progress->lastSeq();
        }
        for (RunObserver* observer : observers)
            observer->onRunFinished(run->info, seq, *result);
        remember(run->info.runId, std::move(*result));
    }
    finished.notify();
    startNext();
}

asio::awaitable<Result<store::SessionRow>> RunEngine::Impl::openSession(const RunRequest& request) {
    Result<std::optional<store::SessionRow>> known = co_await store.sessions().get(request.sessionKey);
    if (!known)
        co_return known.error();
    if (*known && !(*known)->sessionId.empty())
        co_return std::move(**known);
    store::SessionPatch patch;
    patch.sessionKey = request.sessionKey;
    patch.agentId = request.agentId;
    patch.updatedAtMs = clock.nowMs();
    patch.patch = request.sessionPatch;
    patch.patch["sessionId"] = randomUuid();
    Result<store::SessionRow> made = co_await store.sessions().upsert(std::move(patch));
    co_return made;
}

agent::TurnRequest RunEngine::Impl::turnRequest(const Run& run, const store::SessionRow& session,
                                                const Settings& current) const {
    agent::TurnRequest turn;
    turn.runId = run.request.runId;
    turn.agentId = run.request.agentId;
    turn.sessionKey = run.request.sessionKey;
    turn.sessionId = session.sessionId;
    turn.message = run.request.message;
    turn.images = run.request.images;
    turn.extraSystemPrompt = run.request.extraSystemPrompt;
    turn.timeout = run.request.timeout.count() > 0 ? run.request.timeout : current.runTimeout;
    turn.provider = stringOr(session.entry, "providerOverride");
    turn.model = stringOr(session.entry, "modelOverride");
    turn.thinkingLevel = run.request.thinking;
    if (turn.thinkingLevel.empty())
        turn.thinkingLevel = stringOr(session.entry, "thinkingLevel", current.thinkingDefault);
    if (turn.thinkingLevel.empty())
        turn.thinkingLevel = "off";
    return turn;
}

asio::awaitable<Result<RunResult>> RunEngine::Impl::execute(RunPtr run) {
    const auto current = settings();
    if (!run->abortReason.empty()) {
        RunResult aborted;
        aborted.status = RunStatus::aborted;
        aborted.stopReason = run->abortReason;
        aborted.endedAtMs = clock.nowMs();
        co_return aborted;
    }
    Result<store::SessionRow> session = co_await openSession(run->request);
    if (!session)
        co_return session.error();
    run->info.sessionId = session->sessionId;
    crashPoint("run.before-mark");
    Result<int> starts = co_await store.inbox().markRunning(run->inboundId, run->info.runId);
    if (!starts)
        co_return starts.error();
    crashPoint("run.marked");
    Run* raw = run.get();
    run->progress = std::make_unique<RunProgress>(clock, run->info, observers, [this, raw] { setTyping(*raw, true); });
    run->started = true;
    if (run->request.route)
        setTyping(*run, true);
    agent::TurnRequest turn = turnRequest(*run, *session, *current);
    Result<agent::TurnOutcome> outcome = co_await backend.runTurn(std::move(turn), *run->progress);
    crashPoint("run.turn-done");
    const bool cancelled = co_await isCancelled();
    if (cancelled || (stopping && outcome && outcome->status == agent::TurnStatus::aborted))
        co_return Error(Errc::cancelled, "parked by shutdown");
    if (!outcome)
        co_return outcome.error();
    RunResult result;
    result.status = toRunStatus(outcome->status);
    if (result.status == RunStatus::aborted)
        result.stopReason = run->abortReason.empty() ? "rpc" : run->abortReason;
    if (outcome->status == agent::TurnStatus::timedOut)
        result.error = "the agent did not finish in time";
    else
        result.error = outcome->errorMessage;
    result.text = std::string(trimAscii(outcome->text));
    result.sessionId = session->sessionId;
    result.provider = outcome->provider;
    result.model = outcome->model;
    result.usage = outcome->usage;
    result.startedAtMs = run->progress->startedAtMs();
    result.endedAtMs = clock.nowMs();
    co_return result;
}

asio::awaitable<Result<void>> RunEngine::Impl::commit(RunPtr run, const RunResult& result) {
    store::TurnCompletion completion;
    completion.inboundIds = {run->inboundId};
    completion.nowMs = clock.nowMs();
    if (run->progress) {
        for (Json& message : run->progress->takeMessages())
            completion.transcript.push_back(toTranscript(run->info.sessionId, std::move(message), completion.nowMs));
    }
    if (run->request.route) {
        const channels::Channel* channel = lookup(run->request.route->channel, run->request.route->accountId);
        completion.outbound = replyParts(*run->request.route, run->info.runId, run->inboundId, result, channel, completion.nowMs);
    }
    if (!run->info.sessionId.empty())
        completion.session = sessionAfterRun(run->request, result, completion.nowMs);
    crashPoint("run.before-complete");
    Result<std::vector<store::Enqueued>> rows = co_await store.inbox().complete(std::move(completion));
    crashPoint("run.completed");
    if (!rows)
        co_return rows.error();
    outbox.deliver(std::move(*rows));
    co_return Result<void>();
}

asio::awaitable<void> RunEngine::Impl::giveUp(store::InboundRecord record) {
    log::error("dispatch", "message {} was begun {} times without an answer and is set aside", record.id, record.attempts);
    const RunRequest request = RunRequest::fromJson(record.body);
    RunResult failure;
    failure.status = RunStatus::error;
    failure.error = "this message interrupted the gateway " + std::to_string(record.attempts) + " times and was set aside";
    failure.endedAtMs = clock.nowMs();
    store::TurnCompletion notice;
    notice.nowMs = clock.nowMs();
    if (request.route) {
        const channels::Channel* channel = lookup(request.route->channel, request.route->accountId);
        notice.outbound = replyParts(*request.route, request.runId, record.id, failure, channel, notice.nowMs);
    }
    // The notice first: should the process die in between, its key keeps it from being queued twice.
    Result<std::vector<store::Enqueued>> rows = co_await store.inbox().complete(std::move(notice));
    if (rows)
        outbox.deliver(std::move(*rows));
    Result<void> set = co_await store.inbox().finish(record.id, store::InboundState::quarantined, clock.nowMs());
    if (!set)
        log::error("dispatch", "message {}: {}", record.id, set.error().message);
    remember(request.runId, std::move(failure));
}

void RunEngine::Impl::setTyping(const Run& run, bool isTyping) {
    if (!run.request.route)
        return;
    const ReplyRoute& route = *run.request.route;
    if (channels::Channel* channel = lookup(route.channel, route.accountId))
        channel->setTyping(route.target, route.threadId, isTyping);
}

void RunEngine::Impl::remember(const std::string& runId, RunResult result) {
    if (results.insert_or_assign(runId, std::move(result)).second)
        resultOrder.push_back(runId);
    while (resultOrder.size() > maxRememberedRuns) {
        results.erase(resultOrder.front());
        resultOrder.pop_front();
    }
}

}
