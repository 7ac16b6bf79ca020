// The outbound ledger: a row is written before the network is touched and updated after it answered, so after a
// crash each row tells whether its part was surely not sent, surely sent, or perhaps sent.
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

namespace openclaw::store {

namespace {

/// Of one prune(), so that nobody waits long for the store.
constexpr std::int64_t maxPruned = 2000;

constexpr std::string_view selectRow =
    "SELECT id, key, inbound_id, channel, account_id, target, thread_id, payload, state, attempts, next_attempt_at,"
    " platform_message_id, last_error, created_at, updated_at FROM outbox ";

OutboundState stateFrom(std::int64_t number) {
    if (number < 0 || number > static_cast<std::int64_t>(OutboundState::uncertain))
        return OutboundState::failed;
    return static_cast<OutboundState>(number);
}

int numberOf(OutboundState state) { return static_cast<int>(state); }

OutboundRecord readRow(const Query& query) {
    OutboundRecord record;
    record.id = query.integer(0);
    record.key = query.text(1);
    record.inboundId = query.optionalInteger(2);
    record.channel = query.text(3);
    record.accountId = query.text(4);
    record.target = query.text(5);
    record.threadId = query.text(6);
    record.payload = query.json(7);
    record.state = stateFrom(query.integer(8));
    record.attempts = static_cast<int>(query.integer(9));
    record.nextAttemptAtMs = query.integer(10);
    record.platformMessageId = query.text(11);
    record.lastError = query.text(12);
    record.createdAtMs = query.integer(13);
    record.updatedAtMs = query.integer(14);
    return record;
}

std::vector<OutboundRecord> readAll(Query& query) {
    std::vector<OutboundRecord> records;
    while (query.next())
        records.push_back(readRow(query));
    return records;
}

std::optional<OutboundRecord> findById(Database& database, std::int64_t id) {
    Query query = database.query(fmt::format("{}WHERE id = ?", selectRow));
    if (!query.bind(id).next())
        return std::nullopt;
    return readRow(query);
}

std::optional<OutboundRecord> findKey(Database& database, const std::string& key) {
    Query query = database.query(fmt::format("{}WHERE key = ?", selectRow));
    if (!query.bind(key).next())
        return std::nullopt;
    return readRow(query);
}

Error notFound(std::int64_t id) { return Error(Errc::notFound, fmt::format("no outbound message {}", id)); }

/// What a finished attempt means for its row.
struct Outcome {
    OutboundState state = OutboundState::pending;
    std::string platformMessageId;
    std::string error;
    std::int64_t nextAttemptAtMs = 0;
    std::int64_t nowMs = 0;
};

Result<void> settle(Database& database, std::int64_t id, const Outcome& outcome) {
    const auto record = findById(database, id);
    if (!record)
        return notFound(id);
    if (record->state == OutboundState::sent)
        return Error(Errc::conflict, fmt::format("outbound message {} is sent already", id));
    database
        .query("UPDATE outbox SET state = ?, platform_message_id = ?, last_error = ?, next_attempt_at = ?,"
               " updated_at = ? WHERE id = ?")
        .bind(numberOf(outcome.state), outcome.platformMessageId, outcome.error, outcome.nextAttemptAtMs, outcome.nowMs, id)
        .run();
    return {};
}

asio::awaitable<Result<void>> settleOn(WriterThread& thread, std::int64_t id, Outcome outcome, const char* crashName) {
    return thread.write<void>(
        [id, outcome = std::move(outcome)](Database& database) { return settle(database, id, outcome); }, crashName);
}

}

Result<Enqueued> enqueueOutbound(Database& database, OutboundRecord part) {
    if (part.key.empty())
        return Error(Errc::invalidInput, "an outbound message needs an idempotency key");
    Enqueued result;
    if (auto known = findKey(database, part.key)) {
        result.record = std::move(*known);
        return result;
    }
    part.state = OutboundState::pending;
    part.attempts = 0;
    part.updatedAtMs = part.createdAtMs;
    database
        .query("INSERT INTO outbox (key, inbound_id, channel, account_id, target, thread_id, payload, state,"
               " next_attempt_at, created_at, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?)")
        .bind(part.key, part.inboundId, part.channel, part.accountId, part.target, part.threadId, part.payload,
              numberOf(part.state), part.nextAttemptAtMs, part.createdAtMs, part.updatedAtMs)
        .run();
    part.id = database.lastInsertId();
    result.record = std::move(part);
    result.isNew = true;
    return result;
}

asio::awaitable<Result<std::vector<Enqueued>>> SqliteOutbox::enqueue(std::vector<OutboundRecord> parts) {
    return thread_.write<std::vector<Enqueued>>(
        [parts = std::move(parts)](Database& database) -> Result<std::vector<Enqueued>> {
            std::vector<Enqueued> queued;
            queued.reserve(parts.size());
            for (const auto& part : parts) {
                auto added = enqueueOutbound(database, part);
                if (!added)
                    return added.error();
                queued.push_back(std::move(*added));
            }
            return queued;
        },
        "outbox.enqueue");
}

asio::awaitable<Result<OutboundRecord>> SqliteOutbox::markSending(std::int64_t id, std::int64_t nowMs) {
    return thread_.write<OutboundRecord>(
        [id, nowMs](Database& database) -> Result<OutboundRecord> {
            auto record = findById(database, id);
            if (!record)
                return notFound(id);
            if (record->state != OutboundState::pending && record->state != OutboundState::uncertain)
                return Error(Errc::conflict, fmt::format("outbound message {} is {}", id, toString(record->state)));
            record->state = OutboundState::sending;
            record->attempts += 1;
            record->updatedAtMs = nowMs;
            database.query("UPDATE outbox SET state = ?, attempts = ?, updated_at = ? WHERE id = ?")
                .bind(numberOf(record->state), record->attempts, nowMs, id)
                .run();
            return std::move(*record);
        },
        "outbox.sending");
}

asio::awaitable<Result<void>> SqliteOutbox::markSent(std::int64_t id, std::string platformMessageId, std::int64_t nowMs) {
    Outcome outcome;
    outcome.state = OutboundState::sent;
    outcome.platformMessageId = std::move(platformMessageId);
    outcome.nowMs = nowMs;
    return settleOn(thread_, id, std::move(outcome), "outbox.sent");
}

asio::awaitable<Result<void>>
SqliteOutbox::markRetry(std::int64_t id, std::int64_t nextAttemptAtMs, std::string error, std::int64_t nowMs) {
    Outcome outcome;
    outcome.state = OutboundState::pending;
    outcome.error = std::move(error);
    outcome.nextAttemptAtMs = nextAttemptAtMs;
    outcome.nowMs = nowMs;
    return settleOn(thread_, id, std::move(outcome), "outbox.retry");
}

asio::awaitable<Result<void>> SqliteOutbox::markFailed(std::int64_t id, std::string error, std::int64_t nowMs) {
    Outcome outcome;
    outcome.state = OutboundState::failed;
    outcome.error = std::move(error);
    outcome.nowMs = nowMs;
    return settleOn(thread_, id, std::move(outcome), nullptr);
}

asio::awaitable<Result<void>> SqliteOutbox::markUncertain(std::int64_t id, std::string error, std::int64_t nowMs) {
    Outcome outcome;
    outcome.state = OutboundState::uncertain;
    outcome.error = std::move(error);
    outcome.nowMs = nowMs;
    return settleOn(thread_, id, std::move(outcome), nullptr);
}

asio::awaitable<Result<std::vector<OutboundRecord>>> SqliteOutbox::listDue(std::int64_t nowMs, std::size_t limit) {
    return thread_.read<std::vector<OutboundRecord>>(
        [nowMs, limit](Database& database) -> Result<std::vector<OutboundRecord>> {
            // An earlier part that waits, travels or is in doubt holds up the later parts of its target.
            Query query = database.query(fmt::format(
                "{}AS part WHERE state = 0 AND state IN (0, 1, 4) AND next_attempt_at <= ?1 AND NOT EXISTS ("
                "SELECT 1 FROM outbox AS earlier WHERE earlier.state IN (0, 1, 4) AND earlier.channel = part.channel"
                " AND earlier.account_id = part.account_id AND earlier.target = part.target AND earlier.id < part.id"
                " AND (earlier.state <> 0 OR earlier.next_attempt_at > ?1)) ORDER BY id LIMIT ?2",
                selectRow));
            query.bind(nowMs, limit);
            return readAll(query);
        });
}

asio::awaitable<Result<std::vector<OutboundRecord>>> SqliteOutbox::listUnfinished() {
    return thread_.read<std::vector<OutboundRecord>>([](Database& database) -> Result<std::vector<OutboundRecord>> {
        Query query = database.query(fmt::format("{}WHERE state IN (0, 1, 4) ORDER BY id", selectRow));
        return readAll(query);
    });
}

asio::awaitable<Result<std::vector<OutboundRecord>>> SqliteOutbox::listRecent(std::size_t limit) {
    return thread_.read<std::vector<OutboundRecord>>([limit](Database& database) -> Result<std::vector<OutboundRecord>> {
        Query query = database.query(fmt::format("{}ORDER BY id DESC LIMIT ?", selectRow));
        query.bind(limit);
        return readAll(query);
    });
}

asio::awaitable<Result<std::optional<OutboundRecord>>> SqliteOutbox::get(std::int64_t id) {
    return thread_.read<std::optional<OutboundRecord>>(
        [id](Database& database) -> Result<std::optional<OutboundRecord>> { return findById(database, id); });
}

asio::awaitable<Result<std::vector<OutboundRecord>>> SqliteOutbox::listForInbound(std::int64_t inboundId) {
    return thread_.read<std::vector<OutboundRecord>>(
        [inboundId](Database& database) -> Result<std::vector<OutboundRecord>> {
            Query query = database.query(fmt::format("{}WHERE inbound_id = ? ORDER BY id", selectRow));
            query.bind(inboundId);
            return readAll(query);
        });
}

asio::awaitable<Result<std::optional<OutboundRecord>>> SqliteOutbox::findByKey(std::string key) {
    return thread_.read<std::optional<OutboundRecord>>(
        [key = std::move(key)](Database& database) -> Result<std::optional<OutboundRecord>> {
            return findKey(database, key);
        });
}

asio::awaitable<Result<std::vector<OutboundRecord>>> SqliteOutbox::recoverAfterRestart(std::int64_t nowMs) {
    return thread_.write<std::vector<OutboundRecord>>([nowMs](Database& database) -> Result<std::vector<OutboundRecord>> {
        std::vector<OutboundRecord> records;
        {
            Query query = database.query(fmt::format("{}WHERE state = 1 AND state IN (0, 1, 4) ORDER BY id", selectRow));
            records = readAll(query);
        }
        for (auto& record : records) {
            // The returned record keeps the time of the attempt.
            record.state = OutboundState::uncertain;
            database.query("UPDATE outbox SET state = ?, updated_at = ? WHERE id = ?")
                .bind(numberOf(record.state), nowMs, record.id)
                .run();
        }
        return records;
    });
}

asio::awaitable<Result<std::int64_t>> SqliteOutbox::prune(std::int64_t beforeMs) {
    return thread_.write<std::int64_t>([beforeMs](Database& database) -> Result<std::int64_t> {
        // Uncertain ones are few and have no index of their own by time.
        for (const char* states : {"(2, 3)", "(4)"}) {
            database
                .query(std::string("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state IN ") +
                       states + " AND updated_at < ? LIMIT ?)")
                .bind(beforeMs, maxPruned)
                .run();
            if (const std::int64_t deleted = database.changes(); deleted > 0) return deleted;
        }
        return 0;
    });
}

}
