#pragma once

#include "openclaw/channels/Channel.hpp"
#include "openclaw/dispatch/runs.hpp"
#include "openclaw/store/records.hpp"

#include <string>
#include <vector>

/// What a finished run leaves behind, as rows for the store. All pure.
namespace openclaw::dispatch {

/// What the person is told: the reply, or why there is none; "" means silence.
std::string replyText(const RunResult& result);

/// The reply cut into the channel's messages, each with its idempotency key. Without a channel (it is switched off)
/// the text is kept as one part.
std::vector<store::OutboundRecord> replyParts(const ReplyRoute& route,
                                              const std::string& runId,
                                              std::int64_t inboundId,
                                              const RunResult& result,
                                              const channels::Channel* channel,
                                              std::int64_t nowMs);

store::TranscriptMessage toTranscript(const std::string& sessionId, Json message, std::int64_t nowMs);

store::SessionPatch sessionAfterRun(const RunRequest& request, const RunResult& result, std::int64_t nowMs);

}
