// One run: ask the model, run its tools, take in what the user said meanwhile, until nothing is left to do. The run is
// a coroutine that is never cancelled; abort() cancels the step it waits for, and the run then ends in an orderly way.
#include "pi/AgentSession.hpp"
#include "pi/events.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/llm/errors.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>

namespace openclaw::pi {

/// What one run has seen so far.
struct AgentSession::RunState {
    /// The messages of the current agent_start … agent_end, as JSON texts.
    std::vector<std::string> messageTexts;
    llm::Reply lastReply;
    int attempt = 0;
    bool triedOverflow = false;
    bool replyStarted = false;
    std::string usageText;
    std::int64_t usageTotal = -1;
};

/// One tool call of a batch.
struct AgentSession::ToolRun {
    const llm::Block* call = nullptr;
    Tool* tool = nullptr;
    ToolOutcome outcome;
    std::int64_t durationMs = 0;
};

asio::awaitable<void> AgentSession::drive(std::vector<Json> input) {
    // The answer to the command leaves before the first event.
    co_await asio::post(services_.executor, asio::use_awaitable);
    while (compacting_)
        co_await idle_.wait();
    RunState run;
    for (;;) {
        run.messageTexts.clear();
        co_await runLoop(std::move(input), run);
        input = std::vector<Json>();
        const llm::Reply& reply = run.lastReply;
        const bool failed = reply.stopReason == llm::StopReason::error;
        if (aborted_)
            break;
        if (failed && llm::isContextOverflow(reply.errorMessage)) {
            if (!autoCompaction_ || run.triedOverflow)
                break;
            run.triedOverflow = true;
            const Result<Json> compacted = co_await runCompaction("overflow", "", true);
            if (!compacted || aborted_)
                break;
            continue;
        }
        if (failed) {
            const bool again = co_await retryAfterFailure(run);
            if (!again)
                break;
            continue;
        }
        if (autoCompaction_ && overThreshold())
            co_await runCompaction("threshold", "", false);
        if (aborted_)
            break;
        // What came in after the loop looked for the last time.
        input = takeQueued(steering_, steersAll_);
        if (input.empty())
            input = takeQueued(followUps_, followsUpAll_);
        if (input.empty())
            break;
    }
    if (run.attempt > 0 && run.lastReply.stopReason != llm::StopReason::stop) {
        Json event{{"type", "auto_retry_end"}, {"success", false}, {"attempt", run.attempt}};
        event["finalError"] = run.lastReply.errorMessage;
        services_.sink.send(dumpJson(event));
    }
    storeShellMessages();
    running_ = false;
    services_.sink.send(dumpJson(Json{{"type", "agent_settled"}, {"aborted", aborted_}}));
    idle_.notify();
}

asio::awaitable<void> AgentSession::runLoop(std::vector<Json> input, RunState& run) {
    EventSink& sink = services_.sink;
    sink.send(events::plain("agent_start"));
    bool moreTurns = true;
    while (moreTurns) {
        sink.send(events::plain("turn_start"));
        for (Json& message : input)
            addMessage(std::move(message), run);
        input.clear();

        run.lastReply = co_await askModel(run);
        const std::string replyText = run.messageTexts.back();
        const bool ended = run.lastReply.stopReason == llm::StopReason::error ||
                           run.lastReply.stopReason == llm::StopReason::aborted;
        std::vector<std::string> resultTexts;
        const bool hasCalls = std::any_of(run.lastReply.blocks.begin(), run.lastReply.blocks.end(),
            [](const llm::Block& block) { return block.kind == llm::BlockKind::toolCall; });
        if (!ended && hasCalls)
            resultTexts = co_await runTools(run.lastReply, run);
        sink.send(events::turnEnd(replyText, resultTexts));
        if (ended)
            break;

        moreTurns = hasCalls;
        // An aborted batch gets one more turn, in which the model call reports the abort.
        if (aborted_ && hasCalls)
            continue;
        if (aborted_)
            break;
        input = takeQueued(steering_, steersAll_);
        if (input.empty() && !hasCalls)
            input = takeQueued(followUps_, followsUpAll_);
        moreTurns = moreTurns || !input.empty();
    }
    sink.send(events::agentEnd(run.messageTexts, willRetry(run.lastReply, run)));
}

void AgentSession::addMessage(Json message, RunState& run) { finishMessage(std::move(message), run, false); }

/// Announces, stores and remembers a message. Returns its JSON text.
std::string AgentSession::finishMessage(Json message, RunState& run, bool alreadyStarted) {
    std::string text = dumpJson(message);
    if (!alreadyStarted)
        services_.sink.send(events::message("message_start", text));
    services_.sink.send(events::message("message_end", text));
    log_.appendMessage(message);
    messages_.push_back(std::move(message));
    run.messageTexts.push_back(text);
    return text;
}

Json AgentSession::assistantMessage(const llm::Reply& reply, std::int64_t startedAt) const {
    Json message{{"role", "assistant"},
        {"content", contentToJson(reply)},
        {"api", toString(options_.model.api)},
        {"provider", options_.model.provider},
        {"model", options_.model.id},
        {"usage", toJson(reply.usage, options_.model.cost)},
        {"stopReason", toString(reply.stopReason)},
        {"timestamp", startedAt},
        {"durationMs", std::max<std::int64_t>(0, services_.clock.nowMs() - startedAt)},
        {"thinkingLevel", toString(effectiveThinking())}};
    if (!reply.errorMessage.empty())
        message["errorMessage"] = reply.errorMessage;
    if (!reply.responseId.empty())
        message["responseId"] = reply.responseId;
    if (!reply.rawStopReason.empty())
        message["rawStopReason"] = reply.rawStopReason;
    return message;
}

llm::Request AgentSession::makeRequest() const {
    llm::Request request;
    request.model = options_.model;
    request.systemPrompt = options_.systemPrompt;
    request.messages = messages_;
    for (const auto& tool : tools_)
        request.tools.push_back(tool->definition());
    request.thinking = effectiveThinking();
    request.sessionId = log_.id();
    const auto retention = toolServices_.environment.find("PI_CACHE_RETENTION");
    request.longCache = retention != toolServices_.environment.end() && retention->second == "long";
    return request;
}

asio::awaitable<llm::Reply> AgentSession::askModel(RunState& run) {
    const std::int64_t startedAt = services_.clock.nowMs();
    run.replyStarted = false;
    run.usageTotal = -1;
    llm::Reply reply = abortedReply();
    if (!aborted_) {
        steps_.spawn("model call", modelStep(makeRequest(), run, startedAt, reply));
        co_await steps_.join();
    }
    finishMessage(assistantMessage(reply, startedAt), run, run.replyStarted);
    const bool succeeded = reply.stopReason != llm::StopReason::error && reply.stopReason != llm::StopReason::aborted;
    if (succeeded && run.attempt > 0) {
        services_.sink.send(dumpJson(Json{{"type", "auto_retry_end"}, {"success", true}, {"attempt", run.attempt}}));
        run.attempt = 0;
    }
    co_return reply;
}

asio::awaitable<void> AgentSession::modelStep(
    llm::Request request, RunState& run, std::int64_t startedAt, llm::Reply& reply) {
    if (aborted_)
        co_return;
    ModelClient::OnEvent onEvent = [this, &run, startedAt](const llm::StreamEvent& event, const llm::Reply& growing) {
        if (!run.replyStarted) {
            run.replyStarted = true;
            Json pending = assistantMessage(llm::Reply(), startedAt);
            pending["stopReason"] = "pending";
            pending.erase("durationMs");
            services_.sink.send(events::message("message_start", dumpJson(pending)));
        }
        if (run.usageTotal != growing.usage.total()) {
            run.usageTotal = growing.usage.total();
            run.usageText = dumpJson(toJson(growing.usage, options_.model.cost));
        }
        services_.sink.send(events::messageUpdate(event, growing, run.usageText));
    };
    reply = co_await client_.ask(std::move(request), std::move(onEvent));
}

Tool* AgentSession::findTool(const std::string& name) const {
    for (const auto& tool : tools_) {
        if (tool->definition().name == name)
            return tool.get();
    }
    return nullptr;
}

/// Runs all calls of a reply at once; their results are stored in call order.
asio::awaitable<std::vector<std::string>> AgentSession::runTools(const llm::Reply& reply, RunState& run) {
    std::deque<ToolRun> calls;
    for (const llm::Block& block : reply.blocks) {
        if (block.kind != llm::BlockKind::toolCall)
            continue;
        ToolRun call;
        call.call = &block;
        call.tool = findTool(block.name);
        calls.push_back(std::move(call));
        services_.sink.send(dumpJson(Json{{"type", "tool_execution_start"},
            {"toolCallId", block.id},
            {"toolName", block.name},
            {"args", block.arguments}}));
    }
    for (ToolRun& call : calls)
        steps_.spawn("tool " + call.call->name, toolStep(call));
    co_await steps_.join();

    std::vector<std::string> texts;
    for (ToolRun& call : calls) {
        Json message{{"role", "toolResult"},
            {"toolCallId", call.call->id},
            {"toolName", call.call->name},
            {"content", std::move(call.outcome.content)},
            {"isError", call.outcome.isError},
            {"durationMs", call.durationMs},
            {"timestamp", services_.clock.nowMs()}};
        if (!call.outcome.details.is_null())
            message["details"] = std::move(call.outcome.details);
        texts.push_back(finishMessage(std::move(message), run, false));
    }
    co_return texts;
}

asio::awaitable<void> AgentSession::toolStep(ToolRun& call) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const SteadyTime started = services_.clock.steadyNow();
    const llm::Block& block = *call.call;
    if (!call.tool) {
        call.outcome = ToolOutcome::failure("Tool " + block.name + " not found");
    } else if (block.malformedArguments) {
        call.outcome = ToolOutcome::failure("The arguments of " + block.name + " are not a valid JSON object");
    } else if (aborted_) {
        call.outcome = ToolOutcome::failure("Operation aborted");
    } else {
        ToolUpdate update = [this, &block](Json partial) {
            services_.sink.send(dumpJson(Json{{"type", "tool_execution_update"},
                {"toolCallId", block.id},
                {"toolName", block.name},
                {"args", block.arguments},
                {"partialResult", std::move(partial)}}));
        };
        call.outcome = co_await call.tool->run(block.arguments, std::move(update));
    }
    call.durationMs =
        std::chrono::duration_cast<std::chrono::milliseconds>(services_.clock.steadyNow() - started).count();
    Json result{{"content", call.outcome.content}};
    if (!call.outcome.details.is_null())
        result["details"] = call.outcome.details;
    services_.sink.send(dumpJson(Json{{"type", "tool_execution_end"},
        {"toolCallId", block.id},
        {"toolName", block.name},
        {"result", std::move(result)},
        {"isError", call.outcome.isError},
        {"durationMs", call.durationMs}}));
}

bool AgentSession::willRetry(const llm::Reply& reply, const RunState& run) const {
    if (aborted_ || reply.stopReason != llm::StopReason::error)
        return false;
    if (llm::isContextOverflow(reply.errorMessage)) {
        const std::vector<const Json*> path = log_.path();
        return autoCompaction_ && !run.triedOverflow && planCompaction(path, settings_.keepRecentTokens()).has_value();
    }
    return autoRetry_ && run.attempt < settings_.maxRetries() && llm::isRetryable(reply.errorMessage);
}

/// Waits before the next try. False when there will be none.
asio::awaitable<bool> AgentSession::retryAfterFailure(RunState& run) {
    if (!willRetry(run.lastReply, run))
        co_return false;
    ++run.attempt;
    std::chrono::milliseconds delay = settings_.retryBaseDelay() * (std::int64_t{1} << std::min(run.attempt - 1, 20));
    delay = std::max(delay, std::chrono::milliseconds(run.lastReply.retryAfterMs.value_or(0)));
    delay = std::min(delay, settings_.retryMaxDelay());
    services_.sink.send(dumpJson(Json{{"type", "auto_retry_start"},
        {"attempt", run.attempt},
        {"maxAttempts", settings_.maxRetries()},
        {"delayMs", delay.count()},
        {"errorMessage", run.lastReply.errorMessage}}));
    bool waited = false;
    auto wait = [](AgentSession& self, std::chrono::milliseconds time, bool& completed) -> asio::awaitable<void> {
        co_await asio::this_coro::throw_if_cancelled(false);
        co_await self.waitBeforeRetry(time);
        const bool cancelled = co_await isCancelled();
        completed = !cancelled;
    };
    retryWait_.spawn("retry delay", wait(*this, delay, waited));
    co_await retryWait_.join();
    co_return waited && !aborted_;
}

asio::awaitable<void> AgentSession::waitBeforeRetry(std::chrono::milliseconds delay) {
    co_await services_.clock.sleepUntil(services_.clock.steadyNow() + delay);
}

}
