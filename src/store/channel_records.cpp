// What channel accounts keep for themselves, one row a record.
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

#include <cstring>

namespace openclaw::store {

namespace {

/// The records of a call, wiped when it is over: they are keys as a rule.
struct WipedRecords {
    std::vector<ChannelRecord> records;

    explicit WipedRecords(std::vector<ChannelRecord> given) : records(std::move(given)) {}
    WipedRecords(WipedRecords&&) noexcept = default;
    WipedRecords(const WipedRecords&) = default;
    WipedRecords& operator=(WipedRecords&&) noexcept = default;
    WipedRecords& operator=(const WipedRecords&) = default;
    ~WipedRecords() {
        for (ChannelRecord& record : records) {
            if (record.value) explicit_bzero(record.value->data(), record.value->size());
        }
    }
};

void applyChange(Database& database,
                 const std::string& channel,
                 const std::string& accountId,
                 const ChannelRecord& change,
                 std::int64_t nowMs) {
    if (!change.value) {
        database
            .query(
                "DELETE FROM channel_records WHERE channel = ? AND account_id = ? AND kind = ? AND name = ?")
            .bind(channel, accountId, change.kind, change.name)
            .run();
        return;
    }
    database
        .query("INSERT INTO channel_records (channel, account_id, kind, name, value, updated_at) VALUES "
               "(?,?,?,?,?,?)"
               " ON CONFLICT (channel, account_id, kind, name)"
               " DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at")
        .bind(channel, accountId, change.kind, change.name, *change.value, nowMs)
        .run();
}

}

asio::awaitable<Result<std::vector<ChannelRecord>>>
SqliteChannelRecords::get(std::string channel, std::string accountId, std::vector<ChannelRecord> wanted) {
    using Records = std::vector<ChannelRecord>;
    return thread_.read<Records>([channel = std::move(channel), account = std::move(accountId),
                                  wanted = std::move(wanted)](Database& database) -> Result<Records> {
        Records found = wanted;
        for (ChannelRecord& record : found) {
            Query query = database.query("SELECT value FROM channel_records WHERE channel = ? AND account_id "
                                         "= ? AND kind = ? AND name = ?");
            record.value.reset();
            if (query.bind(channel, account, record.kind, record.name).next()) record.value = query.text(0);
        }
        return found;
    });
}

asio::awaitable<Result<std::vector<ChannelRecord>>>
SqliteChannelRecords::list(std::string channel, std::string accountId, std::string kind, std::string prefix) {
    using Records = std::vector<ChannelRecord>;
    return thread_.read<Records>([channel = std::move(channel), account = std::move(accountId),
                                  kind = std::move(kind),
                                  prefix = std::move(prefix)](Database& database) -> Result<Records> {
        // The upper end is the prefix followed by the highest byte: an index range, unlike LIKE.
        Query query =
            database.query("SELECT name, value FROM channel_records WHERE channel = ? AND account_id = ?"
                           " AND kind = ? AND name >= ? AND name < ? || x'ff' ORDER BY name");
        query.bind(channel, account, kind, prefix, prefix);
        Records found;
        while (query.next())
            found.push_back(ChannelRecord{kind, query.text(0), query.text(1)});
        return found;
    });
}

asio::awaitable<Result<void>> SqliteChannelRecords::apply(std::string channel,
                                                          std::string accountId,
                                                          std::vector<ChannelRecord> changes,
                                                          std::int64_t nowMs) {
    return thread_.write<void>(
        [channel = std::move(channel), account = std::move(accountId),
         changes = WipedRecords(std::move(changes)), nowMs](Database& database) -> Result<void> {
            for (const ChannelRecord& change : changes.records)
                applyChange(database, channel, account, change, nowMs);
            return {};
        },
        "channelRecords.apply");
}

asio::awaitable<Result<std::int64_t>> SqliteChannelRecords::removeAll(std::string channel,
                                                                      std::string accountId) {
    return thread_.write<std::int64_t>([channel = std::move(channel), account = std::move(accountId)](
                                           Database& database) -> Result<std::int64_t> {
        database.query("DELETE FROM channel_records WHERE channel = ? AND account_id = ?")
            .bind(channel, account)
            .run();
        return database.changes();
    });
}

asio::awaitable<Result<std::int64_t>> SqliteChannelRecords::prune(std::string channel,
                                                                  std::string accountId,
                                                                  std::string kind,
                                                                  std::int64_t beforeMs) {
    return thread_.write<std::int64_t>([channel = std::move(channel), account = std::move(accountId),
                                        kind = std::move(kind),
                                        beforeMs](Database& database) -> Result<std::int64_t> {
        database
            .query("DELETE FROM channel_records WHERE channel = ? AND account_id = ? AND kind = ? AND "
                   "updated_at < ?")
            .bind(channel, account, kind, beforeMs)
            .run();
        return database.changes();
    });
}

}
