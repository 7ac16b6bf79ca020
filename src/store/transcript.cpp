// Transcripts: append-only rows in one table, paged backwards through the (session, seq) index.
#include "openclaw/core/ids.hpp"
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include <algorithm>
#include <limits>

namespace openclaw::store {

namespace {

using Messages = std::vector<TranscriptMessage>;

TranscriptMessage readRow(const Query& query) {
    TranscriptMessage message;
    message.seq = query.integer(0);
    message.sessionId = query.text(1);
    message.messageId = query.text(2);
    message.timestampMs = query.integer(3);
    message.role = query.text(4);
    message.message = query.json(5);
    return message;
}

std::optional<TranscriptMessage> firstRow(Query& query) {
    if (!query.next())
        return std::nullopt;
    return readRow(query);
}

}

void insertTranscriptMessage(Database& database, TranscriptMessage& message) {
    if (message.messageId.empty())
        message.messageId = randomHex(4);
    database
        .query("INSERT INTO transcript (session_id, message_id, timestamp_ms, role, message) VALUES (?,?,?,?,?)")
        .bind(message.sessionId, message.messageId, message.timestampMs, message.role, message.message)
        .run();
    message.seq = database.lastInsertId();
}

asio::awaitable<Result<Messages>> SqliteTranscript::append(Messages messages) {
    return thread_.write<Messages>([batch = std::move(messages)](Database& database) -> Result<Messages> {
        Messages stored = batch;
        for (auto& message : stored)
            insertTranscriptMessage(database, message);
        return stored;
    });
}

asio::awaitable<Result<Messages>>
SqliteTranscript::page(std::string sessionId, std::size_t limit, std::optional<std::int64_t> beforeSeq) {
    const std::int64_t before = beforeSeq.value_or(std::numeric_limits<std::int64_t>::max());
    return thread_.read<Messages>([id = std::move(sessionId), limit, before](Database& database) -> Result<Messages> {
        Query query = database.query("SELECT seq, session_id, message_id, timestamp_ms, role, message FROM transcript"
                                     " WHERE session_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?");
        query.bind(id, before, limit);
        Messages newestFirst;
        while (query.next())
            newestFirst.push_back(readRow(query));
        std::reverse(newestFirst.begin(), newestFirst.end());
        return newestFirst;
    });
}

asio::awaitable<Result<std::int64_t>> SqliteTranscript::count(std::string sessionId) {
    return thread_.read<std::int64_t>([id = std::move(sessionId)](Database& database) -> Result<std::int64_t> {
        Query query = database.query("SELECT count(*) FROM transcript WHERE session_id = ?");
        query.bind(id).next();
        return query.integer(0);
    });
}

asio::awaitable<Result<std::optional<TranscriptMessage>>> SqliteTranscript::firstUserMessage(std::string sessionId) {
    return thread_.read<std::optional<TranscriptMessage>>(
        [id = std::move(sessionId)](Database& database) -> Result<std::optional<TranscriptMessage>> {
            Query query = database.query("SELECT seq, session_id, message_id, timestamp_ms, role, message FROM transcript"
                                         " WHERE session_id = ? AND role = 'user' ORDER BY seq LIMIT 1");
            query.bind(id);
            return firstRow(query);
        });
}

asio::awaitable<Result<std::optional<TranscriptMessage>>> SqliteTranscript::lastMessage(std::string sessionId) {
    return thread_.read<std::optional<TranscriptMessage>>(
        [id = std::move(sessionId)](Database& database) -> Result<std::optional<TranscriptMessage>> {
            Query query = database.query("SELECT seq, session_id, message_id, timestamp_ms, role, message FROM transcript"
                                         " WHERE session_id = ? ORDER BY seq DESC LIMIT 1");
            query.bind(id);
            return firstRow(query);
        });
}

asio::awaitable<Result<std::int64_t>> SqliteTranscript::truncate(std::string sessionId, std::size_t keep) {
    return thread_.write<std::int64_t>([id = std::move(sessionId), keep](Database& database) -> Result<std::int64_t> {
        database
            .query("DELETE FROM transcript WHERE session_id = ?1 AND seq <= coalesce("
                   "(SELECT seq FROM transcript WHERE session_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2), 0)")
            .bind(id, keep)
            .run();
        return database.changes();
    });
}

asio::awaitable<Result<std::int64_t>> SqliteTranscript::remove(std::string sessionId) {
    return thread_.write<std::int64_t>([id = std::move(sessionId)](Database& database) -> Result<std::int64_t> {
        database.query("DELETE FROM transcript WHERE session_id = ?").bind(id).run();
        return database.changes();
    });
}

}
