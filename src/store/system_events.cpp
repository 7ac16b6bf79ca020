// What agents are told with their next turns. An event belongs to nobody, or to the unanswered message whose turn is
// told it; only the commit of that turn removes it.
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::store {

namespace {

SystemEvent readEvent(const Query& query) {
    SystemEvent event;
    event.id = query.integer(0);
    event.sessionKey = query.text(1);
    event.text = query.text(2);
    event.atMs = query.integer(3);
    event.isOutside = query.integer(4) != 0;
    return event;
}

std::vector<SystemEvent> readAll(Query& query) {
    std::vector<SystemEvent> events;
    while (query.next())
        events.push_back(readEvent(query));
    return events;
}

/// What was told to a turn already may be said again.
bool isRepetition(Database& database, const SystemEvent& event) {
    Query query = database.query("SELECT text FROM system_events WHERE session_key = ? AND is_outside = ?"
                                 " AND inbound_id IS NULL ORDER BY id DESC LIMIT 1");
    return query.bind(event.sessionKey, event.isOutside ? 1 : 0).next() && query.text(0) == event.text;
}

}

void addSystemEvent(Database& database, const SystemEvent& event) {
    if (event.text.empty() || event.sessionKey.empty() || isRepetition(database, event)) return;
    const int kind = event.isOutside ? 1 : 0;
    database
        .query("INSERT INTO system_events (session_key, text, created_at, is_outside) VALUES (?,?,?,?)")
        .bind(event.sessionKey, utf8Prefix(event.text, SystemEventRepository::maxTextBytes), event.atMs, kind)
        .run();
    database
        .query("DELETE FROM system_events WHERE session_key = ? AND is_outside = ? AND inbound_id IS NULL AND id <="
               " (SELECT id FROM system_events WHERE session_key = ? AND is_outside = ? AND inbound_id IS NULL"
               " ORDER BY id DESC LIMIT 1 OFFSET ?)")
        .bind(event.sessionKey, kind, event.sessionKey, kind, SystemEventRepository::maxPerSession)
        .run();
}

void settleSystemEvents(Database& database, std::int64_t inboundId, bool wereTold) {
    if (wereTold)
        database.query("DELETE FROM system_events WHERE inbound_id = ?").bind(inboundId).run();
    else
        database.query("UPDATE system_events SET inbound_id = NULL WHERE inbound_id = ?").bind(inboundId).run();
}

std::vector<SystemEvent> claimSystemEvents(Database& database, std::int64_t inboundId, const std::string& sessionKey,
                                           const std::string& outsideOf) {
    database
        .query("UPDATE system_events SET inbound_id = ? WHERE inbound_id IS NULL"
               " AND ((session_key = ? AND is_outside = 0) OR (session_key = ? AND is_outside = 1))")
        .bind(inboundId, sessionKey, outsideOf)
        .run();
    Query query = database.query("SELECT id, session_key, text, created_at, is_outside FROM system_events"
                                 " WHERE inbound_id = ? ORDER BY id");
    query.bind(inboundId);
    return readAll(query);
}

asio::awaitable<Result<void>> SqliteSystemEvents::add(SystemEvent event) {
    return thread_.write<void>(
        [event = std::move(event)](Database& database) -> Result<void> {
            addSystemEvent(database, event);
            return {};
        },
        "events.add");
}

asio::awaitable<Result<std::vector<SystemEvent>>> SqliteSystemEvents::list(std::string sessionKey) {
    return thread_.read<std::vector<SystemEvent>>(
        [key = std::move(sessionKey)](Database& database) -> Result<std::vector<SystemEvent>> {
            Query query = database.query("SELECT id, session_key, text, created_at, is_outside FROM system_events"
                                         " WHERE session_key = ? AND inbound_id IS NULL ORDER BY id");
            query.bind(key);
            return readAll(query);
        });
}

}
