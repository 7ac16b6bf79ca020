#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace openclaw::store {

/// How a failed SQL step leaves the work of one transaction. It travels only as far as the transaction boundary
/// in WriterThread (or open), which rolls back and turns it into a Result; it never leaves the room.
class SqlFailure {
public:
    explicit SqlFailure(Error error) : error_(std::move(error)) {}
    const Error& error() const { return error_; }

private:
    Error error_;
};

/// One use of a cached prepared statement; resets it when it goes out of scope.
class Query {
public:
    explicit Query(sqlite3* connection, sqlite3_stmt* statement) : connection_(connection), statement_(statement) {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    /// Binds the next parameters in order.
    template <class... Values>
    Query& bind(const Values&... values) {
        (bindNext(values), ...);
        return *this;
    }
    /// Advances to the next row; false at the end.
    bool next();
    /// For statements without rows.
    void run();

    std::int64_t integer(int column) const;
    std::string text(int column) const;
    /// nullopt for NULL.
    std::optional<std::int64_t> optionalInteger(int column) const;
    /// The column parsed; null when it is not JSON.
    Json json(int column) const;

private:
    void bindNext(std::int64_t value);
    void bindNext(int value) { bindNext(static_cast<std::int64_t>(value)); }
    void bindNext(std::size_t value) { bindNext(static_cast<std::int64_t>(value)); }
    void bindNext(bool value) { bindNext(static_cast<std::int64_t>(value)); }
    void bindNext(const std::string& value);
    void bindNext(std::string_view value) { bindNext(std::string(value)); }
    void bindNext(const char* value) { bindNext(std::string(value)); }
    void bindNext(const std::optional<std::int64_t>& value);
    void bindNext(const Json& value) { bindNext(dumpJson(value)); }

    sqlite3* connection_;
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

/// One SQLite connection and its prepared statements. Used by one thread at a time.
class Database {
public:
    /// Opens or creates the file with the project's settings; migrations are a separate step.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// The statement of that text, prepared at first use. Only texts from a small fixed set: they stay cached.
    Query query(std::string_view sql);
    /// Runs statements without parameters or rows.
    void execute(const char* sql);
    /// False when nothing is left to roll back.
    bool inTransaction() const;
    std::int64_t lastInsertId() const;
    std::int64_t changes() const;

    const std::filesystem::path& file() const { return file_; }

private:
    struct StatementDeleter {
        void operator()(sqlite3_stmt* statement) const;
    };
    using StatementPtr = std::unique_ptr<sqlite3_stmt, StatementDeleter>;

    Database(sqlite3* connection, std::filesystem::path file);

    sqlite3* connection_;
    std::filesystem::path file_;
    std::map<std::string, StatementPtr, std::less<>> statements_;
};

}
