// Pi's event stream as a state machine. Newer Pi versions say "agent_settled"; older ones only "agent_end", after which
// a retry or a compaction may still start, so the state is asked for instead of waited out.
#include "agent/TurnTracker.hpp"

namespace openclaw::agent {

namespace {

std::string textOf(const Json& message) {
    std::string text;
    const Json* content = findMember(message, "content");
    if (!content || !content->is_array())
        return text;
    for (const auto& block : *content) {
        if (stringOr(block, "type") == "text")
            text += stringOr(block, "text");
    }
    return text;
}

std::int64_t count(const Json& usage, const char* key) { return findInteger(usage, key).value_or(0); }

}

TurnTracker::Next TurnTracker::onEvent(const Json& event) {
    const std::string type = stringOr(event, "type");
    if (type == "message_update") {
        onUpdate(event);
    } else if (type == "agent_start") {
        continues_ = true;
        if (!started_) {
            started_ = true;
            listener_.onTurnStarted();
        }
    } else if (type == "message_start") {
        const Json* message = findMember(event, "message");
        if (message && stringOr(*message, "role") == "assistant")
            listener_.onMessageStarted();
    } else if (type == "message_end") {
        if (const Json* message = findMember(event, "message"))
            onMessageEnd(*message);
    } else if (type == "tool_execution_start") {
        static const Json none = Json::object();
        const Json* arguments = findMember(event, "args");
        listener_.onToolStarted(stringOr(event, "toolCallId"), stringOr(event, "toolName"), arguments ? *arguments : none);
    } else if (type == "tool_execution_update") {
        if (const Json* partial = findMember(event, "partialResult"))
            listener_.onToolUpdated(stringOr(event, "toolCallId"), stringOr(event, "toolName"), *partial);
    } else if (type == "tool_execution_end") {
        const Json* result = findMember(event, "result");
        listener_.onToolEnded(stringOr(event, "toolCallId"), stringOr(event, "toolName"), result ? *result : Json::object(),
                              findBool(event, "isError").value_or(false));
    } else if (type == "auto_compaction_start" || type == "compaction_start") {
        continues_ = true;
        listener_.onCompaction(true, false);
    } else if (type == "auto_compaction_end" || type == "compaction_end") {
        listener_.onCompaction(false, findBool(event, "willRetry").value_or(false));
        continues_ = findBool(event, "willRetry").value_or(false);
        return continues_ ? Next::proceed : Next::probe;
    } else if (type == "auto_retry_start") {
        continues_ = true;
        listener_.onRetry(static_cast<int>(findInteger(event, "attempt").value_or(0)),
                          static_cast<int>(findInteger(event, "maxAttempts").value_or(0)), stringOr(event, "errorMessage"));
    } else if (type == "auto_retry_end") {
        const bool succeeded = findBool(event, "success").value_or(false);
        if (!succeeded) {
            continues_ = false;
            return Next::probe;
        }
    } else if (type == "agent_end") {
        return onAgentEnd(event);
    } else if (type == "agent_settled") {
        return started_ ? Next::done : Next::proceed;
    }
    return Next::proceed;
}

TurnTracker::Next TurnTracker::onAgentEnd(const Json& event) {
    continues_ = false;
    // Versions that say willRetry also say agent_settled when it is really over.
    return event.contains("willRetry") ? Next::proceed : Next::probe;
}

TurnTracker::Next TurnTracker::onState(const Json& state) {
    const bool isBusy = findBool(state, "isStreaming").value_or(false) || findBool(state, "isCompacting").value_or(false) ||
                        findInteger(state, "pendingMessageCount").value_or(0) > 0;
    return isBusy || continues_ || !started_ ? Next::proceed : Next::done;
}

void TurnTracker::onUpdate(const Json& event) {
    const Json* update = findMember(event, "assistantMessageEvent");
    if (!update)
        return;
    const std::string kind = stringOr(*update, "type");
    if (kind == "text_delta")
        listener_.onTextDelta(stringOr(*update, "delta"));
    else if (kind == "thinking_delta")
        listener_.onThinkingDelta(stringOr(*update, "delta"));
}

void TurnTracker::onMessageEnd(const Json& message) {
    const std::string role = stringOr(message, "role");
    if (role == "system")
        return;
    if (role == "assistant") {
        provider_ = stringOr(message, "provider");
        model_ = stringOr(message, "model");
        lastStopReason_ = stringOr(message, "stopReason");
        lastError_ = stringOr(message, "errorMessage");
        const std::string text = textOf(message);
        if (lastStopReason_ == "stop" || lastStopReason_ == "length" || !text.empty())
            text_ = text;
        if (const Json* usage = findMember(message, "usage")) {
            usage_.input += count(*usage, "input");
            usage_.output += count(*usage, "output");
            usage_.cacheRead += count(*usage, "cacheRead");
            usage_.cacheWrite += count(*usage, "cacheWrite");
            usage_.total = count(*usage, "totalTokens");
        }
    }
    listener_.onMessage(message);
}

void TurnTracker::onRefused(const std::string& error) {
    failed_ = true;
    error_ = error;
}

void TurnTracker::onProcessLost(const std::string& why) {
    failed_ = true;
    error_ = why;
}

TurnOutcome TurnTracker::outcome() const {
    TurnOutcome outcome;
    outcome.text = text_;
    outcome.provider = provider_;
    outcome.model = model_;
    outcome.usage = usage_;
    if (abortRequested_ || lastStopReason_ == "aborted") {
        outcome.status = TurnStatus::aborted;
    } else if (failed_) {
        outcome.status = TurnStatus::failed;
        outcome.errorMessage = error_;
    } else if (lastStopReason_ == "error") {
        outcome.status = TurnStatus::failed;
        outcome.errorMessage = lastError_.empty() ? "the model gave no answer" : lastError_;
    }
    return outcome;
}

}
