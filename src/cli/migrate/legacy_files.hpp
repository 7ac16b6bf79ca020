#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/store/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The files of OpenClaw for Node as values (spec state.md §2 to §7). Pure; what cannot be read is counted
/// and left out.
namespace openclaw::cli {

/// One entry of sessions.json.
struct LegacySession {
    std::string key; // canonical
    /// The entry with today's field names, without caches.
    Json entry;
    std::string sessionId;
    std::int64_t updatedAtMs = 0;
    std::string kind; // direct, group, global or unknown
    /// The files that may hold its conversation, the likeliest first; names only, no folders.
    std::vector<std::string> files;
};
struct LegacySessions {
    std::vector<LegacySession> sessions;
    /// Keys whose entry is no session.
    std::vector<std::string> unreadable;
};
/// `agentId` owns the file; old keys without "agent:" become its. Errc::invalidInput when the text is no
/// object.
Result<LegacySessions>
readLegacySessions(std::string_view text, const std::string& agentId, const std::string& mainKey);

/// Reads a conversation line by line: version 3 and older ones without header or ids.
class LegacyTranscriptReader {
public:
    explicit LegacyTranscriptReader(std::string sessionId) : sessionId_(std::move(sessionId)) {}
    void addLine(std::string_view line);
    /// Lines that are no JSON object; other kinds of entries are not counted.
    std::size_t unreadableLines() const { return unreadable_; }
    std::vector<store::TranscriptMessage> takeMessages() { return std::move(messages_); }

private:
    std::string sessionId_;
    std::size_t lines_ = 0;
    std::size_t unreadable_ = 0;
    std::vector<store::TranscriptMessage> messages_;
};

/// The ids of <channel>-allowFrom.json; "*" is never one.
Result<std::vector<std::string>> readLegacySenders(std::string_view text);
/// The requests of <channel>-pairing.json, without channel and account.
Result<std::vector<store::PairingRequest>> readLegacyPairing(std::string_view text);
/// The jobs of jobs.json in today's shape, with their next due time. `unreadable` names the ones that are
/// none.
struct LegacyJobs {
    std::vector<Json> jobs;
    std::vector<std::string> unreadable;
};
Result<LegacyJobs> readLegacyJobs(std::string_view text, std::int64_t nowMs);
/// The records of devices/paired.json that name a device.
Result<std::vector<Json>> readLegacyDevices(std::string_view text);
/// update-offset-<account>.json; nullopt when it holds none.
Result<std::optional<std::int64_t>> readLegacyOffset(std::string_view text);

}
