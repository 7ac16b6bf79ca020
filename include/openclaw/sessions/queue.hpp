#pragma once

#include "openclaw/core/json.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Rules of the per-session queue: settings, overflow, prompts, deduplication (spec queue-streaming.md §1-5).
namespace openclaw::sessions {

enum class QueueMode { steer, steerBacklog, followup, collect, interrupt };
/// Accepts the documented aliases in any case.
std::optional<QueueMode> parseQueueMode(std::string_view word);
std::string_view toString(QueueMode mode);

enum class DropPolicy { oldest, newest, summarize };
std::optional<DropPolicy> parseDropPolicy(std::string_view word);
/// "old", "new", "summarize".
std::string_view toString(DropPolicy policy);

struct QueueSettings {
    QueueMode mode = QueueMode::collect;
    std::int64_t debounceMs = 1000;
    std::size_t cap = 20;
    DropPolicy dropPolicy = DropPolicy::summarize;
};
/// What one level (an inline directive, the session) sets.
struct QueueOverrides {
    std::optional<QueueMode> mode;
    std::optional<double> debounceMs;
    std::optional<double> cap;
    std::optional<DropPolicy> dropPolicy;
};
/// Inline, then session, then `messages.queue` by channel and in general, then the defaults.
QueueSettings resolveQueueSettings(const Json& config, std::string_view channel, const QueueOverrides& inlineSettings,
                                   const QueueOverrides& session);

/// Waiting messages, with what was dropped for want of room.
struct QueueBacklog {
    std::vector<std::string> items;
    std::size_t droppedCount = 0;
    std::vector<std::string> summaryLines;
};
/// Makes room for one more item. False when the new item is to be refused instead.
bool makeQueueRoom(QueueBacklog& backlog, std::size_t cap, DropPolicy policy);
/// The overflow note, taken out of the backlog; nullopt when nothing was dropped.
std::optional<std::string> takeOverflowNote(QueueBacklog& backlog, DropPolicy policy);
std::string buildCollectPrompt(std::span<const std::string> items, const std::optional<std::string>& overflowNote);

/// Where a queued item's answer goes; blank when unknown.
struct QueueTarget {
    std::string key;
    bool crossChannel = false;
};
/// True when the items may not be answered together.
bool spansTargets(std::span<const QueueTarget> targets);

/// The identity of an inbound message.
struct MessageIdentity {
    std::string provider;
    std::string accountId;
    std::string sessionKey;
    std::string peer;
    std::string threadId;
    std::string messageId;
};
/// nullopt when provider, message id or peer is missing: such a message is never a duplicate.
std::optional<std::string> dedupeKey(const MessageIdentity& identity);

/// Remembers keys for a while. Constant time per check.
class DedupeCache {
public:
    /// A TTL of 0 keeps entries for ever; a size of 0 remembers nothing.
    DedupeCache(std::int64_t ttlMs, std::size_t maxSize) : ttlMs_(ttlMs), maxSize_(maxSize) {}
    /// True when the key was seen within the TTL; every check counts as seeing it.
    bool check(const std::string& key, std::int64_t nowMs);

private:
    struct Entry {
        std::string key;
        std::int64_t seenMs = 0;
    };
    std::int64_t ttlMs_;
    std::size_t maxSize_;
    /// Least recently seen first.
    std::list<Entry> entries_;
    std::unordered_map<std::string, std::list<Entry>::iterator> index_;
};

/// `messages.inbound` debounce of a channel; an override wins.
std::int64_t resolveDebounceMs(const Json& config, std::string_view channel, std::optional<double> overrideMs);

enum class TypingMode { instant, message, thinking, never };
std::optional<TypingMode> parseTypingMode(std::string_view word);
std::string_view toString(TypingMode mode);
TypingMode resolveTypingMode(std::optional<TypingMode> configured, bool isGroup, bool wasMentioned, bool isHeartbeat);

/// How many runs may go on at once: of agents, and of sub-agents.
struct Concurrency {
    std::size_t agents = 4;
    std::size_t subagents = 8;
};
Concurrency resolveConcurrency(const Json& config);
/// "session:<key>", "session:main" when blank.
std::string sessionLane(std::string_view sessionKey);

}
