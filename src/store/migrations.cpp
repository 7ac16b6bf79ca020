// The schema as numbered steps. A step that has shipped is never edited; changes are appended.
#include "store/migrations.hpp"

#include "store/Database.hpp"

#include <fmt/format.h>

#include <array>

namespace openclaw::store {

namespace {

constexpr const char* initialSchema = R"sql(
CREATE TABLE sessions (
    session_key TEXT PRIMARY KEY,
    agent_id    TEXT NOT NULL,
    session_id  TEXT NOT NULL,
    updated_at  INTEGER NOT NULL,
    channel     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    label       TEXT NOT NULL,
    spawned_by  TEXT NOT NULL,
    search_text TEXT NOT NULL,
    entry       TEXT NOT NULL
);
CREATE INDEX sessions_by_time ON sessions (updated_at DESC, session_key);
CREATE INDEX sessions_by_agent ON sessions (agent_id, updated_at DESC, session_key);
CREATE INDEX sessions_by_id ON sessions (session_id);
CREATE INDEX sessions_by_parent ON sessions (spawned_by, updated_at DESC, session_key) WHERE spawned_by <> '';
CREATE UNIQUE INDEX sessions_by_label ON sessions (label) WHERE label <> '';

CREATE TABLE transcript (
    seq          INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id   TEXT NOT NULL,
    message_id   TEXT NOT NULL,
    timestamp_ms INTEGER NOT NULL,
    role         TEXT NOT NULL,
    message      TEXT NOT NULL
);
CREATE INDEX transcript_by_session ON transcript (session_id, seq);
CREATE INDEX transcript_by_role ON transcript (session_id, role, seq);

CREATE TABLE inbox (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    channel             TEXT NOT NULL,
    account_id          TEXT NOT NULL,
    platform_message_id TEXT NOT NULL,
    conversation        TEXT NOT NULL,
    sender_id           TEXT NOT NULL,
    received_at         INTEGER NOT NULL,
    state               INTEGER NOT NULL,
    attempts            INTEGER NOT NULL DEFAULT 0,
    session_key         TEXT NOT NULL,
    agent_id            TEXT NOT NULL,
    route               TEXT NOT NULL,
    body                TEXT NOT NULL,
    trace               TEXT NOT NULL,
    run_id              TEXT NOT NULL DEFAULT '',
    finished_at         INTEGER NOT NULL DEFAULT 0,
    UNIQUE (channel, account_id, platform_message_id)
);
CREATE INDEX inbox_unfinished ON inbox (id) WHERE state IN (0, 1);
CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at > 0;

CREATE TABLE outbox (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    key                 TEXT NOT NULL UNIQUE,
    inbound_id          INTEGER,
    channel             TEXT NOT NULL,
    account_id          TEXT NOT NULL,
    target              TEXT NOT NULL,
    thread_id           TEXT NOT NULL,
    payload             TEXT NOT NULL,
    state               INTEGER NOT NULL,
    attempts            INTEGER NOT NULL DEFAULT 0,
    next_attempt_at     INTEGER NOT NULL DEFAULT 0,
    platform_message_id TEXT NOT NULL DEFAULT '',
    last_error          TEXT NOT NULL DEFAULT '',
    created_at          INTEGER NOT NULL,
    updated_at          INTEGER NOT NULL
);
CREATE INDEX outbox_unfinished ON outbox (id) WHERE state IN (0, 1, 4);
CREATE INDEX outbox_lane ON outbox (channel, account_id, target, id) WHERE state IN (0, 1, 4);
CREATE INDEX outbox_finished ON outbox (updated_at) WHERE state IN (2, 3);

CREATE TABLE pairing_requests (
    channel      TEXT NOT NULL,
    account_id   TEXT NOT NULL,
    sender_id    TEXT NOT NULL,
    code         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    meta         TEXT NOT NULL,
    PRIMARY KEY (channel, account_id, sender_id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX pairing_by_code ON pairing_requests (channel, code);
CREATE TABLE pairing_allowed (
    channel     TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    sender_id   TEXT NOT NULL,
    approved_at INTEGER NOT NULL,
    PRIMARY KEY (channel, account_id, sender_id)
) WITHOUT ROWID;

CREATE TABLE device_requests (
    request_id TEXT PRIMARY KEY,
    device_id  TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    record     TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE devices (
    device_id TEXT PRIMARY KEY,
    record    TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE channel_offsets (
    channel    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    value      INTEGER NOT NULL,
    detail     TEXT NOT NULL,
    PRIMARY KEY (channel, account_id)
) WITHOUT ROWID;
CREATE TABLE key_values (
    space TEXT NOT NULL,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (space, key)
) WITHOUT ROWID;
)sql";

/// What `openclaw trace` looks up.
constexpr const char* traceIndexes = R"sql(
CREATE INDEX inbox_by_session ON inbox (session_key, id);
CREATE INDEX outbox_by_inbound ON outbox (inbound_id) WHERE inbound_id IS NOT NULL;
)sql";

constexpr const char* channelRecords = R"sql(
CREATE TABLE channel_records (
    channel    TEXT NOT NULL,
    account_id TEXT NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    value      BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (channel, account_id, kind, name)
) WITHOUT ROWID;
)sql";

constexpr const char* cronJobs = R"sql(
CREATE TABLE cron_jobs (
    id  TEXT PRIMARY KEY,
    job TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE cron_runs (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id     TEXT NOT NULL,
    run_id     TEXT NOT NULL UNIQUE,
    due_at     INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    entry      TEXT NOT NULL DEFAULT 'null',
    UNIQUE (job_id, due_at)
);
CREATE INDEX cron_unfinished ON cron_runs (seq) WHERE entry = 'null';
)sql";

constexpr const char* systemEvents = R"sql(
CREATE TABLE system_events (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    session_key TEXT NOT NULL,
    text        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    is_outside  INTEGER NOT NULL,
    inbound_id  INTEGER
);
CREATE INDEX system_events_by_session ON system_events (session_key, is_outside, id);
CREATE INDEX system_events_by_message ON system_events (inbound_id) WHERE inbound_id IS NOT NULL;
)sql";

constexpr std::array steps{initialSchema, channelRecords, cronJobs, traceIndexes, systemEvents};

void runStep(Database& database, std::size_t index) {
    database.execute("BEGIN IMMEDIATE");
    // Another process may have taken the step while this one waited for the lock.
    std::int64_t version = 0;
    {
        Query query = database.query("PRAGMA user_version");
        query.next();
        version = query.integer(0);
    }
    if (version == static_cast<std::int64_t>(index)) {
        database.execute(steps[index]);
        database.execute(fmt::format("PRAGMA user_version={}", index + 1).c_str());
    }
    database.execute("COMMIT");
}

}

int latestSchemaVersion() { return static_cast<int>(steps.size()); }

Result<void> migrate(Database& database) {
    try {
        std::int64_t version = 0;
        {
            Query query = database.query("PRAGMA user_version");
            query.next();
            version = query.integer(0);
        }
        if (version < 0 || version > latestSchemaVersion()) {
            return Error(Errc::conflict,
                         fmt::format("database {} has schema version {}, this program knows up to {}; it was written by a "
                                     "newer openclaw, install that version again",
                                     database.file().string(), version, latestSchemaVersion()));
        }
        for (auto step = static_cast<std::size_t>(version); step < steps.size(); ++step)
            runStep(database, step);
        // Touches the schema so that a damaged file is reported now and not by the first message.
        database.query("SELECT 1 FROM sessions LIMIT 1").run();
    } catch (const SqlFailure& failure) {
        if (database.inTransaction())
            database.execute("ROLLBACK");
        return failure.error();
    }
    return {};
}

}
