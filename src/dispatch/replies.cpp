// From a run's result to outgoing parts, transcript rows and session fields.
#include "dispatch/replies.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/media/sniff.hpp"
#include "openclaw/text/prefixes.hpp"
#include "openclaw/text/reply_tags.hpp"
#include "openclaw/text/reply_threading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace openclaw::dispatch {

namespace {

/// FNV-1a; names content inside a key, nothing more.
std::uint64_t contentHash(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

std::string replyToModeOf(const Json& config, const RunRequest& request) {
    const std::string channel = request.route ? request.route->channel : std::string();
    const Json* channels = findMember(config, "channels");
    const Json* block = channels ? findMember(*channels, channel) : nullptr;
    const Json* accounts = block ? findMember(*block, "accounts") : nullptr;
    const Json* account = accounts ? findMember(*accounts, request.route->accountId) : nullptr;
    for (const Json* place : {account, block}) {
        if (const auto mode = place ? findString(*place, "replyToMode") : std::nullopt) return *mode;
    }
    if (channel == "telegram") return "first";
    return channel == "discord" || channel == "googlechat" || channel == "slack" ? "off" : "all";
}

std::string usageLine(const RunResult& result, const std::string& mode) {
    std::string line = fmt::format("Usage: {} in / {} out", result.usage.input, result.usage.output);
    if (mode == "full" && !result.model.empty())
        line += fmt::format(" · {}/{}", result.provider, result.model);
    return line;
}

/// Channels choose the form of a message by the type of its file.
channels::MediaFile fileAt(const std::filesystem::path& path, bool asVoice) {
    channels::MediaFile file;
    file.path = path.string();
    file.fileName = path.filename().string();
    file.mimeType = media::mimeOf({}, file.fileName, {});
    file.asVoice = asVoice;
    return file;
}

/// Tells which of the files may go and puts the others back into the text, where people see them.
void splitMediaSources(text::ReplyPayload& payload,
                       const ReplyStyle& style,
                       std::vector<channels::MediaFile>& files) {
    std::vector<std::string> visible;
    for (const std::string& source : payload.mediaUrls) {
        const auto path = resolveMediaPath(source, style.mediaRoots);
        if (path) {
            files.push_back(fileAt(*path, payload.audioAsVoice));
        } else {
            visible.push_back(startsWithIgnoreCase(source, "http") ? source
                                                                   : "(file not sent: " + source + ")");
        }
    }
    if (!payload.speechPath.empty()) files.push_back(fileAt(payload.speechPath, payload.audioAsVoice));
    for (const std::string& line : visible)
        payload.text += (payload.text.empty() ? "" : "\n") + line;
}

}

ReplyStyle replyStyleFor(const Json& config,
                         const RunRequest& request,
                         const Json& sessionEntry,
                         std::vector<std::filesystem::path> mediaRoots) {
    ReplyStyle style;
    style.prefix = text::resolveResponsePrefix(config, request.agentId);
    style.identityName = text::identityFromJson(config, request.agentId).name;
    style.usage = stringOr(sessionEntry, "responseUsage", "off");
    style.showReasoning = stringOr(sessionEntry, "reasoningLevel") == "on";
    style.replyToMode = replyToModeOf(config, request);
    style.mediaRoots = std::move(mediaRoots);
    return style;
}

std::optional<std::string> responsePrefix(const ReplyStyle& style, const RunResult& result) {
    if (!style.prefix) return std::nullopt;
    text::PrefixContext context;
    if (!result.model.empty()) {
        context.model = text::shortModelName(result.model);
        context.modelFull = result.provider + "/" + result.model;
        context.provider = result.provider;
    }
    context.thinkingLevel = result.thinking.empty() ? "off" : result.thinking;
    if (!style.identityName.empty()) context.identityName = style.identityName;
    return text::fillPrefix(*style.prefix, context);
}

std::string noticeText(const RunResult& result) {
    switch (result.status) {
    case RunStatus::ok: return {};
    case RunStatus::aborted: return "⚙️ Agent was aborted.";
    case RunStatus::error: break;
    }
    const std::string error = result.error.empty() ? "unknown error" : result.error;
    const std::string friendly = text::sanitizeForPeople(error);
    // Texts that were written for people stand alone; the rest says where to look.
    if (friendly != error) return "⚠️ " + friendly;
    return "⚠️ Agent failed before reply: " + error + ".\nLogs: openclaw logs --follow";
}

std::vector<text::ReplyPayload>
replyPayloads(const RunResult& result, const ReplyStyle& style, const ReplyRoute& route, Trace& trace) {
    std::vector<text::ReplyPayload> payloads;
    if (result.status != RunStatus::ok) {
        // Whoever asked for the abort is told by the command that did it.
        if (result.status == RunStatus::aborted &&
            (result.stopReason == "stop" || result.stopReason == "interrupt"))
            return payloads;
        text::ReplyPayload notice;
        notice.text = noticeText(result);
        notice.isError = true;
        payloads.push_back(std::move(notice));
        return payloads;
    }
    text::ReplyDirectives reply = text::parseReplyDirectives(result.text, route.currentId);
    // An answer that is only to be heard is written when there is no voice for it.
    if (reply.text.empty() && !reply.isSilent) reply.text = reply.speech.spoken;
    if (reply.isSilent && reply.mediaUrls.empty()) {
        trace.add("reply", "silent", "the agent chose not to answer (NO_REPLY)");
        return payloads;
    }
    const auto normalized =
        text::normalizePayloadText(reply.text, !reply.mediaUrls.empty(), responsePrefix(style, result));
    if (!normalized.text) {
        trace.add("reply", "silent",
                  normalized.skipped == text::SkipReason::heartbeat
                      ? "the agent had nothing to report (HEARTBEAT_OK)"
                      : "the agent's answer was empty");
        return payloads;
    }
    if (style.showReasoning && !result.reasoning.empty()) {
        text::ReplyPayload reasoning;
        reasoning.text = text::formatReasoning(result.reasoning);
        payloads.push_back(std::move(reasoning));
    }
    text::ReplyPayload answer;
    answer.text = *normalized.text;
    answer.mediaUrls = std::move(reply.mediaUrls);
    answer.replyToId = reply.replyToId;
    answer.replyToTag = reply.replyToTag;
    answer.audioAsVoice = reply.audioAsVoice;
    payloads.push_back(std::move(answer));
    if ((style.usage == "tokens" || style.usage == "full" || style.usage == "on") && result.usage.total > 0)
        text::appendUsageLine(payloads, usageLine(result, style.usage));
    return payloads;
}

void dropSentByTools(std::vector<text::ReplyPayload>& payloads,
                     const std::vector<ToolSend>& sends,
                     const ReplyRoute& route,
                     Trace& trace) {
    if (sends.empty() || payloads.empty()) return;
    const bool wasSentHere = std::any_of(
        sends.begin(), sends.end(), [&](const ToolSend& send) { return send.target.isSameTarget(route); });
    std::vector<std::string> texts;
    for (const ToolSend& send : sends)
        texts.push_back(send.text);
    const std::size_t gone = std::erase_if(payloads, [&](const text::ReplyPayload& payload) {
        return !payload.isError && (wasSentHere || text::isDuplicateOfSent(payload.text, texts));
    });
    if (gone > 0) trace.add("reply", "suppressed", "the agent has said it with its message tool");
}

std::optional<std::filesystem::path> resolveMediaPath(std::string_view source,
                                                      const std::vector<std::filesystem::path>& roots) {
    const std::filesystem::path given{std::string(source)};
    if (source.empty() || source.find("://") != std::string_view::npos || given.is_absolute())
        return std::nullopt;
    for (const std::filesystem::path& root : roots) {
        std::error_code failure;
        const auto home = std::filesystem::canonical(root, failure);
        if (failure) continue;
        const auto real = std::filesystem::canonical(home / given, failure);
        if (failure || !std::filesystem::is_regular_file(real, failure)) continue;
        const auto relative = real.lexically_relative(home);
        if (!relative.empty() && *relative.begin() != "..") return real;
    }
    return std::nullopt;
}

std::vector<store::OutboundRecord> replyParts(const ReplyRoute& route,
                                              const std::string& runId,
                                              std::optional<std::int64_t> inboundId,
                                              const std::vector<text::ReplyPayload>& payloads,
                                              const ReplyStyle& style,
                                              const channels::Channel* channel,
                                              std::int64_t nowMs) {
    text::ReplyModeFilter filter(text::parseReplyToMode(style.replyToMode).value_or(text::ReplyToMode::first),
                                 false);
    std::map<std::uint64_t, int> occurrences;
    std::vector<store::OutboundRecord> parts;
    for (text::ReplyPayload payload : payloads) {
        channels::Reply reply;
        splitMediaSources(payload, style, reply.media);
        reply.text = payload.text;
        reply.replyToId =
            filter.apply(payload.replyToId.empty() ? route.replyToId : payload.replyToId, payload.replyToTag);
        reply.channelData = route.channelData;
        std::vector<Json> rendered;
        if (channel)
            rendered = channel->render(reply);
        else
            rendered.push_back(Json{{"text", reply.text}});
        for (Json& message : rendered) {
            const std::uint64_t hash = contentHash(dumpJson(message));
            std::string key = fmt::format("reply:{}:{}:{}:{:016x}:{}", route.channel, route.accountId, runId, hash,
                                          occurrences[hash]++);
            parts.push_back(store::duePart(route.address(), std::move(key), std::move(message), nowMs));
            parts.back().inboundId = inboundId;
        }
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
