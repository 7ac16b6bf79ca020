// Sessions: the entry as JSON with the members that are searched or sorted by copied into indexed columns.
#include "openclaw/core/strings.hpp"
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::store {

namespace {

constexpr std::string_view selectRow =
    "SELECT session_key, agent_id, session_id, updated_at, channel, kind, label, entry FROM sessions ";

SessionRow readRow(const Query& query) {
    SessionRow row;
    row.sessionKey = query.text(0);
    row.agentId = query.text(1);
    row.sessionId = query.text(2);
    row.updatedAtMs = query.integer(3);
    row.channel = query.text(4);
    row.kind = query.text(5);
    row.label = query.text(6);
    row.entry = query.json(7);
    if (!row.entry.is_object())
        row.entry = Json::object();
    return row;
}

std::optional<SessionRow> findWhere(Database& database, std::string_view where, const std::string& value) {
    Query query = database.query(fmt::format("{}{}", selectRow, where));
    query.bind(value);
    if (!query.next())
        return std::nullopt;
    return readRow(query);
}

std::string searchTextOf(const SessionRow& row) {
    std::string text = row.sessionKey;
    for (const std::string& part :
         {row.sessionId, row.label, stringOr(row.entry, "displayName"), stringOr(row.entry, "subject")}) {
        text += '\n';
        text += part;
    }
    return toLowerAscii(text);
}

void save(Database& database, const SessionRow& row) {
    Query query = database.query(
        "INSERT INTO sessions (session_key, agent_id, session_id, updated_at, channel, kind, label, spawned_by,"
        " search_text, entry) VALUES (?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT (session_key) DO UPDATE SET agent_id = excluded.agent_id, session_id = excluded.session_id,"
        " updated_at = excluded.updated_at, channel = excluded.channel, kind = excluded.kind, label = excluded.label,"
        " spawned_by = excluded.spawned_by, search_text = excluded.search_text, entry = excluded.entry");
    query.bind(row.sessionKey, row.agentId, row.sessionId, row.updatedAtMs, row.channel, row.kind, row.label,
               stringOr(row.entry, "spawnedBy"), searchTextOf(row), row.entry);
    query.run();
}

/// Adds a condition and remembers its value; the text depends only on which filters are in use.
struct Filter {
    std::string where = "WHERE 1";
    std::vector<std::string> values;

    void add(std::string_view condition, std::string value) {
        where += condition;
        values.push_back(std::move(value));
    }
};

Filter filterOf(const SessionQuery& wanted) {
    Filter filter;
    // The "<> ''" terms let SQLite choose the partial indexes.
    if (!wanted.agentId.empty())
        filter.add(" AND agent_id = ?", wanted.agentId);
    if (!wanted.spawnedBy.empty())
        filter.add(" AND spawned_by <> '' AND spawned_by = ?", wanted.spawnedBy);
    if (wanted.onlySpawned)
        filter.where += " AND spawned_by <> ''";
    if (!wanted.label.empty())
        filter.add(" AND label <> '' AND label = ?", wanted.label);
    if (!wanted.search.empty())
        filter.add(" AND instr(search_text, ?) > 0", toLowerAscii(wanted.search));
    if (!wanted.includeGlobal)
        filter.where += " AND kind <> 'global'";
    if (!wanted.includeUnknown)
        filter.where += " AND kind <> 'unknown'";
    if (wanted.activeSinceMs)
        filter.where += " AND updated_at >= ?";
    return filter;
}

}

Result<SessionRow> applySessionPatch(Database& database, const SessionPatch& change) {
    if (change.sessionKey.empty() || !change.patch.is_object())
        return Error(Errc::invalidInput, "a session change needs a key and an object");
    SessionRow row = findWhere(database, "WHERE session_key = ?", change.sessionKey).value_or(SessionRow{});
    row.sessionKey = change.sessionKey;
    if (!change.agentId.empty())
        row.agentId = change.agentId;
    if (!change.kind.empty())
        row.kind = change.kind;
    row.updatedAtMs = std::max({row.updatedAtMs, change.updatedAtMs, findInteger(change.patch, "updatedAt").value_or(0)});
    row.entry.merge_patch(change.patch);
    row.entry["updatedAt"] = row.updatedAtMs;
    row.sessionId = stringOr(row.entry, "sessionId");
    row.channel = stringOr(row.entry, "channel", stringOr(row.entry, "lastChannel"));
    row.label = stringOr(row.entry, "label");
    if (!row.label.empty()) {
        const auto holder = findWhere(database, "WHERE label <> '' AND label = ?", row.label);
        if (holder && holder->sessionKey != row.sessionKey)
            return Error(Errc::conflict, fmt::format("label already in use: {}", row.label));
    }
    save(database, row);
    return row;
}

asio::awaitable<Result<std::optional<SessionRow>>> SqliteSessions::get(std::string sessionKey) {
    return thread_.read<std::optional<SessionRow>>(
        [key = std::move(sessionKey)](Database& database) -> Result<std::optional<SessionRow>> {
            return findWhere(database, "WHERE session_key = ?", key);
        });
}

asio::awaitable<Result<std::optional<SessionRow>>> SqliteSessions::findBySessionId(std::string sessionId) {
    return thread_.read<std::optional<SessionRow>>(
        [id = std::move(sessionId)](Database& database) -> Result<std::optional<SessionRow>> {
            return findWhere(database, "WHERE session_id = ? ORDER BY updated_at DESC LIMIT 1", id);
        });
}

asio::awaitable<Result<std::optional<SessionRow>>> SqliteSessions::findByLabel(std::string label) {
    return thread_.read<std::optional<SessionRow>>(
        [wanted = std::move(label)](Database& database) -> Result<std::optional<SessionRow>> {
            return findWhere(database, "WHERE label <> '' AND label = ?", wanted);
        });
}

asio::awaitable<Result<SessionRow>> SqliteSessions::upsert(SessionPatch patch) {
    return thread_.write<SessionRow>(
        [change = std::move(patch)](Database& database) { return applySessionPatch(database, change); });
}

asio::awaitable<Result<std::vector<SessionRow>>> SqliteSessions::list(SessionQuery wanted) {
    return thread_.read<std::vector<SessionRow>>(
        [wanted = std::move(wanted)](Database& database) -> Result<std::vector<SessionRow>> {
            const Filter filter = filterOf(wanted);
            Query query = database.query(
                fmt::format("{}{} ORDER BY updated_at DESC, session_key LIMIT ? OFFSET ?", selectRow, filter.where));
            for (const auto& value : filter.values)
                query.bind(value);
            if (wanted.activeSinceMs)
                query.bind(*wanted.activeSinceMs);
            query.bind(wanted.limit, wanted.offset);
            std::vector<SessionRow> rows;
            while (query.next())
                rows.push_back(readRow(query));
            return rows;
        });
}

asio::awaitable<Result<std::int64_t>> SqliteSessions::count() {
    return thread_.read<std::int64_t>([](Database& database) -> Result<std::int64_t> {
        Query query = database.query("SELECT count(*) FROM sessions");
        query.next();
        return query.integer(0);
    });
}

asio::awaitable<Result<bool>> SqliteSessions::remove(std::string sessionKey) {
    return thread_.write<bool>([key = std::move(sessionKey)](Database& database) -> Result<bool> {
        database.query("DELETE FROM sessions WHERE session_key = ?").bind(key).run();
        return database.changes() > 0;
    });
}

}
