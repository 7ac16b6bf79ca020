// The inbound ledger. complete() is the hinge of exactly-once: "answered" and the answer are one commit.
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::store {

namespace {

constexpr std::string_view selectRow =
    "SELECT id, channel, account_id, platform_message_id, conversation, sender_id, received_at, state, attempts,"
    " session_key, agent_id, route, body, trace, run_id, finished_at FROM inbox ";

InboundState stateFrom(std::int64_t number) {
    if (number < 0 || number > static_cast<std::int64_t>(InboundState::quarantined))
        return InboundState::quarantined;
    return static_cast<InboundState>(number);
}

int numberOf(InboundState state) { return static_cast<int>(state); }

bool isOpen(InboundState state) { return state == InboundState::admitted || state == InboundState::running; }

InboundRecord readRow(const Query& query) {
    InboundRecord record;
    record.id = query.integer(0);
    record.channel = query.text(1);
    record.accountId = query.text(2);
    record.platformMessageId = query.text(3);
    record.conversation = query.text(4);
    record.senderId = query.text(5);
    record.receivedAtMs = query.integer(6);
    record.state = stateFrom(query.integer(7));
    record.attempts = static_cast<int>(query.integer(8));
    record.sessionKey = query.text(9);
    record.agentId = query.text(10);
    record.route = query.json(11);
    record.body = query.json(12);
    record.trace = query.json(13);
    record.runId = query.text(14);
    record.finishedAtMs = query.integer(15);
    return record;
}

std::optional<InboundRecord> findById(Database& database, std::int64_t id) {
    Query query = database.query(fmt::format("{}WHERE id = ?", selectRow));
    if (!query.bind(id).next())
        return std::nullopt;
    return readRow(query);
}

std::optional<InboundRecord> findByIdentity(Database& database,
                                            const std::string& channel,
                                            const std::string& accountId,
                                            const std::string& platformMessageId) {
    Query query =
        database.query(fmt::format("{}WHERE channel = ? AND account_id = ? AND platform_message_id = ?", selectRow));
    if (!query.bind(channel, accountId, platformMessageId).next())
        return std::nullopt;
    return readRow(query);
}

Admission admitOne(Database& database, const InboundRecord& message) {
    Admission admission;
    database
        .query("INSERT INTO inbox (channel, account_id, platform_message_id, conversation, sender_id, received_at,"
               " state, attempts, session_key, agent_id, route, body, trace, run_id, finished_at)"
               " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (channel, account_id, platform_message_id) DO NOTHING")
        .bind(message.channel, message.accountId, message.platformMessageId, message.conversation, message.senderId,
              message.receivedAtMs, numberOf(message.state), message.attempts, message.sessionKey, message.agentId,
              message.route, message.body, message.trace, message.runId,
              isOpen(message.state) ? std::int64_t{0} : message.receivedAtMs)
        .run();
    if (database.changes() > 0) {
        admission.id = database.lastInsertId();
        admission.isNew = true;
        admission.state = message.state;
        SystemEvent event;
        event.sessionKey = message.sessionKey;
        event.text = message.systemEvent;
        event.atMs = message.receivedAtMs;
        addSystemEvent(database, event);
        return admission;
    }
    if (const auto known = findByIdentity(database, message.channel, message.accountId, message.platformMessageId)) {
        admission.id = known->id;
        admission.state = known->state;
    }
    return admission;
}

Error notFound(std::int64_t id) { return Error(Errc::notFound, fmt::format("no inbound message {}", id)); }

Error alreadyIn(const InboundRecord& record) {
    return Error(Errc::conflict, fmt::format("inbound message {} is {} already", record.id, toString(record.state)));
}

Result<int> markRunning(Database& database, std::int64_t id, const std::string& runId) {
    const auto record = findById(database, id);
    if (!record)
        return notFound(id);
    if (!isOpen(record->state))
        return alreadyIn(*record);
    const int attempts = record->attempts + 1;
    database.query("UPDATE inbox SET state = ?, attempts = ?, run_id = ? WHERE id = ?")
        .bind(numberOf(InboundState::running), attempts, runId, id)
        .run();
    return attempts;
}

Result<void> setState(Database& database, std::int64_t id, InboundState state, std::int64_t nowMs) {
    const auto record = findById(database, id);
    if (!record)
        return notFound(id);
    if (record->state == InboundState::answered)
        return alreadyIn(*record);
    database.query("UPDATE inbox SET state = ?, finished_at = ? WHERE id = ?")
        .bind(numberOf(state), isOpen(state) ? std::int64_t{0} : nowMs, id)
        .run();
    if (!isOpen(state))
        settleSystemEvents(database, id, false);
    return {};
}

constexpr std::size_t maxTraceSteps = 32;
/// Of one prune(), so that nobody waits long for the store.
constexpr std::int64_t maxPruned = 2000;

void appendTrace(Database& database, const TraceAppend& addition) {
    Json trace;
    {
        Query query = database.query("SELECT trace FROM inbox WHERE id = ?");
        if (!query.bind(addition.inboundId).next())
            return;
        trace = query.json(0);
    }
    if (!trace.is_array())
        trace = Json::array();
    for (const Json& step : addition.steps) {
        if (trace.size() < maxTraceSteps)
            trace.push_back(step);
    }
    database.query("UPDATE inbox SET trace = ? WHERE id = ?").bind(trace, addition.inboundId).run();
}

Result<TurnCommit> completeTurn(Database& database, const TurnCompletion& turn) {
    for (const std::int64_t id : turn.inboundIds) {
        settleSystemEvents(database, id, !turn.keepsEvents);
        if (auto answered = setState(database, id, InboundState::answered, turn.nowMs); !answered)
            return answered.error();
    }
    TurnCommit commit;
    for (OutboundRecord part : turn.outbound) {
        if (part.createdAtMs == 0)
            part.createdAtMs = turn.nowMs;
        auto added = enqueueOutbound(database, std::move(part));
        if (!added)
            return added.error();
        commit.outbound.push_back(std::move(*added));
    }
    for (TranscriptMessage message : turn.transcript)
        insertTranscriptMessage(database, message);
    for (const TraceAppend& addition : turn.traces)
        appendTrace(database, addition);
    for (const SystemEvent& event : turn.events)
        addSystemEvent(database, event);
    if (turn.session) {
        if (auto session = applySessionPatch(database, *turn.session); !session)
            return session.error();
    }
    for (const InboundRecord& followUp : turn.followUps)
        commit.followUps.push_back(admitOne(database, followUp));
    return commit;
}

}

asio::awaitable<Result<std::vector<Admission>>> SqliteInbox::admit(std::vector<InboundRecord> messages,
                                                                   std::optional<ChannelOffset> offset) {
    return thread_.write<std::vector<Admission>>(
        [messages = std::move(messages), offset = std::move(offset)](Database& database) -> Result<std::vector<Admission>> {
            std::vector<Admission> admissions;
            admissions.reserve(messages.size());
            for (const auto& message : messages)
                admissions.push_back(admitOne(database, message));
            if (offset)
                storeOffset(database, *offset);
            return admissions;
        },
        "inbox.admit");
}

asio::awaitable<Result<StartedRun>> SqliteInbox::startRun(RunStart start) {
    // A run that a loss of power forgets is begun again; waiting for the disk would buy nothing.
    return thread_.write<StartedRun>(
        [start = std::move(start)](Database& database) -> Result<StartedRun> {
            StartedRun started;
            for (const std::int64_t id : start.inboundIds) {
                const Result<int> attempts = markRunning(database, id, start.runId);
                if (!attempts)
                    return attempts.error();
                started.attempts = std::max(started.attempts, *attempts);
            }
            if (!start.inboundIds.empty())
                started.events =
                    claimSystemEvents(database, start.inboundIds.front(), start.sessionKey, start.outsideOf);
            return started;
        },
        "inbox.running", Flush::later);
}

asio::awaitable<Result<void>> SqliteInbox::finish(std::int64_t id, InboundState state, std::int64_t nowMs) {
    return thread_.write<void>([id, state, nowMs](Database& database) { return setState(database, id, state, nowMs); });
}

asio::awaitable<Result<TurnCommit>> SqliteInbox::complete(TurnCompletion completion) {
    return thread_.write<TurnCommit>(
        [turn = std::move(completion)](Database& database) { return completeTurn(database, turn); }, "inbox.complete");
}

asio::awaitable<Result<std::vector<InboundRecord>>> SqliteInbox::listUnfinished() {
    return thread_.read<std::vector<InboundRecord>>([](Database& database) -> Result<std::vector<InboundRecord>> {
        Query query = database.query(fmt::format("{}WHERE state IN (0, 1) ORDER BY id", selectRow));
        std::vector<InboundRecord> records;
        while (query.next())
            records.push_back(readRow(query));
        return records;
    });
}

asio::awaitable<Result<std::optional<InboundRecord>>> SqliteInbox::get(std::int64_t id) {
    return thread_.read<std::optional<InboundRecord>>(
        [id](Database& database) -> Result<std::optional<InboundRecord>> { return findById(database, id); });
}

asio::awaitable<Result<std::optional<InboundRecord>>>
SqliteInbox::findByMessage(std::string channel, std::string accountId, std::string platformMessageId) {
    return thread_.read<std::optional<InboundRecord>>(
        [channel = std::move(channel), account = std::move(accountId),
         message = std::move(platformMessageId)](Database& database) -> Result<std::optional<InboundRecord>> {
            return findByIdentity(database, channel, account, message);
        });
}

asio::awaitable<Result<std::vector<InboundRecord>>> SqliteInbox::listRecent(std::string sessionKey, std::size_t limit) {
    return thread_.read<std::vector<InboundRecord>>(
        [key = std::move(sessionKey), limit](Database& database) -> Result<std::vector<InboundRecord>> {
            const std::string_view filter = key.empty() ? "WHERE ? = '' " : "WHERE session_key = ? ";
            Query query = database.query(fmt::format("{}{}ORDER BY id DESC LIMIT ?", selectRow, filter));
            query.bind(key, limit);
            std::vector<InboundRecord> records;
            while (query.next())
                records.push_back(readRow(query));
            return records;
        });
}

asio::awaitable<Result<void>> SqliteInbox::appendTraces(std::vector<TraceAppend> traces) {
    return thread_.write<void>([traces = std::move(traces)](Database& database) -> Result<void> {
        for (const TraceAppend& addition : traces)
            appendTrace(database, addition);
        return {};
    });
}

asio::awaitable<Result<std::int64_t>> SqliteInbox::prune(std::int64_t beforeMs) {
    return thread_.write<std::int64_t>([beforeMs](Database& database) -> Result<std::int64_t> {
        database
            .query("DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE finished_at > 0 AND "
                   "finished_at < ? LIMIT ?)")
            .bind(beforeMs, maxPruned)
            .run();
        return database.changes();
    });
}

}
