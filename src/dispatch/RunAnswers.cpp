// Answers that are no turns: commands, and messages that are given up.
#include "dispatch/RunEngineImpl.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"

namespace openclaw::dispatch {

namespace {

/// A command and its answer, as a client of the gateway sees them in the history.
std::vector<store::TranscriptMessage> commandTranscript(const std::string& sessionId,
                                                        const RunRequest& request,
                                                        const std::string& reply,
                                                        std::int64_t nowMs) {
    std::vector<store::TranscriptMessage> rows;
    for (const auto& [role, text] : {std::pair("user", request.message), std::pair("assistant", reply)}) {
        Json message = {{"role", role},
                        {"content", Json::array({Json{{"type", "text"}, {"text", text}}})},
                        {"timestamp", nowMs}};
        rows.push_back(toTranscript(sessionId, std::move(message), nowMs));
    }
    return rows;
}

}

asio::awaitable<void> RunEngine::Impl::runCommand(std::int64_t inboundId, RunRequest request) {
    co_await asio::this_coro::throw_if_cancelled(false);
    RunRequest given = request;
    Result<CommandResult> outcome = co_await commandRunner(std::move(given));
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return;
    if (!outcome) {
        log::warn("dispatch", "command of run {} failed: {}", request.runId, outcome.error().message);
        CommandResult failure;
        failure.reply = "⚠️ " + outcome.error().message;
        failure.trace.add("command", "failed", outcome.error().message);
        outcome = std::move(failure);
    }
    RunResult result;
    result.text = outcome->reply;
    result.endedAtMs = clock.nowMs();
    store::TurnCompletion completion;
    completion.nowMs = clock.nowMs();
    if (!request.route && request.isChat && !outcome->turn) {
        Result<std::optional<store::SessionRow>> session = co_await store.sessions().get(request.sessionKey);
        if (session && *session && !(*session)->sessionId.empty())
            completion.transcript =
                commandTranscript((*session)->sessionId, request, outcome->reply, completion.nowMs);
    }
    // A command that goes on as a turn leaves its row to that turn.
    if (!outcome->turn) completion.inboundIds = {inboundId};
    store::TraceAppend addition;
    addition.inboundId = inboundId;
    addition.steps = outcome->trace.toJson();
    completion.traces.push_back(std::move(addition));
    if (request.route && !(outcome->reply.empty() && outcome->speechPath.empty())) {
        ReplyStyle style;
        style.replyToMode = "first";
        text::ReplyPayload payload;
        payload.text = outcome->reply;
        payload.speechPath = outcome->speechPath;
        payload.audioAsVoice = outcome->isVoiceNote;
        std::vector<text::ReplyPayload> payloads;
        payloads.push_back(std::move(payload));
        const channels::Channel* channel = lookup(request.route->channel, request.route->accountId);
        completion.outbound = replyParts(*request.route, request.runId + ":command", inboundId, payloads,
                                         style, channel, completion.nowMs);
    }
    crashPoint("command.before-complete");
    Result<store::TurnCommit> stored = co_await store.inbox().complete(std::move(completion));
    if (!stored) {
        log::error("dispatch", "the outcome of command {} could not be stored: {}", request.runId,
                   stored.error().message);
        co_return;
    }
    outbox.deliver(std::move(stored->outbound));
    if (outcome->turn) {
        outcome->turn->isCommand = false;
        enqueue(inboundId, std::move(*outcome->turn));
        co_return;
    }
    const RunInfo info{request.runId, request.sessionKey, request.displayKey, request.agentId, {},
                       request.isChat};
    for (RunObserver* observer : observers)
        observer->onRunFinished(info, 0, result);
    remember(request.runId, std::move(result));
}

asio::awaitable<void> RunEngine::Impl::giveUp(store::InboundRecord record) {
    log::error("dispatch", "message {} was begun {} times without an answer and is set aside", record.id,
               record.attempts);
    const RunRequest request = RunRequest::fromJson(record.body);
    RunResult failure;
    failure.status = RunStatus::error;
    failure.error = "this message interrupted the gateway " + std::to_string(record.attempts) +
                    " times and was set aside";
    failure.endedAtMs = clock.nowMs();
    Trace trace;
    trace.add("run", "set aside", failure.error);
    store::TurnCompletion notice;
    notice.nowMs = clock.nowMs();
    if (request.route) {
        const channels::Channel* channel = lookup(request.route->channel, request.route->accountId);
        ReplyStyle style;
        const auto payloads = replyPayloads(failure, style, *request.route, trace);
        notice.outbound =
            replyParts(*request.route, request.runId, record.id, payloads, style, channel, notice.nowMs);
    }
    store::TraceAppend addition;
    addition.inboundId = record.id;
    addition.steps = trace.toJson();
    notice.traces.push_back(std::move(addition));
    RunSequel sequel = co_await sequelOf(request, failure, notice);
    // The notice first: should the process die in between, its key keeps it from being queued twice.
    Result<store::TurnCommit> stored = co_await store.inbox().complete(std::move(notice));
    if (stored) {
        outbox.deliver(std::move(stored->outbound));
        follow(std::move(sequel), stored->followUps);
    }
    Result<void> set =
        co_await store.inbox().finish(record.id, store::InboundState::quarantined, clock.nowMs());
    if (!set) log::error("dispatch", "message {}: {}", record.id, set.error().message);
    remember(request.runId, std::move(failure));
}

}
