// Records on their way between SQLite and memory. Copies made on the way are overwritten: they are keys.
#include "channels/whatsapp/Records.hpp"

#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/log.hpp"

#include <fmt/format.h>

namespace openclaw::channels::whatsapp {

namespace {

const std::string channelName = "whatsapp";
/// Records kept in memory between operations; a session is one to two kilobytes.
constexpr std::size_t maxCached = 256;
/// Nobody asks again for a message that is older.
constexpr std::int64_t sentLifetimeMs = std::int64_t{24} * 3600 * 1000;
/// People vote late, but not that late.
constexpr std::int64_t pollLifetimeMs = 90 * sentLifetimeMs;

crypto::SecretBytes takeSecret(std::string& value) {
    crypto::SecretBytes secret(value);
    crypto::wipe(value.data(), value.size());
    return secret;
}

}

Records::Records(store::Store& store, Clock& clock, std::string accountId)
    : store_(store), clock_(clock), accountId_(std::move(accountId)) {}

asio::awaitable<Result<std::optional<wa::Credentials>>> Records::credentials() {
    std::vector<wa::RecordId> ids;
    ids.push_back(wa::accountRecord());
    Result<void> loaded = co_await load(std::move(ids));
    if (!loaded) co_return loaded.error();
    const crypto::SecretBytes* record = vault_.find(wa::accountRecord());
    if (!record) co_return std::optional<wa::Credentials>();
    Result<wa::Credentials> credentials = wa::Credentials::parse(*record);
    if (!credentials) co_return credentials.error();
    co_return std::optional<wa::Credentials>(std::move(*credentials));
}

asio::awaitable<Result<void>> Records::save(wa::Credentials credentials, const char* step) {
    vault_.put(wa::accountRecord(), credentials.serialize());
    Result<void> committed = co_await commit(step);
    co_return committed;
}

asio::awaitable<Result<void>> Records::erase() {
    vault_ = wa::Vault();
    Result<std::int64_t> removed = co_await store_.channelRecords().removeAll(channelName, accountId_);
    if (!removed) co_return removed.error();
    co_return Result<void>();
}

asio::awaitable<Result<void>> Records::load(std::vector<wa::RecordId> ids) {
    std::vector<store::ChannelRecord> wanted;
    for (const wa::RecordId& id : ids) {
        if (!vault_.isLoaded(id))
            wanted.push_back(store::ChannelRecord{std::string(wa::toString(id.kind)), id.name, std::nullopt});
    }
    if (wanted.empty()) co_return Result<void>();
    Result<std::vector<store::ChannelRecord>> found =
        co_await store_.channelRecords().get(channelName, accountId_, std::move(wanted));
    if (!found) co_return found.error().withContext("reading WhatsApp keys");
    std::size_t next = 0;
    for (const wa::RecordId& id : ids) {
        if (next >= found->size()) break;
        store::ChannelRecord& record = (*found)[next];
        if (record.kind != wa::toString(id.kind) || record.name != id.name) continue;
        std::optional<crypto::SecretBytes> value;
        if (record.value) value = takeSecret(*record.value);
        vault_.load(id, std::move(value));
        ++next;
    }
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<std::string>>> Records::loadSessions(wa::Jid user) {
    const std::string kind(wa::toString(wa::RecordKind::session));
    const std::string prefix = wa::sessionPrefix(user);
    Result<std::vector<store::ChannelRecord>> found =
        co_await store_.channelRecords().list(channelName, accountId_, kind, prefix);
    if (!found) co_return found.error().withContext("reading WhatsApp sessions");
    std::vector<std::string> names;
    for (store::ChannelRecord& record : *found) {
        names.push_back(record.name);
        if (record.value)
            vault_.load(wa::RecordId{wa::RecordKind::session, record.name}, takeSecret(*record.value));
    }
    co_return names;
}

asio::awaitable<Result<void>> Records::commit(const char* step) {
    std::vector<store::ChannelRecord> changes;
    for (const wa::Vault::Change& change : vault_.changes()) {
        store::ChannelRecord record{std::string(wa::toString(change.id.kind)), change.id.name, std::nullopt};
        if (change.value) record.value = std::string(*change.value);
        changes.push_back(std::move(record));
    }
    if (changes.empty()) co_return Result<void>();
    crashPoint(fmt::format("whatsapp.commit.{}.before", step));
    Result<void> applied =
        co_await store_.channelRecords().apply(channelName, accountId_, std::move(changes), clock_.nowMs());
    if (!applied) {
        vault_.rollback();
        co_return applied.error().withContext("storing WhatsApp keys");
    }
    crashPoint(fmt::format("whatsapp.commit.{}.after", step));
    vault_.settle();
    vault_.trim(maxCached);
    co_return Result<void>();
}

asio::awaitable<void> Records::prune() {
    for (const wa::RecordKind kind : {wa::RecordKind::sent, wa::RecordKind::retry, wa::RecordKind::poll}) {
        const std::int64_t lifetime = kind == wa::RecordKind::poll ? pollLifetimeMs : sentLifetimeMs;
        std::string name(wa::toString(kind));
        Result<std::int64_t> pruned = co_await store_.channelRecords().prune(
            channelName, accountId_, std::move(name), clock_.nowMs() - lifetime);
        if (!pruned) log::warn("whatsapp", "account={} {}", accountId_, pruned.error().message);
    }
}

}
