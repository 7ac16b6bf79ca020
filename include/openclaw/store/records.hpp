#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The rows of the store as values. Every timestamp is milliseconds since the epoch; ids are positive, 0 means
/// "not stored yet". An empty string stands for "none" unless the comment says otherwise.
namespace openclaw::store {

/// One conversation. `entry` holds all fields of the session entry (state.md 2.2) including unknown ones; the
/// other members are the indexed copies of what it says.
struct SessionRow {
    std::string sessionKey;
    std::string agentId;
    std::string sessionId;
    std::int64_t updatedAtMs = 0;
    std::string channel;
    /// "direct", "group", "global" or "unknown".
    std::string kind;
    /// Set by people; unique among sessions when not empty.
    std::string label;
    Json entry = Json::object();
};

/// A change to a session, creating it when needed. `patch` is an RFC 7396 merge patch over the entry; its
/// sessionId, label, channel and spawnedBy members update the indexed copies. updatedAt never decreases.
struct SessionPatch {
    std::string sessionKey;
    /// Empty: keep what is stored.
    std::string agentId;
    /// Empty: keep what is stored.
    std::string kind;
    std::int64_t updatedAtMs = 0;
    Json patch = Json::object();
};

/// Filters combine with "and"; empty or unset ones do not filter.
struct SessionQuery {
    std::size_t limit = 50;
    std::size_t offset = 0;
    std::optional<std::int64_t> activeSinceMs;
    /// Case-insensitive part of key, id, label, display name or subject.
    std::string search;
    std::string agentId;
    std::string spawnedBy;
    /// Sessions of sub-agents, whoever started them.
    bool onlySpawned = false;
    std::string label;
    bool includeGlobal = true;
    bool includeUnknown = true;
};

/// One line of a conversation. `seq` grows over the whole store, so it orders and pages a session.
struct TranscriptMessage {
    std::int64_t seq = 0;
    std::string sessionId;
    /// Eight hex digits; the store makes one when empty.
    std::string messageId;
    std::int64_t timestampMs = 0;
    std::string role;
    Json message;
};

/// Where a channel stands in its update stream. Stored together with the messages it covers.
struct ChannelOffset {
    std::string channel;
    std::string accountId;
    std::int64_t value = 0;
    Json detail;
};

/// Something that an agent is told with its next turn in a session. It stays in the store until a turn that was
/// told it has been committed.
struct SystemEvent {
    std::int64_t id = 0;
    std::string sessionKey;
    std::string text;
    std::int64_t atMs = 0;
    /// Words of others, marked as such by whoever stored them; only turns that ask for them read them.
    bool isOutside = false;
};

enum class InboundState { admitted, running, answered, refused, failed, quarantined };

/// One message that a channel delivered; (channel, accountId, platformMessageId) is unique for ever.
struct InboundRecord {
    std::int64_t id = 0;
    std::string channel;
    std::string accountId;
    std::string platformMessageId;
    std::string conversation;
    std::string senderId;
    std::int64_t receivedAtMs = 0;
    InboundState state = InboundState::admitted;
    /// How often a run was started for it.
    int attempts = 0;
    std::string sessionKey;
    std::string agentId;
    /// Where the reply goes, bound at admission so that a later config change cannot redirect it.
    Json route;
    Json body;
    Json trace;
    std::string runId;
    /// What the session's agent is told of it; stored together with a new row.
    std::string systemEvent;
    /// When it reached a final state; 0 while it has not.
    std::int64_t finishedAtMs = 0;
};

/// A run that begins for unanswered messages, and whose session it belongs to.
struct RunStart {
    std::vector<std::int64_t> inboundIds;
    std::string runId;
    std::string sessionKey;
    /// The session whose outside words it is told, too; "" for none.
    std::string outsideOf;
};

struct StartedRun {
    /// How often a run was started for the message that was tried most, this one included; 0 without messages.
    int attempts = 0;
    std::vector<SystemEvent> events;
};

/// What admit() made of one message.
struct Admission {
    std::int64_t id = 0;
    /// False when the message was known already; `state` is then the stored one.
    bool isNew = false;
    InboundState state = InboundState::admitted;
};

enum class OutboundState { pending, sending, sent, failed, uncertain };

/// One message part to deliver. `key` makes it idempotent; within one (channel, accountId, target) parts are
/// delivered in the order of their ids.
struct OutboundRecord {
    std::int64_t id = 0;
    std::string key;
    /// The inbound message it answers, if any.
    std::optional<std::int64_t> inboundId;
    std::string channel;
    std::string accountId;
    std::string target;
    std::string threadId;
    Json payload;
    OutboundState state = OutboundState::pending;
    int attempts = 0;
    std::int64_t nextAttemptAtMs = 0;
    std::string platformMessageId;
    std::string lastError;
    std::int64_t createdAtMs = 0;
    std::int64_t updatedAtMs = 0;
};

/// A chat of one of our accounts.
struct ChatAddress {
    std::string channel;
    std::string accountId;
    std::string target;
    std::string threadId;

    bool operator==(const ChatAddress&) const = default;
};

/// A part that is due now. Made again with the same key it is the same part, and is sent once.
OutboundRecord duePart(ChatAddress to, std::string key, Json payload, std::int64_t nowMs);

/// What enqueue() made of one part: the new row, or the stored one when the key was known.
struct Enqueued {
    OutboundRecord record;
    bool isNew = false;
};

/// Decisions to add to an inbound message's trace.
struct TraceAppend {
    std::int64_t inboundId = 0;
    /// An array of steps.
    Json steps = Json::array();
};

/// The outcome of a turn, written as one transaction: the inbound messages become answered, their reply parts
/// are queued, the transcript and the session move on. Either all of it happens or nothing.
struct TurnCompletion {
    /// Every inbound message the turn answers; empty for turns that started elsewhere (cron, web chat).
    std::vector<std::int64_t> inboundIds;
    std::int64_t nowMs = 0;
    std::vector<OutboundRecord> outbound;
    std::vector<TranscriptMessage> transcript;
    std::optional<SessionPatch> session;
    std::vector<TraceAppend> traces;
    /// What other turns are told of this one.
    std::vector<SystemEvent> events;
    /// The turn came to nothing: what it was told is told again to the next one.
    bool keepsEvents = false;
    /// Messages to be answered that the turn itself gives rise to; known ones are left alone.
    std::vector<InboundRecord> followUps;
};

/// What became of a completed turn's parts and follow-ups, each in the order of the completion.
struct TurnCommit {
    std::vector<Enqueued> outbound;
    std::vector<Admission> followUps;
};

/// A stranger who asked to talk to one account.
struct PairingRequest {
    std::string channel;
    std::string accountId;
    std::string senderId;
    std::string code;
    std::int64_t createdAtMs = 0;
    std::int64_t lastSeenAtMs = 0;
    Json meta = Json::object();
};

struct PairingOutcome {
    /// True when the account has its fill of requests; there is no code then.
    bool isFull = false;
    /// True when this call made the request, false when the sender had one.
    bool created = false;
    std::string code;
};

/// A device pairing request (gateway-protocol.md 8.1); `created` is false when the device had one waiting.
struct DeviceRequest {
    Json record;
    bool created = false;
};

/// One thing a channel account keeps for itself (keys, sessions, addresses), named within its kind.
struct ChannelRecord {
    std::string kind;
    std::string name;
    /// Bytes, secret as a rule; nullopt: there is none, or, in a change, it goes.
    std::optional<std::string> value;
};

/// The start of a scheduled job, written together with the time it is due next: (jobId, dueAtMs) is unique, so that
/// a due time is never run twice and never skipped without a record.
struct CronStart {
    std::string jobId;
    std::string runId;
    std::int64_t dueAtMs = 0;
    std::int64_t startedAtMs = 0;
    /// The whole job with its new state.
    Json job;
};

/// One run of a job; `entry` is what cron.runs shows, null while it goes on.
struct CronRun {
    std::string jobId;
    std::string runId;
    std::int64_t dueAtMs = 0;
    std::int64_t startedAtMs = 0;
    Json entry;
    /// What agents are told of it, stored with its end.
    std::vector<SystemEvent> events;
};

std::string_view toString(InboundState state);
std::string_view toString(OutboundState state);

}
