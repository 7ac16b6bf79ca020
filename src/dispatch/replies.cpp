// From a run's result to outgoing parts, transcript rows and session fields.
#include "dispatch/replies.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::dispatch {

namespace {

constexpr std::string_view silentToken = "NO_REPLY";

}

std::string replyText(const RunResult& result) {
    switch (result.status) {
    case RunStatus::ok: return trimAscii(result.text) == silentToken ? std::string() : result.text;
    case RunStatus::aborted: return "⚙️ Agent was aborted.";
    case RunStatus::error:
        return "⚠️ Agent failed before reply: " + (result.error.empty() ? std::string("unknown error") : result.error) +
               ".\nLogs: openclaw logs --follow";
    }
    return {};
}

std::vector<store::OutboundRecord> replyParts(const ReplyRoute& route, const std::string& runId, std::int64_t inboundId,
                                              const RunResult& result, const channels::Channel* channel,
                                              std::int64_t nowMs) {
    const std::string text = replyText(result);
    if (text.empty())
        return {};
    std::vector<Json> payloads;
    if (channel)
        payloads = channel->render(channels::Reply{text, route.replyToId});
    else
        payloads.push_back(Json{{"text", text}});
    std::vector<store::OutboundRecord> parts;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        store::OutboundRecord part;
        part.key = "reply:" + route.channel + ":" + route.accountId + ":" + runId + ":" + std::to_string(i);
        part.inboundId = inboundId;
        part.channel = route.channel;
        part.accountId = route.accountId;
        part.target = route.target;
        part.threadId = route.threadId;
        part.payload = std::move(payloads[i]);
        part.createdAtMs = nowMs;
        part.updatedAtMs = nowMs;
        parts.push_back(std::move(part));
    }
    return parts;
}

store::TranscriptMessage toTranscript(const std::string& sessionId, Json message, std::int64_t nowMs) {
    store::TranscriptMessage row;
    row.sessionId = sessionId;
    row.timestampMs = findInteger(message, "timestamp").value_or(nowMs);
    row.role = stringOr(message, "role", "unknown");
    row.message = std::move(message);
    return row;
}

store::SessionPatch sessionAfterRun(const RunRequest& request, const RunResult& result, std::int64_t nowMs) {
    store::SessionPatch session;
    session.sessionKey = request.sessionKey;
    session.agentId = request.agentId;
    session.updatedAtMs = nowMs;
    session.patch = request.sessionPatch;
    session.patch["systemSent"] = true;
    session.patch["abortedLastRun"] = result.status == RunStatus::aborted;
    if (!result.model.empty()) {
        session.patch["modelProvider"] = result.provider;
        session.patch["model"] = result.model;
        session.patch["inputTokens"] = result.usage.input;
        session.patch["outputTokens"] = result.usage.output;
        session.patch["totalTokens"] = result.usage.total;
    }
    return session;
}

}
