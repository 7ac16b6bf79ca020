#pragma once

#include "openclaw/channels/Channel.hpp"
#include "openclaw/dispatch/Trace.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/store/records.hpp"
#include "openclaw/text/payloads.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// What a finished run leaves behind, as rows for the store. All pure, except that media paths are looked up
/// on disk.
namespace openclaw::dispatch {

/// How answers look, decided before they are made.
struct ReplyStyle {
    /// `messages.responsePrefix` with its variables still in it.
    std::optional<std::string> prefix;
    std::string identityName;
    /// off, tokens or full.
    std::string usage = "off";
    bool showReasoning = false;
    /// off, first or all.
    std::string replyToMode = "first";
    /// The folders from which a file may be sent; "./" paths are taken from the first one.
    std::vector<std::filesystem::path> mediaRoots;
};
ReplyStyle replyStyleFor(const Json& config,
                         const RunRequest& request,
                         const Json& sessionEntry,
                         std::vector<std::filesystem::path> mediaRoots);

/// The prefix with the run's own values.
std::optional<std::string> responsePrefix(const ReplyStyle& style, const RunResult& result);

/// What the person is told when there is no answer: an abort or a failure; "" for RunStatus::ok.
std::string noticeText(const RunResult& result);

/// The answer as payloads: directives read, silence respected, reasoning and usage added. Adds to `trace`
/// when nothing is said and why.
std::vector<text::ReplyPayload>
replyPayloads(const RunResult& result, const ReplyStyle& style, const ReplyRoute& route, Trace& trace);

/// Takes out of an answer what the agent has already sent with a tool: everything when that went to the same
/// chat, else the texts that say the same. Errors stay.
void dropSentByTools(std::vector<text::ReplyPayload>& payloads,
                     const std::vector<ToolSend>& sends,
                     const ReplyRoute& route,
                     Trace& trace);

/// Payloads cut into the channel's messages, each with its idempotency key: made of the run and the content,
/// so that a turn that is run again after a crash sends what was not sent yet and nothing twice. Without a
/// channel (it is switched off) the text is kept as one part.
std::vector<store::OutboundRecord> replyParts(const ReplyRoute& route,
                                              const std::string& runId,
                                              std::optional<std::int64_t> inboundId,
                                              const std::vector<text::ReplyPayload>& payloads,
                                              const ReplyStyle& style,
                                              const channels::Channel* channel,
                                              std::int64_t nowMs);

/// A file that may be sent: a relative path below one of the roots, symbolic links resolved; nullopt
/// otherwise.
std::optional<std::filesystem::path> resolveMediaPath(std::string_view source,
                                                      const std::vector<std::filesystem::path>& roots);

store::TranscriptMessage toTranscript(const std::string& sessionId, Json message, std::int64_t nowMs);

store::SessionPatch sessionAfterRun(const RunRequest& request, const RunResult& result, std::int64_t nowMs);

}
