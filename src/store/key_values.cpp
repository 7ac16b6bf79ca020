// The two smallest tables: update offsets of the channels and free-form settings.
#include "store/SqliteRepositories.hpp"
#include "store/rows.hpp"

namespace openclaw::store {

void storeOffset(Database& database, const ChannelOffset& offset) {
    database
        .query("INSERT INTO channel_offsets (channel, account_id, value, detail) VALUES (?,?,?,?)"
               " ON CONFLICT (channel, account_id) DO UPDATE SET value = excluded.value, detail = excluded.detail")
        .bind(offset.channel, offset.accountId, offset.value, offset.detail)
        .run();
}

asio::awaitable<Result<std::optional<ChannelOffset>>> SqliteOffsets::get(std::string channel, std::string accountId) {
    return thread_.read<std::optional<ChannelOffset>>(
        [channel = std::move(channel), account = std::move(accountId)](Database& database) -> Result<std::optional<ChannelOffset>> {
            Query query = database.query("SELECT value, detail FROM channel_offsets WHERE channel = ? AND account_id = ?");
            if (!query.bind(channel, account).next())
                return std::optional<ChannelOffset>();
            ChannelOffset offset;
            offset.channel = channel;
            offset.accountId = account;
            offset.value = query.integer(0);
            offset.detail = query.json(1);
            return std::optional<ChannelOffset>(std::move(offset));
        });
}

asio::awaitable<Result<void>> SqliteOffsets::set(ChannelOffset offset) {
    return thread_.write<void>([offset = std::move(offset)](Database& database) -> Result<void> {
        storeOffset(database, offset);
        return {};
    });
}

asio::awaitable<Result<std::optional<std::string>>> SqliteKeyValues::get(std::string space, std::string key) {
    return thread_.read<std::optional<std::string>>(
        [space = std::move(space), key = std::move(key)](Database& database) -> Result<std::optional<std::string>> {
            Query query = database.query("SELECT value FROM key_values WHERE space = ? AND key = ?");
            if (!query.bind(space, key).next())
                return std::optional<std::string>();
            return std::optional<std::string>(query.text(0));
        });
}

asio::awaitable<Result<void>> SqliteKeyValues::set(std::string space, std::string key, std::string value) {
    return thread_.write<void>(
        [space = std::move(space), key = std::move(key), value = std::move(value)](Database& database) -> Result<void> {
            database
                .query("INSERT INTO key_values (space, key, value) VALUES (?,?,?)"
                       " ON CONFLICT (space, key) DO UPDATE SET value = excluded.value")
                .bind(space, key, value)
                .run();
            return {};
        });
}

asio::awaitable<Result<bool>> SqliteKeyValues::remove(std::string space, std::string key) {
    return thread_.write<bool>([space = std::move(space), key = std::move(key)](Database& database) -> Result<bool> {
        database.query("DELETE FROM key_values WHERE space = ? AND key = ?").bind(space, key).run();
        return database.changes() > 0;
    });
}

asio::awaitable<Result<std::vector<std::pair<std::string, std::string>>>> SqliteKeyValues::list(std::string space) {
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    return thread_.read<Pairs>([space = std::move(space)](Database& database) -> Result<Pairs> {
        Query query = database.query("SELECT key, value FROM key_values WHERE space = ? ORDER BY key");
        query.bind(space);
        Pairs pairs;
        while (query.next())
            pairs.emplace_back(query.text(0), query.text(1));
        return pairs;
    });
}

}
