// A thin, strict wrapper of SQLite: the only file that speaks its C interface. Every failure becomes an Error
// that names the database file.
#include "store/Database.hpp"

#include "openclaw/core/files.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace openclaw::store {

namespace {

constexpr int busyTimeoutMs = 5000;

Errc codeOf(int sqliteCode) {
    switch (sqliteCode & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Errc::corrupt;
    case SQLITE_CONSTRAINT: return Errc::conflict;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: return Errc::unavailable;
    case SQLITE_TOOBIG: return Errc::invalidInput;
    default: return Errc::internal;
    }
}

Error describe(sqlite3* connection, int code) {
    const char* file = sqlite3_db_filename(connection, "main");
    return Error(codeOf(code),
                 fmt::format("database {}: {}", file ? file : "", sqlite3_errmsg(connection)));
}

void check(sqlite3* connection, int code) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        throw SqlFailure(describe(connection, code));
}

/// SQLite would create the file with the umask's mode; its journal files inherit the mode of the main file.
Result<void> createPrivateFile(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return Error(Errc::unavailable, fmt::format("cannot open database {}: {}", file.string(), std::strerror(errno)));
    ::fchmod(descriptor, 0600);
    ::close(descriptor);
    return {};
}

}

Query::~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Query::next() {
    const int code = sqlite3_step(statement_);
    check(connection_, code);
    return code == SQLITE_ROW;
}

void Query::run() {
    while (next()) {
    }
}

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::text(int column) const {
    const unsigned char* bytes = sqlite3_column_text(statement_, column);
    if (!bytes)
        return {};
    return std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::optional<std::int64_t> Query::optionalInteger(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL)
        return std::nullopt;
    return integer(column);
}

Json Query::json(int column) const {
    auto parsed = parseJson(text(column));
    return parsed ? std::move(*parsed) : Json();
}

void Query::bindNext(std::int64_t value) { check(connection_, sqlite3_bind_int64(statement_, ++bound_, value)); }

void Query::bindNext(const std::string& value) {
    check(connection_, sqlite3_bind_text64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bindNext(const std::optional<std::int64_t>& value) {
    if (value)
        bindNext(*value);
    else
        check(connection_, sqlite3_bind_null(statement_, ++bound_));
}

void Database::StatementDeleter::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Database::Database(sqlite3* connection, std::filesystem::path file) : connection_(connection), file_(std::move(file)) {}

Database::~Database() {
    statements_.clear();
    sqlite3_close_v2(connection_);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file) {
    if (auto folder = ensurePrivateDirectory(file.parent_path()); !folder)
        return folder.error();
    if (auto created = createPrivateFile(file); !created)
        return created.error();
    sqlite3* connection = nullptr;
    // The connection moves between threads (open, writer) but is never shared: no mutex is needed.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    const int code = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
    std::unique_ptr<Database> database(new Database(connection, file));
    if (code != SQLITE_OK)
        return Error(codeOf(code), fmt::format("cannot open database {}: {}", file.string(), sqlite3_errstr(code)));
    sqlite3_busy_timeout(connection, busyTimeoutMs);
    sqlite3_extended_result_codes(connection, 1);
    // A hostile database file must not run code through its schema.
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    try {
        database->execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                          "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-4096");
    } catch (const SqlFailure& failure) {
        return failure.error();
    }
    return database;
}

Query Database::query(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        sqlite3_stmt* statement = nullptr;
        check(connection_,
              sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
        found = statements_.emplace(std::string(sql), StatementPtr(statement)).first;
    }
    return Query(connection_, found->second.get());
}

void Database::execute(const char* sql) { check(connection_, sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr)); }

bool Database::inTransaction() const { return sqlite3_get_autocommit(connection_) == 0; }
std::int64_t Database::lastInsertId() const { return sqlite3_last_insert_rowid(connection_); }
std::int64_t Database::changes() const { return sqlite3_changes64(connection_); }

}
