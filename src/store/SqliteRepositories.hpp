#pragma once

#include "openclaw/store/repositories.hpp"
#include "store/WriterThread.hpp"

/// The repositories over the writer thread. They hold no state: every call is a closure that the thread runs.
namespace openclaw::store {

class SqliteSessions final : public SessionRepository {
public:
    explicit SqliteSessions(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::optional<SessionRow>>> get(std::string sessionKey) override;
    asio::awaitable<Result<std::optional<SessionRow>>> findBySessionId(std::string sessionId) override;
    asio::awaitable<Result<std::optional<SessionRow>>> findByLabel(std::string label) override;
    asio::awaitable<Result<SessionRow>> upsert(SessionPatch patch) override;
    asio::awaitable<Result<std::vector<SessionRow>>> list(SessionQuery query) override;
    asio::awaitable<Result<std::int64_t>> count() override;
    asio::awaitable<Result<bool>> remove(std::string sessionKey) override;

private:
    WriterThread& thread_;
};

class SqliteTranscript final : public TranscriptRepository {
public:
    explicit SqliteTranscript(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::vector<TranscriptMessage>>> append(std::vector<TranscriptMessage> messages) override;
    asio::awaitable<Result<std::vector<TranscriptMessage>>>
    page(std::string sessionId, std::size_t limit, std::optional<std::int64_t> beforeSeq) override;
    asio::awaitable<Result<std::int64_t>> count(std::string sessionId) override;
    asio::awaitable<Result<std::optional<TranscriptMessage>>> firstUserMessage(std::string sessionId) override;
    asio::awaitable<Result<std::optional<TranscriptMessage>>> lastMessage(std::string sessionId) override;
    asio::awaitable<Result<std::int64_t>> truncate(std::string sessionId, std::size_t keep) override;
    asio::awaitable<Result<std::int64_t>> remove(std::string sessionId) override;

private:
    WriterThread& thread_;
};

class SqliteInbox final : public InboxRepository {
public:
    explicit SqliteInbox(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::vector<Admission>>> admit(std::vector<InboundRecord> messages,
                                                          std::optional<ChannelOffset> offset) override;
    asio::awaitable<Result<StartedRun>> startRun(RunStart start) override;
    asio::awaitable<Result<void>> finish(std::int64_t id, InboundState state, std::int64_t nowMs) override;
    asio::awaitable<Result<TurnCommit>> complete(TurnCompletion completion) override;
    asio::awaitable<Result<std::vector<InboundRecord>>> listUnfinished() override;
    asio::awaitable<Result<std::optional<InboundRecord>>> get(std::int64_t id) override;
    asio::awaitable<Result<std::optional<InboundRecord>>>
    findByMessage(std::string channel, std::string accountId, std::string platformMessageId) override;
    asio::awaitable<Result<std::vector<InboundRecord>>> listRecent(std::string sessionKey, std::size_t limit) override;
    asio::awaitable<Result<void>> appendTraces(std::vector<TraceAppend> traces) override;
    asio::awaitable<Result<std::int64_t>> prune(std::int64_t beforeMs) override;

private:
    WriterThread& thread_;
};

class SqliteSystemEvents final : public SystemEventRepository {
public:
    explicit SqliteSystemEvents(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<void>> add(SystemEvent event) override;
    asio::awaitable<Result<std::vector<SystemEvent>>> list(std::string sessionKey) override;

private:
    WriterThread& thread_;
};

class SqliteOutbox final : public OutboxRepository {
public:
    explicit SqliteOutbox(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::vector<Enqueued>>> enqueue(std::vector<OutboundRecord> parts) override;
    asio::awaitable<Result<OutboundRecord>> markSending(std::int64_t id, std::int64_t nowMs) override;
    asio::awaitable<Result<void>> markSent(std::int64_t id, std::string platformMessageId, std::int64_t nowMs) override;
    asio::awaitable<Result<void>>
    markRetry(std::int64_t id, std::int64_t nextAttemptAtMs, std::string error, std::int64_t nowMs) override;
    asio::awaitable<Result<void>> markFailed(std::int64_t id, std::string error, std::int64_t nowMs) override;
    asio::awaitable<Result<void>> markUncertain(std::int64_t id, std::string error, std::int64_t nowMs) override;
    asio::awaitable<Result<std::vector<OutboundRecord>>> listDue(std::int64_t nowMs, std::size_t limit) override;
    asio::awaitable<Result<std::vector<OutboundRecord>>> listUnfinished() override;
    asio::awaitable<Result<std::vector<OutboundRecord>>> listRecent(std::size_t limit) override;
    asio::awaitable<Result<std::optional<OutboundRecord>>> get(std::int64_t id) override;
    asio::awaitable<Result<std::optional<OutboundRecord>>> findByKey(std::string key) override;
    asio::awaitable<Result<std::vector<OutboundRecord>>> listForInbound(std::int64_t inboundId) override;
    asio::awaitable<Result<std::vector<OutboundRecord>>> recoverAfterRestart(std::int64_t nowMs) override;
    asio::awaitable<Result<std::int64_t>> prune(std::int64_t beforeMs) override;

private:
    WriterThread& thread_;
};

class SqlitePairing final : public PairingRepository {
public:
    explicit SqlitePairing(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<PairingOutcome>> upsertRequest(PairingRequest request) override;
    asio::awaitable<Result<std::vector<PairingRequest>>> list(std::string channel, std::int64_t nowMs) override;
    asio::awaitable<Result<PairingRequest>> approve(std::string channel, std::string code, std::int64_t nowMs) override;
    asio::awaitable<Result<bool>> isAllowed(std::string channel, std::string accountId, std::string senderId) override;
    asio::awaitable<Result<std::vector<std::string>>> allowedSenders(std::string channel, std::string accountId) override;
    asio::awaitable<Result<void>>
    allow(std::string channel, std::string accountId, std::string senderId, std::int64_t nowMs) override;
    asio::awaitable<Result<bool>> revoke(std::string channel, std::string accountId, std::string senderId) override;

private:
    WriterThread& thread_;
};

class SqliteDevices final : public DeviceRepository {
public:
    explicit SqliteDevices(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<DeviceRequest>> request(Json request) override;
    asio::awaitable<Result<std::vector<Json>>> listPending(std::int64_t nowMs) override;
    asio::awaitable<Result<std::optional<Json>>> findPending(std::string requestId, std::int64_t nowMs) override;
    asio::awaitable<Result<std::optional<Json>>> removePending(std::string requestId) override;
    asio::awaitable<Result<void>> approve(std::string requestId, Json paired) override;
    asio::awaitable<Result<std::optional<Json>>> get(std::string deviceId) override;
    asio::awaitable<Result<std::vector<Json>>> list() override;
    asio::awaitable<Result<void>> upsert(Json paired) override;
    asio::awaitable<Result<bool>> remove(std::string deviceId) override;
    asio::awaitable<Result<void>> setToken(std::string deviceId, std::string role, Json token) override;

private:
    WriterThread& thread_;
};

class SqliteOffsets final : public OffsetRepository {
public:
    explicit SqliteOffsets(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::optional<ChannelOffset>>> get(std::string channel, std::string accountId) override;
    asio::awaitable<Result<void>> set(ChannelOffset offset) override;

private:
    WriterThread& thread_;
};

class SqliteKeyValues final : public KeyValueRepository {
public:
    explicit SqliteKeyValues(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::optional<std::string>>> get(std::string space, std::string key) override;
    asio::awaitable<Result<void>> set(std::string space, std::string key, std::string value) override;
    asio::awaitable<Result<bool>> remove(std::string space, std::string key) override;
    asio::awaitable<Result<std::vector<std::pair<std::string, std::string>>>> list(std::string space) override;

private:
    WriterThread& thread_;
};

class SqliteChannelRecords final : public ChannelRecordRepository {
public:
    explicit SqliteChannelRecords(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::vector<ChannelRecord>>>
    get(std::string channel, std::string accountId, std::vector<ChannelRecord> wanted) override;
    asio::awaitable<Result<std::vector<ChannelRecord>>>
    list(std::string channel, std::string accountId, std::string kind, std::string prefix) override;
    asio::awaitable<Result<void>>
    apply(std::string channel, std::string accountId, std::vector<ChannelRecord> changes, std::int64_t nowMs) override;
    asio::awaitable<Result<std::int64_t>> removeAll(std::string channel, std::string accountId) override;
    asio::awaitable<Result<std::int64_t>>
    prune(std::string channel, std::string accountId, std::string kind, std::int64_t beforeMs) override;

private:
    WriterThread& thread_;
};

class SqliteCron final : public CronRepository {
public:
    explicit SqliteCron(WriterThread& thread) : thread_(thread) {}
    asio::awaitable<Result<std::vector<Json>>> list() override;
    asio::awaitable<Result<void>> put(Json job) override;
    asio::awaitable<Result<bool>> remove(std::string jobId) override;
    asio::awaitable<Result<void>> begin(CronStart start) override;
    asio::awaitable<Result<void>> finish(CronRun run, Json job) override;
    asio::awaitable<Result<std::vector<CronRun>>> listUnfinished() override;
    asio::awaitable<Result<std::vector<CronRun>>> runs(std::string jobId, std::size_t limit) override;

private:
    WriterThread& thread_;
};

}
