#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What surrounds a chat message in the prompt: who wrote it, where and when, and what was said before (spec
/// access-control.md §5, §6).
namespace openclaw::prompt {

struct EnvelopeOptions {
    /// local, host, utc, gmt, user or an IANA name; "" = local.
    std::string timezone;
    /// The zone that "user" stands for; "" or unknown = the host's.
    std::string userTimezone;
    bool includeTimestamp = true;
    bool includeElapsed = true;
};
/// Reads `agents.defaults.envelope*` and `userTimezone`.
EnvelopeOptions envelopeOptionsFromJson(const Json& config);

struct Envelope {
    std::string channel;
    std::string from;
    std::string host;
    std::string ip;
    std::optional<std::int64_t> timestampMs;
    /// When the session was last updated.
    std::optional<std::int64_t> previousMs;
    std::string body;
};
/// "[<channel> <from> +<elapsed> <host> <ip> <time>] <body>".
std::string formatEnvelope(const Envelope& envelope, const EnvelopeOptions& options);

struct SenderNames {
    std::string name;
    std::string username;
    std::string tag;
    std::string e164;
    std::string id;
};
/// "name (id)"; nullopt when nothing is known.
std::optional<std::string> senderLabel(const SenderNames& sender);

/// direct, group or channel ("dm" is direct); "" for anything else.
std::string normalizeChatType(std::string_view word);
/// The envelope of a chat message: in groups and channels the body says who speaks.
std::string formatInboundEnvelope(Envelope envelope,
                                  std::string_view chatType,
                                  std::string_view sender,
                                  const EnvelopeOptions& options);

struct FromLabel {
    bool isGroup = false;
    std::string groupLabel;
    std::string groupId;
    std::string groupFallback;
    std::string directLabel;
    std::string directId;
};
std::string formatFromLabel(const FromLabel& label);

/// A message that was not answered, kept as context for the next one that is.
struct HistoryEntry {
    std::string sender;
    std::string body;
    std::int64_t timestampMs = 0;
    std::string messageId;
};
/// The newest entries of one conversation; older ones fall out. A limit of 0 keeps nothing.
class HistoryRing {
public:
    explicit HistoryRing(std::size_t limit) : limit_(limit) {}
    void add(HistoryEntry entry);
    void setLimit(std::size_t limit);
    void clear() { entries_.clear(); }
    const std::deque<HistoryEntry>& entries() const { return entries_; }

private:
    std::size_t limit_;
    std::deque<HistoryEntry> entries_;
};
/// The current message with the pending lines in front; the message alone when there are none.
std::string withHistory(const std::vector<std::string>& lines, std::string_view current);

}
