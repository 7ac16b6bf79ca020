#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/store/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The doors to the tables, one per aggregate; abstract so that tests can put fakes behind them.
/// Each call is one transaction and completes on the caller's executor after it is on disk, unless it says otherwise. Cancellation: none,
/// a call always runs to its end. Errors besides those named: Errc::unavailable (disk full, locked by another
/// process), Errc::corrupt (damaged file), Errc::closed (after stop()).
namespace openclaw::store {

class SessionRepository {
public:
    virtual ~SessionRepository() = default;
    virtual asio::awaitable<Result<std::optional<SessionRow>>> get(std::string sessionKey) = 0;
    virtual asio::awaitable<Result<std::optional<SessionRow>>> findBySessionId(std::string sessionId) = 0;
    virtual asio::awaitable<Result<std::optional<SessionRow>>> findByLabel(std::string label) = 0;
    /// The row after the change. Errc::conflict when another session has the label.
    virtual asio::awaitable<Result<SessionRow>> upsert(SessionPatch patch) = 0;
    /// Most recently updated first.
    virtual asio::awaitable<Result<std::vector<SessionRow>>> list(SessionQuery query) = 0;
    virtual asio::awaitable<Result<std::int64_t>> count() = 0;
    /// False when there was none. The transcript is a separate matter.
    virtual asio::awaitable<Result<bool>> remove(std::string sessionKey) = 0;
};

class TranscriptRepository {
public:
    virtual ~TranscriptRepository() = default;
    /// All or none; returns the messages with seq (and missing ids) filled in.
    virtual asio::awaitable<Result<std::vector<TranscriptMessage>>> append(std::vector<TranscriptMessage> messages) = 0;
    /// The last `limit` messages before `beforeSeq` (nullopt: the newest), oldest first.
    virtual asio::awaitable<Result<std::vector<TranscriptMessage>>>
    page(std::string sessionId, std::size_t limit, std::optional<std::int64_t> beforeSeq) = 0;
    virtual asio::awaitable<Result<std::int64_t>> count(std::string sessionId) = 0;
    virtual asio::awaitable<Result<std::optional<TranscriptMessage>>> firstUserMessage(std::string sessionId) = 0;
    virtual asio::awaitable<Result<std::optional<TranscriptMessage>>> lastMessage(std::string sessionId) = 0;
    /// Drops all but the last `keep` messages; returns how many went.
    virtual asio::awaitable<Result<std::int64_t>> truncate(std::string sessionId, std::size_t keep) = 0;
    virtual asio::awaitable<Result<std::int64_t>> remove(std::string sessionId) = 0;
};

/// The inbound ledger: what arrived, and whether it was answered.
class InboxRepository {
public:
    virtual ~InboxRepository() = default;
    /// Stores new messages (in the state they carry) and the channel's offset in the same transaction, so that
    /// nothing acknowledged to the network is ever lost. One answer per message, in order.
    virtual asio::awaitable<Result<std::vector<Admission>>> admit(std::vector<InboundRecord> messages,
                                                                  std::optional<ChannelOffset> offset) = 0;
    /// A run for unanswered messages begins: counts it, and hands it what the session's agent is to be told: the events
    /// of `start.sessionKey`, and the outside words of `start.outsideOf` unless that is empty. They belong to the first
    /// message from then on: started again, after a restart, it is told the same and what has come meanwhile. They go
    /// when the message is answered (TurnCompletion::keepsEvents) and are free again when it ends any other way.
    /// Outlives the process, not a loss of power: then the run was never begun. Errc::notFound; Errc::conflict, and no
    /// change at all, when one of them is finished.
    virtual asio::awaitable<Result<StartedRun>> startRun(RunStart start) = 0;
    /// Moves to refused, failed, quarantined, answered, or back to admitted. Errc::notFound; Errc::conflict when
    /// the message is answered already.
    virtual asio::awaitable<Result<void>> finish(std::int64_t id, InboundState state, std::int64_t nowMs) = 0;
    /// Marks the messages answered and stores everything the turn produced. Errc::conflict, and no change at all,
    /// when one of them is answered already: whoever completes a turn first wins.
    virtual asio::awaitable<Result<TurnCommit>> complete(TurnCompletion completion) = 0;
    /// Admitted and running messages, oldest first; for the restart.
    virtual asio::awaitable<Result<std::vector<InboundRecord>>> listUnfinished() = 0;
    virtual asio::awaitable<Result<std::optional<InboundRecord>>> get(std::int64_t id) = 0;
    virtual asio::awaitable<Result<std::optional<InboundRecord>>>
    findByMessage(std::string channel, std::string accountId, std::string platformMessageId) = 0;
    /// Newest first; an empty session key means all.
    virtual asio::awaitable<Result<std::vector<InboundRecord>>> listRecent(std::string sessionKey, std::size_t limit) = 0;
    /// Adds steps to traces; a trace keeps its first 32. Unknown ids are ignored.
    virtual asio::awaitable<Result<void>> appendTraces(std::vector<TraceAppend> traces) = 0;
    /// Deletes messages finished before `beforeMs`, thousands at most, and returns how many; call it until 0.
    virtual asio::awaitable<Result<std::int64_t>> prune(std::int64_t beforeMs) = 0;
};

/// What agents are told with their next turns (spec agent-run.md §2); a turn takes its own with
/// InboxRepository::startRun.
class SystemEventRepository {
public:
    static constexpr std::size_t maxPerSession = 20;
    static constexpr std::size_t maxTextBytes = 64 * 1024;

    virtual ~SystemEventRepository() = default;
    /// The same text twice in a row counts once; beyond maxPerSession of a kind the oldest is forgotten. An empty text
    /// is nothing.
    virtual asio::awaitable<Result<void>> add(SystemEvent event) = 0;
    /// What nobody was told yet, oldest first, outside words included.
    virtual asio::awaitable<Result<std::vector<SystemEvent>>> list(std::string sessionKey) = 0;
};

/// The outbound ledger: what has to be delivered, and what became of it.
class OutboxRepository {
public:
    virtual ~OutboxRepository() = default;
    /// All or none; a known key returns the stored row untouched.
    virtual asio::awaitable<Result<std::vector<Enqueued>>> enqueue(std::vector<OutboundRecord> parts) = 0;
    /// To be called before the network is touched; counts the attempt. Errc::notFound; Errc::conflict unless
    /// pending or uncertain.
    virtual asio::awaitable<Result<OutboundRecord>> markSending(std::int64_t id, std::int64_t nowMs) = 0;
    virtual asio::awaitable<Result<void>> markSent(std::int64_t id, std::string platformMessageId, std::int64_t nowMs) = 0;
    /// Back to pending, not before `nextAttemptAtMs`.
    virtual asio::awaitable<Result<void>>
    markRetry(std::int64_t id, std::int64_t nextAttemptAtMs, std::string error, std::int64_t nowMs) = 0;
    virtual asio::awaitable<Result<void>> markFailed(std::int64_t id, std::string error, std::int64_t nowMs) = 0;
    /// The network may or may not have it.
    virtual asio::awaitable<Result<void>> markUncertain(std::int64_t id, std::string error, std::int64_t nowMs) = 0;
    /// Pending rows whose time has come and that no earlier row of the same target holds up, in order.
    virtual asio::awaitable<Result<std::vector<OutboundRecord>>> listDue(std::int64_t nowMs, std::size_t limit) = 0;
    /// Pending, sending and uncertain rows in order.
    virtual asio::awaitable<Result<std::vector<OutboundRecord>>> listUnfinished() = 0;
    /// Newest first, any state.
    virtual asio::awaitable<Result<std::vector<OutboundRecord>>> listRecent(std::size_t limit) = 0;
    virtual asio::awaitable<Result<std::optional<OutboundRecord>>> get(std::int64_t id) = 0;
    virtual asio::awaitable<Result<std::optional<OutboundRecord>>> findByKey(std::string key) = 0;
    /// What answers one inbound message, in order.
    virtual asio::awaitable<Result<std::vector<OutboundRecord>>> listForInbound(std::int64_t inboundId) = 0;
    /// Rows that were being sent when the last process died become uncertain and are returned in order, with the time of
    /// their last attempt as updatedAtMs.
    virtual asio::awaitable<Result<std::vector<OutboundRecord>>> recoverAfterRestart(std::int64_t nowMs) = 0;
    /// Deletes rows settled before `beforeMs`, thousands at most, and returns how many; call it until 0.
    virtual asio::awaitable<Result<std::int64_t>> prune(std::int64_t beforeMs) = 0;
};

/// Strangers waiting for approval and senders approved, per channel and account.
class PairingRepository {
public:
    static constexpr std::size_t maxPending = 3;
    static constexpr std::int64_t requestLifetimeMs = 60 * 60 * 1000;

    virtual ~PairingRepository() = default;
    /// Adds a request (code and creation time come from the caller) or, for a sender who has one, refreshes its
    /// lastSeenAtMs and returns the code it has. At most maxPending live requests per account. Errc::conflict when
    /// another request of the channel has the code: call again with a new one.
    virtual asio::awaitable<Result<PairingOutcome>> upsertRequest(PairingRequest request) = 0;
    /// Live requests of a channel, oldest first; an empty channel lists all.
    virtual asio::awaitable<Result<std::vector<PairingRequest>>> list(std::string channel, std::int64_t nowMs) = 0;
    /// Uses up the code (case-insensitive) and allows its sender on that account. Errc::notFound.
    virtual asio::awaitable<Result<PairingRequest>> approve(std::string channel, std::string code, std::int64_t nowMs) = 0;
    virtual asio::awaitable<Result<bool>> isAllowed(std::string channel, std::string accountId, std::string senderId) = 0;
    virtual asio::awaitable<Result<std::vector<std::string>>> allowedSenders(std::string channel, std::string accountId) = 0;
    /// Allows a sender without a code (import, owner's own list).
    virtual asio::awaitable<Result<void>>
    allow(std::string channel, std::string accountId, std::string senderId, std::int64_t nowMs) = 0;
    /// False when the sender was not allowed.
    virtual asio::awaitable<Result<bool>> revoke(std::string channel, std::string accountId, std::string senderId) = 0;
};

/// Paired devices and those that ask to be. Records are JSON as in gateway-protocol.md 8.1.
class DeviceRepository {
public:
    static constexpr std::int64_t requestLifetimeMs = 5 * 60 * 1000;

    virtual ~DeviceRepository() = default;
    /// `request` needs requestId, deviceId and ts. A live request of the same device is returned instead.
    virtual asio::awaitable<Result<DeviceRequest>> request(Json request) = 0;
    virtual asio::awaitable<Result<std::vector<Json>>> listPending(std::int64_t nowMs) = 0;
    virtual asio::awaitable<Result<std::optional<Json>>> findPending(std::string requestId, std::int64_t nowMs) = 0;
    /// The removed request, or nullopt.
    virtual asio::awaitable<Result<std::optional<Json>>> removePending(std::string requestId) = 0;
    /// Removes the request and stores the paired record (which needs deviceId) in one step. Errc::notFound when
    /// the request is gone.
    virtual asio::awaitable<Result<void>> approve(std::string requestId, Json paired) = 0;
    virtual asio::awaitable<Result<std::optional<Json>>> get(std::string deviceId) = 0;
    virtual asio::awaitable<Result<std::vector<Json>>> list() = 0;
    /// Stores a paired record, replacing an older one; needs deviceId.
    virtual asio::awaitable<Result<void>> upsert(Json paired) = 0;
    virtual asio::awaitable<Result<bool>> remove(std::string deviceId) = 0;
    /// Replaces tokens.<role> of a paired device. Errc::notFound.
    virtual asio::awaitable<Result<void>> setToken(std::string deviceId, std::string role, Json token) = 0;
};

class OffsetRepository {
public:
    virtual ~OffsetRepository() = default;
    virtual asio::awaitable<Result<std::optional<ChannelOffset>>> get(std::string channel, std::string accountId) = 0;
    virtual asio::awaitable<Result<void>> set(ChannelOffset offset) = 0;
};

/// Small settings that deserve no table of their own.
class KeyValueRepository {
public:
    virtual ~KeyValueRepository() = default;
    virtual asio::awaitable<Result<std::optional<std::string>>> get(std::string space, std::string key) = 0;
    virtual asio::awaitable<Result<void>> set(std::string space, std::string key, std::string value) = 0;
    virtual asio::awaitable<Result<bool>> remove(std::string space, std::string key) = 0;
    /// Key and value, ordered by key.
    virtual asio::awaitable<Result<std::vector<std::pair<std::string, std::string>>>> list(std::string space) = 0;
};

/// What channel accounts keep for themselves: the keys of a linked device, sessions with others. Values are wiped from
/// memory once they are bound or handed out; whoever gets one does the same.
class ChannelRecordRepository {
public:
    virtual ~ChannelRecordRepository() = default;
    /// The records by kind and name, with `value` filled in, in the order asked for.
    virtual asio::awaitable<Result<std::vector<ChannelRecord>>>
    get(std::string channel, std::string accountId, std::vector<ChannelRecord> wanted) = 0;
    /// Those of a kind whose names start with `prefix`, ordered by name.
    virtual asio::awaitable<Result<std::vector<ChannelRecord>>>
    list(std::string channel, std::string accountId, std::string kind, std::string prefix) = 0;
    /// All changes or none.
    virtual asio::awaitable<Result<void>>
    apply(std::string channel, std::string accountId, std::vector<ChannelRecord> changes, std::int64_t nowMs) = 0;
    /// Everything of the account. Returns how many records went.
    virtual asio::awaitable<Result<std::int64_t>> removeAll(std::string channel, std::string accountId) = 0;
    /// Those of a kind last written before `beforeMs`.
    virtual asio::awaitable<Result<std::int64_t>>
    prune(std::string channel, std::string accountId, std::string kind, std::int64_t beforeMs) = 0;
};

/// Scheduled jobs and their runs. A job is JSON as gateway-methods.md §7 shows it; "id" names it.
class CronRepository {
public:
    static constexpr std::size_t maxRunsPerJob = 2000;

    virtual ~CronRepository() = default;
    virtual asio::awaitable<Result<std::vector<Json>>> list() = 0;
    /// Stores a job, replacing an older one.
    virtual asio::awaitable<Result<void>> put(Json job) = 0;
    /// False when there was none. Its runs go along.
    virtual asio::awaitable<Result<bool>> remove(std::string jobId) = 0;
    /// Records the start and the job's new state in one step. Errc::conflict when that due time was begun before,
    /// Errc::notFound when the job is gone.
    virtual asio::awaitable<Result<void>> begin(CronStart start) = 0;
    /// Records how the run ended, its events and the job's new state; a null `job` removes the job. A job that was
    /// removed meanwhile stays so.
    virtual asio::awaitable<Result<void>> finish(CronRun run, Json job) = 0;
    /// Runs that were begun and have not ended, oldest first; for the restart.
    virtual asio::awaitable<Result<std::vector<CronRun>>> listUnfinished() = 0;
    /// The last `limit` finished runs, oldest first.
    virtual asio::awaitable<Result<std::vector<CronRun>>> runs(std::string jobId, std::size_t limit) = 0;
};

}
