// One turn: session, agent, commit.
#include "dispatch/RunEngineImpl.hpp"
#include "dispatch/turns.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/time_zone.hpp"
#include "openclaw/dispatch/MediaReader.hpp"
#include "openclaw/dispatch/SystemEvents.hpp"
#include "openclaw/llm/errors.hpp"
#include "openclaw/sessions/reset.hpp"
#include "openclaw/text/error_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::dispatch {

namespace {

RunStatus toRunStatus(agent::TurnStatus status) {
    switch (status) {
    case agent::TurnStatus::completed: return RunStatus::ok;
    case agent::TurnStatus::aborted: return RunStatus::aborted;
    case agent::TurnStatus::failed:
    case agent::TurnStatus::timedOut: return RunStatus::error;
    }
    return RunStatus::error;
}

/// Why a session that was last used at `updatedAtMs` starts afresh at `nowMs`; nullopt while it is fresh.
std::optional<TraceStep>
staleness(const Settings& settings, const RunRequest& request, std::int64_t updatedAtMs, std::int64_t nowMs) {
    static const Json none = Json::object();
    const Json* configured = findMember(settings.root, "session");
    const Json& session = configured ? *configured : none;
    const Json* byChannel = request.route ? findMember(session, "resetByChannel") : nullptr;
    const Json* own = byChannel ? findMember(*byChannel, request.route->channel) : nullptr;
    const bool isThread = request.route && !request.route->threadId.empty();
    const auto type = sessions::resolveResetType(request.sessionKey, request.isGroup, isThread);
    const auto policy = sessions::resolveResetPolicy(session, type, own);
    const auto fresh = sessions::evaluateFreshness(policy, updatedAtMs, nowMs, utcOffsetMs(nowMs, ""));
    if (fresh.fresh) return std::nullopt;
    const bool isDaily = fresh.dailyResetAt && updatedAtMs < *fresh.dailyResetAt;
    const std::string where = own ? "session.resetByChannel." + request.route->channel : "session.reset";
    return TraceStep{"session", "reset",
                     isDaily ? fmt::format("a new session began at {}:00", policy.atHour)
                             : fmt::format("a new session began after {} minutes of silence",
                                           policy.idleMinutes.value_or(0)),
                     where + ".mode=" +
                         std::string(sessions::toString(isDaily ? sessions::ResetMode::daily
                                                                : sessions::ResetMode::idle))};
}

RunResult abortedResult(const Run& run, std::int64_t nowMs) {
    RunResult aborted;
    aborted.status = RunStatus::aborted;
    aborted.stopReason = run.abortReason;
    aborted.endedAtMs = nowMs;
    return aborted;
}

Json freshSessionFields() {
    return Json{{"sessionId", randomUuid()}, {"systemSent", false}, {"abortedLastRun", false},
                {"inputTokens", 0},          {"outputTokens", 0},   {"totalTokens", 0},
                {"compactionCount", nullptr}};
}

/// Where to look when the model's provider refused, "" for other failures.
std::string settingBehind(const RunResult& result) {
    const llm::FailureClass failure = llm::classifyFailure(llm::leadingStatus(result.error), result.error);
    const bool isAccount = failure == llm::FailureClass::auth || failure == llm::FailureClass::billing;
    if (!isAccount) return {};
    return result.provider.empty() ? "models.providers" : "models.providers." + result.provider + ".apiKey";
}

std::string runSummary(const RunResult& result, std::size_t blocks) {
    const auto duration = std::max<std::int64_t>(0, result.endedAtMs - result.startedAtMs);
    std::string text = result.model.empty() ? std::string("the agent answered")
                                            : fmt::format("{}/{} answered", result.provider, result.model);
    text += fmt::format(" in {} ms", result.startedAtMs > 0 ? duration : 0);
    return blocks > 0 ? text + fmt::format(", {} blocks sent while it wrote", blocks) : text;
}

}

std::vector<std::filesystem::path> RunEngine::Impl::mediaRoots(const std::string& agentId) const {
    return workspaceOf ? std::vector<std::filesystem::path>{workspaceOf(agentId)}
                       : std::vector<std::filesystem::path>();
}

asio::awaitable<void> RunEngine::Impl::runOne(RunPtr run) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Result<RunResult> result = co_await execute(run);
    setTyping(*run, false);
    const bool parked = !result && (result.error().is(Errc::cancelled) || stopping);
    if (!parked) {
        if (!result) {
            log::error("dispatch", "run {} could not be carried out: {}", run->info.runId,
                       result.error().message);
            RunResult failure;
            failure.status = RunStatus::error;
            failure.error = result.error().message;
            failure.endedAtMs = clock.nowMs();
            result = std::move(failure);
        }
        const Result<void> stored = co_await commit(run, *result);
        if (!stored)
            log::error("dispatch", "the outcome of run {} could not be stored: {}", run->info.runId,
                       stored.error().message);
    }
    if (const auto session = sessions.find(run->info.sessionKey);
        session != sessions.end() && session->second.running == run) {
        session->second.running = nullptr;
        session->second.lane.onTurnEnded();
        if (session->second.lane.isEmpty()) sessions.erase(session);
    }
    std::erase(active, run);
    if (!parked) {
        std::int64_t seq = 0;
        if (run->progress) {
            run->progress->finish(*result);
            seq = run->progress->lastSeq();
        }
        for (RunObserver* observer : observers)
            observer->onRunFinished(run->info, seq, *result);
        if (!run->request.ackEmoji.empty()) tasks.spawn("run.ack", acknowledge(run->request, true));
        remember(run->info.runId, std::move(*result));
    }
    finished.notify();
    startNext();
}

asio::awaitable<Result<store::SessionRow>> RunEngine::Impl::resetSession(RunPtr run, std::string reason) {
    store::SessionPatch patch;
    patch.sessionKey = run->request.sessionKey;
    patch.agentId = run->request.agentId;
    patch.updatedAtMs = clock.nowMs();
    patch.patch = freshSessionFields();
    Result<store::SessionRow> made = co_await store.sessions().upsert(std::move(patch));
    run->isNewSession = true;
    if (made) {
        backend.release(run->request.sessionKey);
        log::info("dispatch", "session {} starts afresh: {}", run->request.sessionKey, reason);
    }
    co_return made;
}

asio::awaitable<Result<store::SessionRow>> RunEngine::Impl::openSession(RunPtr run) {
    const RunRequest& request = run->request;
    Result<std::optional<store::SessionRow>> known = co_await store.sessions().get(request.sessionKey);
    if (!known) co_return known.error();
    if (*known && !(*known)->sessionId.empty()) {
        // Only conversations with people go stale; what clients of the gateway ask for continues where it
        // was.
        if (!request.route) co_return std::move(**known);
        const std::int64_t now = request.receivedAtMs > 0 ? request.receivedAtMs : clock.nowMs();
        const auto stale = staleness(*settings(), request, (*known)->updatedAtMs, now);
        if (!stale) co_return std::move(**known);
        run->trace.add(stale->stage, stale->outcome, stale->reason, stale->path);
        Result<store::SessionRow> renewed = co_await resetSession(run, stale->reason);
        co_return renewed;
    }
    store::SessionPatch patch;
    patch.sessionKey = request.sessionKey;
    patch.agentId = request.agentId;
    patch.updatedAtMs = clock.nowMs();
    patch.patch = request.sessionPatch;
    patch.patch["sessionId"] = randomUuid();
    run->isNewSession = true;
    Result<store::SessionRow> made = co_await store.sessions().upsert(std::move(patch));
    co_return made;
}

agent::TurnRequest
RunEngine::Impl::turnRequest(const Run& run, const store::SessionRow& session, const Settings& current) {
    agent::TurnRequest turn = turnOf(run.request, session.entry, current);
    turn.sessionId = session.sessionId;
    // Words from outside must not reach further than whoever may write them.
    for (const store::SystemEvent& event : run.events)
        turn.isAuthorized = turn.isAuthorized && !event.isOutside;
    if (run.speech)
        turn.extraSystemPrompt += (turn.extraSystemPrompt.empty() ? "" : "\n\n") + run.speech->hint();
    // What a thread is about; the session has it from its first turn on.
    const std::string starter = run.isNewSession && run.request.route
                                    ? stringOr(run.request.route->channelData, "threadStarter")
                                    : std::string();
    if (!starter.empty()) turn.message = starter + "\n\n" + turn.message;
    const Json* defaults = findPath(current.root, "agents.defaults");
    turn.message = withSystemEvents(std::move(turn.message), run.events,
                                    defaults ? stringOr(*defaults, "userTimezone") : std::string());
    if (run.request.route && findBool(session.entry, "abortedLastRun").value_or(false))
        turn.message = "Note: the previous turn was stopped by the user.\n\n" + turn.message;
    return turn;
}

asio::awaitable<Result<agent::TurnOutcome>> RunEngine::Impl::runTurn(RunPtr run, agent::TurnRequest turn) {
    agent::TurnRequest first = turn;
    Result<agent::TurnOutcome> outcome = co_await backend.runTurn(std::move(first), *run->progress);
    const bool overflowed = outcome && outcome->status == agent::TurnStatus::failed &&
                            text::isLikelyOverflowText(outcome->errorMessage) && run->abortReason.empty();
    if (!overflowed) co_return outcome;
    // The conversation outgrew the model: shorten it once and try again; if that fails too, begin anew.
    log::info("dispatch", "session {} outgrew its model; compacting", run->info.sessionKey);
    Result<Json> compacted = co_await backend.compact(run->info.sessionKey, std::string());
    if (compacted) {
        run->trace.add("session", "compacted", "the conversation had outgrown the model and was shortened");
        agent::TurnRequest second = turn;
        outcome = co_await backend.runTurn(std::move(second), *run->progress);
        const bool isFine = !outcome || outcome->status != agent::TurnStatus::failed ||
                            !text::isLikelyOverflowText(outcome->errorMessage);
        if (isFine) co_return outcome;
    }
    run->trace.add("session", "reset", "the conversation had outgrown the model and could not be shortened");
    Result<store::SessionRow> renewed = co_await resetSession(run, "it outgrew the model");
    if (!renewed) co_return renewed.error();
    run->info.sessionId = renewed->sessionId;
    agent::TurnOutcome told;
    told.status = agent::TurnStatus::completed;
    told.text =
        "⚠️ This conversation became too long for the model, so I started a fresh session. Please "
        "send your last message again.";
    co_return told;
}

/// Counts the run, and takes what has happened since the session's last turn: that stays claimed until the run is
/// committed, so that a crash takes nothing away.
asio::awaitable<Result<void>> RunEngine::Impl::startRun(RunPtr run) {
    if (run->inboundIds.empty()) co_return Result<void>();
    store::RunStart start{run->inboundIds, run->info.runId, run->request.sessionKey, run->request.outsideOf};
    Result<store::StartedRun> started = co_await store.inbox().startRun(std::move(start));
    if (!started) co_return started.error();
    run->events = std::move(started->events);
    co_return Result<void>();
}

/// The files of the messages, now that their turn has come.
asio::awaitable<void> RunEngine::Impl::readMedia(RunPtr run) {
    RunRequest& request = run->request;
    if (!media || !request.route || request.attachments.empty()) co_return;
    channels::Channel* channel = lookup(request.route->channel, request.route->accountId);
    if (!channel) co_return;
    RunRequest asked = request;
    Json config = settings()->root;
    const MediaReading reading = co_await media->read(*channel, std::move(asked), std::move(config));
    for (const std::string& problem : reading.problems)
        run->trace.add("media", "missing", problem);
    request.message = reading.messageFor(request);
    for (const agent::ImageInput& image : reading.images)
        request.images.push_back(image);
    request.attachments.clear();
}

asio::awaitable<Result<RunResult>> RunEngine::Impl::execute(RunPtr run) {
    const auto current = settings();
    if (!run->abortReason.empty()) co_return abortedResult(*run, clock.nowMs());
    Result<store::SessionRow> session = co_await openSession(run);
    if (!session) co_return session.error();
    run->info.sessionId = session->sessionId;
    run->sessionEntry = session->entry;
    crashPoint("run.before-mark");
    const Result<void> begun = co_await startRun(run);
    if (!begun) co_return begun.error();
    crashPoint("run.marked");
    if (!run->abortReason.empty())
        co_return abortedResult(*run, clock.nowMs()); // stopped before it really began
    co_await planSpeech(run);
    co_await readMedia(run);
    const bool cancelledMeanwhile = co_await isCancelled();
    if (cancelledMeanwhile) co_return Error(Errc::cancelled, "parked by shutdown");
    if (!run->abortReason.empty()) co_return abortedResult(*run, clock.nowMs());
    startBlocks(run, *current);
    Run* raw = run.get();
    RunProgress::Hooks hooks;
    hooks.onFirstText = [this, raw] { setTyping(*raw, true); };
    if (run->blocks) {
        hooks.onText = [raw](const std::string& delta) { raw->blocks->onText(delta); };
        hooks.onMessageEnd = [raw] { raw->blocks->onMessageEnd(); };
    }
    showWork(run, hooks, *current);
    run->progress = std::make_unique<RunProgress>(clock, run->info, observers, std::move(hooks));
    run->started = true;
    const auto typing = sessions::resolveTypingMode(
        sessions::parseTypingMode(stringOr(session->entry, "typingMode", current->typingMode)),
        run->request.isGroup, run->request.wasMentioned, false);
    run->progress->neverType = typing == sessions::TypingMode::never;
    if (typing == sessions::TypingMode::instant) setTyping(*run, true);
    agent::TurnRequest turn = turnRequest(*run, *session, *current);
    const std::string thinking = turn.thinkingLevel;
    Result<agent::TurnOutcome> outcome = co_await runTurn(run, std::move(turn));
    crashPoint("run.turn-done");
    const bool cancelled = co_await isCancelled();
    if (cancelled || (stopping && outcome && outcome->status == agent::TurnStatus::aborted))
        co_return Error(Errc::cancelled, "parked by shutdown");
    std::size_t blocks = 0;
    if (run->blocks) blocks = co_await run->blocks->finish();
    if (!outcome) co_return outcome.error();
    for (const std::string& failure : outcome->failedModels)
        run->trace.add("model", "failed", failure, "agents.defaults.model.fallbacks");
    RunResult result;
    result.status = toRunStatus(outcome->status);
    if (result.status == RunStatus::aborted)
        result.stopReason = run->abortReason.empty() ? "rpc" : run->abortReason;
    result.error = outcome->errorMessage;
    if (outcome->status == agent::TurnStatus::timedOut) {
        result.error = "the agent did not finish in time";
        result.stopReason = "timeout";
    }
    result.text = std::string(trimAscii(outcome->text));
    result.sessionId = run->info.sessionId;
    result.provider = outcome->provider;
    result.model = outcome->model;
    result.thinking = thinking;
    result.reasoning = run->progress->reasoning();
    result.usage = outcome->usage;
    result.startedAtMs = run->progress->startedAtMs();
    result.endedAtMs = clock.nowMs();
    result.streamedBlocks = blocks;
    co_return result;
}

asio::awaitable<Result<void>> RunEngine::Impl::commit(RunPtr run, const RunResult& result) {
    run->isCommitting = true;
    store::TurnCompletion completion;
    completion.inboundIds = run->inboundIds;
    completion.nowMs = clock.nowMs();
    if (run->progress) {
        for (Json& message : run->progress->takeMessages())
            completion.transcript.push_back(
                toTranscript(run->info.sessionId, std::move(message), completion.nowMs));
    }
    switch (result.status) {
    case RunStatus::ok: run->trace.add("run", "finished", runSummary(result, result.streamedBlocks)); break;
    case RunStatus::aborted:
        run->trace.add("run", "aborted", "the turn was stopped",
                       result.stopReason == "stop" ? "/stop" : result.stopReason);
        break;
    case RunStatus::error:
        run->trace.add("run", "failed", result.error.empty() ? "unknown error" : result.error, settingBehind(result));
        break;
    }
    if (run->request.route) {
        const ReplyRoute& route = *run->request.route;
        const ReplyStyle style = replyStyleFor(settings()->root, run->request, run->sessionEntry,
                                               mediaRoots(run->request.agentId));
        std::vector<text::ReplyPayload> payloads = replyPayloads(result, style, route, run->trace);
        dropSentByTools(payloads, run->toolSends, route, run->trace);
        // Streamed blocks were the answer; an error after them is still told.
        if (result.streamedBlocks > 0 && result.status == RunStatus::ok) payloads.clear();
        co_await speakAnswer(run, result, payloads);
        const channels::Channel* channel = lookup(route.channel, route.accountId);
        const std::optional<std::int64_t> inboundId =
            run->inboundIds.empty() ? std::nullopt : std::optional(run->inboundIds.front());
        completion.outbound =
            replyParts(route, run->info.runId, inboundId, payloads, style, channel, completion.nowMs);
    }
    if (!run->info.sessionId.empty())
        completion.session = sessionAfterRun(run->request, result, completion.nowMs);
    for (const std::int64_t id : run->inboundIds) {
        store::TraceAppend addition;
        addition.inboundId = id;
        addition.steps = run->trace.toJson();
        completion.traces.push_back(std::move(addition));
    }
    // A turn that was stopped has read its events; one that failed has not been of use to anybody.
    completion.keepsEvents = result.status == RunStatus::error;
    RunSequel sequel = co_await sequelOf(run->request, result, completion);
    crashPoint("run.before-complete");
    Result<store::TurnCommit> stored = co_await store.inbox().complete(std::move(completion));
    crashPoint("run.completed");
    if (!stored) co_return stored.error();
    outbox.deliver(std::move(stored->outbound));
    follow(std::move(sequel), stored->followUps);
    co_return Result<void>();
}

}
