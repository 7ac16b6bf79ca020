// Progress events. The wire shape repeats the whole text in every assistant event, so long replies are sent
// in fewer, larger steps: the cost of a reply stays linear in its length.
#include "dispatch/RunProgress.hpp"

#include <algorithm>

namespace openclaw::dispatch {

namespace {

/// Below this every delta is worth an event of its own.
constexpr std::size_t shortTextBytes = 2048;
/// Beyond it, an event is sent once the text has grown by this share since the last one, or after a pause.
constexpr std::size_t growthDivisor = 8;
constexpr std::chrono::milliseconds longTextPause{250};
constexpr std::size_t maxReasoningBytes = 16 * 1024;

}

RunProgress::RunProgress(Clock& clock,
                         const RunInfo& run,
                         const std::vector<RunObserver*>& observers,
                         Hooks hooks)
    : clock_(clock), run_(run), observers_(observers), hooks_(std::move(hooks)) {}

void RunProgress::emit(std::string_view stream, Json data) {
    ++seq_;
    if (silent_) return;
    for (RunObserver* observer : observers_) {
        if (observer->isWatching()) observer->onAgentEvent(run_, seq_, stream, data);
    }
}

void RunProgress::onTurnStarted() {
    startedAtMs_ = clock_.nowMs();
    emit("lifecycle", Json{{"phase", "start"}, {"startedAt", startedAtMs_}});
}

void RunProgress::onMessageStarted() {
    flushText();
    if (!text_.empty() && hooks_.onMessageEnd) hooks_.onMessageEnd();
    text_.clear();
    sentBytes_ = 0;
}

void RunProgress::onTextDelta(const std::string& delta) {
    if (delta.empty()) return;
    const bool isFirst = text_.empty();
    text_ += delta;
    if (isFirst && hooks_.onFirstText) hooks_.onFirstText();
    if (hooks_.onText) hooks_.onText(delta);
    const std::size_t unsent = text_.size() - sentBytes_;
    const bool isShort = text_.size() < shortTextBytes;
    if (isShort || unsent >= text_.size() / growthDivisor ||
        clock_.steadyNow() - lastTextAt_ >= longTextPause)
        flushText();
}

void RunProgress::onThinkingDelta(const std::string& delta) {
    if (reasoning_.size() < maxReasoningBytes) reasoning_ += delta;
}

void RunProgress::flushText() {
    if (sentBytes_ == text_.size()) return;
    const std::string delta = text_.substr(sentBytes_);
    sentBytes_ = text_.size();
    lastTextAt_ = clock_.steadyNow();
    emit("assistant", Json{{"text", text_}, {"delta", delta}});
}

void RunProgress::onToolStarted(const std::string& id, const std::string& name, const Json& arguments) {
    flushText();
    emit("tool", Json{{"phase", "start"}, {"name", name}, {"toolCallId", id}, {"args", arguments}});
    if (hooks_.onTool) hooks_.onTool(name, arguments);
}

void RunProgress::onToolUpdated(const std::string& id, const std::string& name, const Json& partialResult) {
    emit("tool",
         Json{{"phase", "update"}, {"name", name}, {"toolCallId", id}, {"partialResult", partialResult}});
}

void RunProgress::onToolEnded(const std::string& id,
                              const std::string& name,
                              const Json& result,
                              bool isError) {
    emit("tool", Json{{"phase", "result"},
                      {"name", name},
                      {"toolCallId", id},
                      {"isError", isError},
                      {"result", result}});
    if (hooks_.onToolResult) hooks_.onToolResult(result);
}

void RunProgress::onMessage(const Json& message) { messages_.push_back(message); }

void RunProgress::onCompaction(bool started, bool willRetry) {
    if (started)
        emit("compaction", Json{{"phase", "start"}});
    else
        emit("compaction", Json{{"phase", "end"}, {"willRetry", willRetry}});
}

void RunProgress::finish(const RunResult& result) {
    flushText();
    Json data;
    if (result.status == RunStatus::error) {
        data = Json{{"phase", "error"}, {"error", result.error}, {"endedAt", result.endedAtMs}};
    } else {
        data = Json{{"phase", "end"}, {"endedAt", result.endedAtMs}};
        if (result.status == RunStatus::aborted) data["aborted"] = true;
    }
    if (startedAtMs_ > 0) data["startedAt"] = startedAtMs_;
    emit("lifecycle", std::move(data));
}

}
