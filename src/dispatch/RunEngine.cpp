// What runs when: session lanes, global lanes, queue modes, timers. How a turn is carried out is in
// RunExecution.cpp.
#include "dispatch/RunEngineImpl.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/sessions/queue.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::dispatch {

namespace {

constexpr int maxStarts = 3;
constexpr std::size_t maxRememberedRuns = 1000;

RunInfo infoOf(const RunRequest& request) {
    return RunInfo{request.runId, request.sessionKey, request.displayKey, request.agentId, {},
                   request.isChat};
}

std::size_t limitOf(GlobalLane lane, const Settings& settings) {
    switch (lane) {
    case GlobalLane::main:
    case GlobalLane::nested: return settings.maxConcurrentRuns;
    case GlobalLane::cron: return settings.maxConcurrentCron;
    case GlobalLane::subagent: return settings.maxConcurrentSubagents;
    }
    return settings.maxConcurrentRuns;
}

std::string queuePath(const RunRequest& request) {
    return "messages.queue.mode=" + std::string(sessions::toString(request.queue.mode));
}

}

RunEngine::RunEngine(asio::any_io_executor executor,
                     Clock& clock,
                     store::Store& store,
                     agent::AgentBackend& backend,
                     channels::Outbox& outbox,
                     channels::ChannelLookup channels,
                     SettingsSource settings)
    : impl_(std::make_unique<Impl>(
          std::move(executor), clock, store, backend, outbox, std::move(channels), std::move(settings))) {}

RunEngine::~RunEngine() = default;

void RunEngine::observe(RunObserver& observer) { impl_->observers.push_back(&observer); }
void RunEngine::answerCommandsWith(CommandRunner runner) { impl_->commandRunner = std::move(runner); }
void RunEngine::finishWith(std::string kind, RunFinisher finisher) {
    impl_->finishers[std::move(kind)] = std::move(finisher);
}

void RunEngine::readMediaWith(MediaReader& reader) { impl_->media = &reader; }
void RunEngine::speakWith(SpokenReplies& spoken) { impl_->spoken = &spoken; }

void RunEngine::setWorkspaceLookup(std::function<std::filesystem::path(const std::string&)> lookup) {
    impl_->workspaceOf = std::move(lookup);
}

asio::awaitable<Result<store::Admission>> RunEngine::admit(RunRequest request) {
    if (impl_->stopping) co_return Error(Errc::unavailable, "the gateway is stopping");
    request.receivedAtMs = impl_->clock.nowMs();
    std::vector<store::InboundRecord> batch;
    batch.push_back(ledgerRow(request, "a client of the gateway asked for it"));
    Result<std::vector<store::Admission>> admitted =
        co_await impl_->store.inbox().admit(std::move(batch), std::nullopt);
    if (!admitted) co_return admitted.error();
    const store::Admission admission = admitted->front();
    if (admission.isNew) submit(admission.id, std::move(request));
    co_return admission;
}

void RunEngine::submit(std::int64_t inboundId, RunRequest request) {
    impl_->enqueue(inboundId, std::move(request));
}

asio::awaitable<Result<void>> RunEngine::resume() {
    Result<std::vector<store::InboundRecord>> unfinished = co_await impl_->store.inbox().listUnfinished();
    if (!unfinished) co_return unfinished.error().withContext("reading unanswered messages");
    for (auto& record : *unfinished) {
        if (record.attempts >= maxStarts) {
            co_await impl_->giveUp(std::move(record));
            continue;
        }
        log::info("dispatch", "taking up message {} again, start {} of {}", record.id, record.attempts + 1,
                  maxStarts);
        submit(record.id, RunRequest::fromJson(record.body));
    }
    co_return Result<void>();
}

std::vector<RunInfo> RunEngine::activeRuns(const std::string& sessionKey) const {
    std::vector<RunInfo> runs;
    const auto found = impl_->sessions.find(sessionKey);
    if (found == impl_->sessions.end()) return runs;
    if (found->second.running) runs.push_back(found->second.running->info);
    for (const LaneItem& item : found->second.lane.items())
        runs.push_back(infoOf(item.request));
    return runs;
}

std::optional<RunInfo> RunEngine::findActive(const std::string& runId) const {
    if (const RunPtr run = impl_->findRunning(runId)) return run->info;
    for (const auto& [key, session] : impl_->sessions) {
        for (const LaneItem& item : session.lane.items()) {
            if (item.request.runId == runId) return infoOf(item.request);
        }
    }
    return std::nullopt;
}

bool RunEngine::abort(const std::string& runId, const std::string& reason) {
    if (const RunPtr run = impl_->findRunning(runId)) {
        if (!run->abortReason.empty()) return false;
        run->abortReason = reason;
        if (run->started) impl_->backend.abort(run->info.sessionKey);
        return true;
    }
    Impl::Session* session = impl_->findWaiting(runId);
    LaneItem item;
    if (!session || !session->lane.removeByRunId(runId, item)) return false;
    // A queued run ends through the same door as any other, so that whoever waits for it hears of it.
    auto run = std::make_shared<Run>();
    run->inboundIds = {item.inboundId};
    run->info = infoOf(item.request);
    run->request = std::move(item.request);
    run->abortReason = reason;
    impl_->active.push_back(run);
    impl_->tasks.spawn("run", impl_->runOne(std::move(run)));
    return true;
}

std::size_t RunEngine::abortSession(const std::string& sessionKey, const std::string& reason) {
    const auto found = impl_->sessions.find(sessionKey);
    if (found == impl_->sessions.end()) return 0;
    std::size_t count = 0;
    if (const RunPtr run = found->second.running; run && run->abortReason.empty()) {
        run->abortReason = reason;
        if (run->started) impl_->backend.abort(sessionKey);
        ++count;
    }
    count += found->second.lane.size();
    impl_->giveUpWaiting(
        found->second, sessionKey,
        TraceStep{"queue", "aborted", "the conversation was stopped while the message waited", "/stop"});
    return count;
}

std::size_t RunEngine::waitingCount(const std::string& sessionKey) const {
    const auto found = impl_->sessions.find(sessionKey);
    return found == impl_->sessions.end() ? 0 : found->second.lane.size();
}

std::optional<ReplyRoute> RunEngine::routeOf(const std::string& runId) const {
    const RunPtr run = impl_->findRunning(runId);
    return run ? run->request.route : std::nullopt;
}

std::optional<RunRequest> RunEngine::requestOf(const std::string& runId) const {
    const RunPtr run = impl_->findRunning(runId);
    return run ? std::optional(run->request) : std::nullopt;
}

void RunEngine::noteSend(const std::string& runId, ToolSend send) {
    if (const RunPtr run = impl_->findRunning(runId)) run->toolSends.push_back(std::move(send));
}

std::vector<Json> RunEngine::pendingMessages(const std::string& sessionKey) const {
    const auto found = impl_->sessions.find(sessionKey);
    if (found == impl_->sessions.end() || !found->second.running || !found->second.running->progress)
        return {};
    return found->second.running->progress->messages();
}

asio::awaitable<std::optional<RunResult>> RunEngine::wait(std::string runId,
                                                          std::chrono::milliseconds limit) {
    using namespace asio::experimental::awaitable_operators;
    const SteadyTime deadline = impl_->clock.steadyNow() + limit;
    for (;;) {
        if (const auto found = impl_->results.find(runId); found != impl_->results.end())
            co_return found->second;
        const bool cancelled = co_await isCancelled();
        if (cancelled || impl_->clock.steadyNow() >= deadline) co_return std::nullopt;
        co_await (impl_->finished.wait() || impl_->clock.sleepUntil(deadline));
    }
}

std::size_t RunEngine::activeCount() const { return impl_->active.size(); }

asio::awaitable<void> RunEngine::stop(std::chrono::milliseconds grace) {
    impl_->stopping = true;
    impl_->order.clear();
    for (auto& [key, session] : impl_->sessions)
        session.lane.takeAll(); // their rows stay unanswered and the next start takes them up
    using namespace asio::experimental::awaitable_operators;
    const SteadyTime deadline = impl_->clock.steadyNow() + grace;
    while (!impl_->active.empty() && impl_->clock.steadyNow() < deadline)
        co_await (impl_->finished.wait() || impl_->clock.sleepUntil(deadline));
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
}

RunPtr RunEngine::Impl::findRunning(const std::string& runId) const {
    const auto found = std::find_if(active.begin(), active.end(),
                                    [&](const RunPtr& run) { return run->info.runId == runId; });
    return found == active.end() ? nullptr : *found;
}

RunEngine::Impl::Session* RunEngine::Impl::findWaiting(const std::string& runId) {
    for (auto& [key, session] : sessions) {
        for (const LaneItem& item : session.lane.items()) {
            if (item.request.runId == runId) return &session;
        }
    }
    return nullptr;
}

void RunEngine::Impl::enqueue(std::int64_t inboundId, RunRequest request) {
    if (stopping) return; // its row stays unanswered and the next start takes it up
    if (!request.ackEmoji.empty() && !request.isCommand) tasks.spawn("run.ack", acknowledge(request, false));
    if (request.isCommand && commandRunner) {
        tasks.spawn("command", runCommand(inboundId, std::move(request)));
        return;
    }
    const std::string key = request.sessionKey;
    Session& session = sessions[key];
    const RunRequest* running =
        session.running && session.running->abortReason.empty() ? &session.running->request : nullptr;
    const Lane::Arrival arrival = Lane::decide(request, running);
    if (arrival == Lane::Arrival::steer || arrival == Lane::Arrival::steerAndWait) {
        tasks.spawn("run.steer", steer(inboundId, std::move(request), session.running,
                                       arrival == Lane::Arrival::steerAndWait));
        return;
    }
    if (arrival == Lane::Arrival::interrupt) {
        giveUpWaiting(session, key,
                      TraceStep{"queue", "dropped", "a newer message took its place", queuePath(request)});
        session.running->abortReason = "interrupt";
        if (session.running->started) backend.abort(key);
    }
    const bool waits = session.running != nullptr || !session.lane.isEmpty();
    if (waits) {
        std::vector<store::TraceAppend> traces(1);
        traces[0].inboundId = inboundId;
        traces[0].steps.push_back(
            TraceStep{"queue", "queued", "the agent was busy with this conversation", queuePath(request)}
                .toJson());
        tasks.spawn("run.trace", storeTraces(std::move(traces)));
    }
    LaneItem item{inboundId, std::move(request), 0};
    const auto cap = item.request.queue.cap;
    for (const LaneDrop& drop : session.lane.add(std::move(item), clock.nowMs())) {
        log::info("dispatch", "message {} dropped: more than {} wait in session {}", drop.inboundId, cap,
                  key);
        tasks.spawn("run.refuse",
                    refuse({drop.inboundId},
                           TraceStep{"queue", "dropped", fmt::format("more than {} messages waited", cap),
                                     "messages.queue.drop=" + std::string(sessions::toString(drop.policy))}));
    }
    if (std::find(order.begin(), order.end(), key) == order.end()) order.push_back(key);
    startNext();
}

bool RunEngine::Impl::hasRoom(GlobalLane lane) const {
    const auto used = std::count_if(active.begin(), active.end(),
                                    [&](const RunPtr& run) { return run->request.lane == lane; });
    return static_cast<std::size_t>(used) < limitOf(lane, *settings());
}

void RunEngine::Impl::startNext() {
    bool needsTimer = false;
    for (std::size_t i = 0; i < order.size() && !stopping;) {
        const std::string key = order[i];
        const auto found = sessions.find(key);
        if (found == sessions.end() || found->second.lane.isEmpty()) {
            if (found != sessions.end() && !found->second.running) sessions.erase(found);
            order.erase(order.begin() + static_cast<std::ptrdiff_t>(i));
            continue;
        }
        Session& session = found->second;
        if (session.running || !hasRoom(session.lane.items().front().request.lane)) {
            ++i;
            continue;
        }
        auto turn = session.lane.take(clock.nowMs());
        if (!turn) {
            needsTimer = true;
            ++i;
            continue;
        }
        start(key, session, std::move(*turn));
        // One turn per round: the session goes to the end of the line.
        order.erase(order.begin() + static_cast<std::ptrdiff_t>(i));
        if (!session.lane.isEmpty()) order.push_back(key);
    }
    if (needsTimer) watchTimers();
}

void RunEngine::Impl::start(const std::string& sessionKey, Session& session, LaneTurn turn) {
    auto run = std::make_shared<Run>();
    run->inboundIds = std::move(turn.inboundIds);
    run->info = infoOf(turn.request);
    run->info.sessionKey = sessionKey;
    run->request = std::move(turn.request);
    if (turn.messageCount > 1)
        run->trace.add("queue", "merged", fmt::format("{} messages became one turn", turn.messageCount),
                       queuePath(run->request));
    session.running = run;
    active.push_back(run);
    tasks.spawn("run", runOne(std::move(run)));
}

void RunEngine::Impl::watchTimers() {
    timerChanged.notify();
    if (timerRuns) return;
    timerRuns = true;
    tasks.spawn("run.timer", timer());
}

asio::awaitable<void> RunEngine::Impl::timer() {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        std::optional<std::int64_t> due;
        for (const std::string& key : order) {
            const auto found = sessions.find(key);
            if (found == sessions.end() || found->second.running) continue;
            const auto at = found->second.lane.dueAtMs();
            if (at && (!due || *at < *due)) due = at;
        }
        const bool cancelled = co_await isCancelled();
        if (!due || stopping || cancelled) break;
        const std::int64_t pause = std::max<std::int64_t>(0, *due - clock.nowMs());
        co_await (timerChanged.wait() ||
                  clock.sleepUntil(clock.steadyNow() + std::chrono::milliseconds(pause)));
        const bool stopped = co_await isCancelled();
        if (stopped) break;
        if (clock.nowMs() >= *due) startNext();
    }
    timerRuns = false;
}

asio::awaitable<void>
RunEngine::Impl::steer(std::int64_t inboundId, RunRequest request, RunPtr run, bool alsoWaits) {
    Result<void> steered = co_await backend.steer(request.sessionKey, request.message);
    if (steered) {
        std::vector<store::TraceAppend> traces(1);
        traces[0].inboundId = inboundId;
        traces[0].steps.push_back(
            TraceStep{"queue", "steered", "the message was put into the running turn", queuePath(request)}
                .toJson());
        const bool isOpen = findRunning(run->info.runId) == run && !run->isCommitting;
        if (!alsoWaits && isOpen) run->inboundIds.push_back(inboundId);
        co_await storeTraces(std::move(traces));
        if (!alsoWaits) {
            // The agent has read it; a turn that is over already leaves nothing to wait for.
            if (!isOpen) {
                const Result<void> done =
                    co_await store.inbox().finish(inboundId, store::InboundState::answered, clock.nowMs());
                if (!done) log::warn("dispatch", "message {}: {}", inboundId, done.error().message);
            }
            co_return;
        }
    }
    request.queue.mode = sessions::QueueMode::followup;
    enqueue(inboundId, std::move(request));
}

asio::awaitable<void> RunEngine::Impl::storeTraces(std::vector<store::TraceAppend> traces) {
    const Result<void> stored = co_await store.inbox().appendTraces(std::move(traces));
    if (!stored) log::warn("dispatch", "a trace could not be stored: {}", stored.error().message);
}

asio::awaitable<void> RunEngine::Impl::refuse(std::vector<std::int64_t> inboundIds, TraceStep step) {
    std::vector<store::TraceAppend> traces;
    for (const std::int64_t id : inboundIds) {
        store::TraceAppend addition;
        addition.inboundId = id;
        addition.steps.push_back(step.toJson());
        traces.push_back(std::move(addition));
    }
    co_await storeTraces(std::move(traces));
    for (const std::int64_t id : inboundIds) {
        const Result<void> done =
            co_await store.inbox().finish(id, store::InboundState::refused, clock.nowMs());
        if (!done) log::warn("dispatch", "message {}: {}", id, done.error().message);
    }
}

void RunEngine::Impl::giveUpWaiting(Session& session, const std::string& sessionKey, TraceStep step) {
    std::vector<std::int64_t> ids;
    for (LaneItem& item : session.lane.takeAll()) {
        ids.push_back(item.inboundId);
        RunResult aborted;
        aborted.status = RunStatus::aborted;
        aborted.stopReason = step.path == "/stop" ? "stop" : "interrupt";
        aborted.endedAtMs = clock.nowMs();
        const RunInfo info = infoOf(item.request);
        for (RunObserver* observer : observers)
            observer->onRunFinished(info, 0, aborted);
        remember(info.runId, std::move(aborted));
    }
    if (ids.empty()) return;
    log::info("dispatch", "{} waiting messages of session {} given up: {}", ids.size(), sessionKey,
              step.reason);
    tasks.spawn("run.refuse", refuse(std::move(ids), std::move(step)));
}

void RunEngine::Impl::remember(const std::string& runId, RunResult result) {
    if (results.insert_or_assign(runId, std::move(result)).second) resultOrder.push_back(runId);
    while (resultOrder.size() > maxRememberedRuns) {
        results.erase(resultOrder.front());
        resultOrder.pop_front();
    }
    finished.notify();
}

}
