// Run progress on the wire. Deltas are throttled per run and may be dropped for slow clients; ends never are.
#include "gateway/RunEvents.hpp"

namespace openclaw::gateway {

namespace {

constexpr std::chrono::milliseconds deltaPause{150};

}

Json chatMessage(const std::string& text, std::int64_t timestampMs) {
    return Json{{"role", "assistant"},
                {"content", Json::array({Json{{"type", "text"}, {"text", text}}})},
                {"timestamp", timestampMs}};
}

void RunEvents::setVerbose(const std::string& sessionKey, bool isVerbose) {
    if (isVerbose)
        verboseSessions_.insert(sessionKey);
    else
        verboseSessions_.erase(sessionKey);
}

void RunEvents::showTrace(const Json& trace) {
    if (clients_.empty())
        return;
    Broadcast how;
    how.mayDrop = true;
    clients_.broadcast("trace", dumpJson(trace), how);
}

void RunEvents::onAgentEvent(const dispatch::RunInfo& run, std::int64_t seq, std::string_view stream, const Json& data) {
    const std::int64_t now = clock_.nowMs();
    const Json payload = {{"runId", run.runId}, {"stream", std::string(stream)}, {"data", data},
                          {"sessionKey", run.displayKey}, {"seq", seq}, {"ts", now}};
    Broadcast how;
    if (stream == "tool" && !verboseSessions_.contains(run.sessionKey))
        how.audience = Audience::toolEvents;
    clients_.broadcast("agent", dumpJson(payload), how);
    if (stream != "assistant" || !run.isChat)
        return;
    const SteadyTime steady = clock_.steadyNow();
    const auto [last, isFirst] = lastDelta_.try_emplace(run.runId, steady);
    if (!isFirst && steady - last->second < deltaPause)
        return;
    last->second = steady;
    sendChat(run, seq, "delta", Json{{"message", chatMessage(data.at("text").get<std::string>(), now)}}, true);
}

void RunEvents::onRunFinished(const dispatch::RunInfo& run, std::int64_t seq, const dispatch::RunResult& result) {
    lastDelta_.erase(run.runId);
    const bool isFine = result.status == dispatch::RunStatus::ok;
    showTrace(Json{{"runId", run.runId}, {"sessionKey", run.sessionKey}, {"state", isFine ? "answered" : "failed"},
                   {"cause", isFine ? "answered" : result.error.empty() ? result.stopReason : result.error}});
    if (!run.isChat || clients_.empty())
        return;
    switch (result.status) {
    case dispatch::RunStatus::ok: {
        Json more = Json::object();
        if (!result.text.empty())
            more["message"] = chatMessage(result.text, result.endedAtMs);
        sendChat(run, seq, "final", std::move(more), false);
        return;
    }
    case dispatch::RunStatus::error:
        sendChat(run, seq, "error", Json{{"errorMessage", result.error}}, false);
        return;
    case dispatch::RunStatus::aborted:
        sendChat(run, seq, "aborted", Json{{"stopReason", result.stopReason}}, false);
        return;
    }
}

void RunEvents::sendChat(const dispatch::RunInfo& run, std::int64_t seq, std::string_view state, Json more, bool mayDrop) {
    Json payload = {{"runId", run.runId}, {"sessionKey", run.displayKey}, {"seq", seq}, {"state", std::string(state)}};
    payload.update(more);
    Broadcast how;
    how.mayDrop = mayDrop;
    clients_.broadcast("chat", dumpJson(payload), how);
}

}
