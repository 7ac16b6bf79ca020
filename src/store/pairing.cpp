// Pairing of chat senders: codes are used once, belong to one account and expire.
#include "openclaw/core/strings.hpp"
#include "store/SqliteRepositories.hpp"

#include <fmt/format.h>

namespace openclaw::store {

namespace {

constexpr std::string_view selectRow =
    "SELECT channel, account_id, sender_id, code, created_at, last_seen_at, meta FROM pairing_requests ";

PairingRequest readRow(const Query& query) {
    PairingRequest request;
    request.channel = query.text(0);
    request.accountId = query.text(1);
    request.senderId = query.text(2);
    request.code = query.text(3);
    request.createdAtMs = query.integer(4);
    request.lastSeenAtMs = query.integer(5);
    request.meta = query.json(6);
    return request;
}

std::string toUpperAscii(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

void dropExpired(Database& database, std::int64_t nowMs) {
    database.query("DELETE FROM pairing_requests WHERE created_at <= ?")
        .bind(nowMs - PairingRepository::requestLifetimeMs)
        .run();
}

void addAllowed(Database& database,
                const std::string& channel,
                const std::string& accountId,
                const std::string& senderId,
                std::int64_t nowMs) {
    database.query("INSERT OR IGNORE INTO pairing_allowed (channel, account_id, sender_id, approved_at) VALUES (?,?,?,?)")
        .bind(channel, accountId, senderId, nowMs)
        .run();
}

/// `request.lastSeenAtMs` is the time of this call.
Result<PairingOutcome> upsertOne(Database& database, const PairingRequest& request) {
    PairingOutcome outcome;
    dropExpired(database, request.lastSeenAtMs);
    {
        Query query = database.query(
            "SELECT code FROM pairing_requests WHERE channel = ? AND account_id = ? AND sender_id = ?");
        if (query.bind(request.channel, request.accountId, request.senderId).next())
            outcome.code = query.text(0);
    }
    if (!outcome.code.empty()) {
        database
            .query("UPDATE pairing_requests SET last_seen_at = ?, meta = ?"
                   " WHERE channel = ? AND account_id = ? AND sender_id = ?")
            .bind(request.lastSeenAtMs, request.meta, request.channel, request.accountId, request.senderId)
            .run();
        return outcome;
    }
    {
        Query query = database.query("SELECT count(*) FROM pairing_requests WHERE channel = ? AND account_id = ?");
        query.bind(request.channel, request.accountId).next();
        if (query.integer(0) >= static_cast<std::int64_t>(PairingRepository::maxPending)) {
            outcome.isFull = true;
            return outcome;
        }
    }
    outcome.code = toUpperAscii(request.code);
    outcome.created = true;
    database
        .query("INSERT INTO pairing_requests (channel, account_id, sender_id, code, created_at, last_seen_at, meta)"
               " VALUES (?,?,?,?,?,?,?)")
        .bind(request.channel, request.accountId, request.senderId, outcome.code, request.createdAtMs,
              request.lastSeenAtMs, request.meta)
        .run();
    return outcome;
}

Result<PairingRequest> approveOne(Database& database, const std::string& channel, const std::string& code, std::int64_t nowMs) {
    dropExpired(database, nowMs);
    PairingRequest request;
    {
        Query query = database.query(fmt::format("{}WHERE channel = ? AND code = ?", selectRow));
        if (!query.bind(channel, toUpperAscii(std::string(trimAscii(code)))).next())
            return Error(Errc::notFound, fmt::format("no pending pairing request with that code for {}", channel));
        request = readRow(query);
    }
    database.query("DELETE FROM pairing_requests WHERE channel = ? AND account_id = ? AND sender_id = ?")
        .bind(request.channel, request.accountId, request.senderId)
        .run();
    addAllowed(database, request.channel, request.accountId, request.senderId, nowMs);
    return request;
}

}

asio::awaitable<Result<PairingOutcome>> SqlitePairing::upsertRequest(PairingRequest request) {
    if (request.lastSeenAtMs == 0)
        request.lastSeenAtMs = request.createdAtMs;
    return thread_.write<PairingOutcome>(
        [request = std::move(request)](Database& database) { return upsertOne(database, request); });
}

asio::awaitable<Result<std::vector<PairingRequest>>> SqlitePairing::list(std::string channel, std::int64_t nowMs) {
    return thread_.read<std::vector<PairingRequest>>(
        [channel = std::move(channel), nowMs](Database& database) -> Result<std::vector<PairingRequest>> {
            Query query = database.query(
                fmt::format("{}WHERE (?1 = '' OR channel = ?1) AND created_at > ?2 ORDER BY created_at, sender_id", selectRow));
            query.bind(channel, nowMs - requestLifetimeMs);
            std::vector<PairingRequest> requests;
            while (query.next())
                requests.push_back(readRow(query));
            return requests;
        });
}

asio::awaitable<Result<PairingRequest>> SqlitePairing::approve(std::string channel, std::string code, std::int64_t nowMs) {
    return thread_.write<PairingRequest>(
        [channel = std::move(channel), code = std::move(code), nowMs](Database& database) {
            return approveOne(database, channel, code, nowMs);
        });
}

asio::awaitable<Result<bool>> SqlitePairing::isAllowed(std::string channel, std::string accountId, std::string senderId) {
    return thread_.read<bool>([channel = std::move(channel), account = std::move(accountId),
                               sender = std::move(senderId)](Database& database) -> Result<bool> {
        Query query =
            database.query("SELECT 1 FROM pairing_allowed WHERE channel = ? AND account_id = ? AND sender_id = ?");
        return query.bind(channel, account, sender).next();
    });
}

asio::awaitable<Result<std::vector<std::string>>> SqlitePairing::allowedSenders(std::string channel, std::string accountId) {
    return thread_.read<std::vector<std::string>>(
        [channel = std::move(channel), account = std::move(accountId)](Database& database) -> Result<std::vector<std::string>> {
            Query query = database.query(
                "SELECT sender_id FROM pairing_allowed WHERE channel = ? AND account_id = ? ORDER BY approved_at, sender_id");
            query.bind(channel, account);
            std::vector<std::string> senders;
            while (query.next())
                senders.push_back(query.text(0));
            return senders;
        });
}

asio::awaitable<Result<void>>
SqlitePairing::allow(std::string channel, std::string accountId, std::string senderId, std::int64_t nowMs) {
    return thread_.write<void>([channel = std::move(channel), account = std::move(accountId),
                                sender = std::move(senderId), nowMs](Database& database) -> Result<void> {
        addAllowed(database, channel, account, sender, nowMs);
        return {};
    });
}

asio::awaitable<Result<bool>> SqlitePairing::revoke(std::string channel, std::string accountId, std::string senderId) {
    return thread_.write<bool>([channel = std::move(channel), account = std::move(accountId),
                                sender = std::move(senderId)](Database& database) -> Result<bool> {
        database.query("DELETE FROM pairing_allowed WHERE channel = ? AND account_id = ? AND sender_id = ?")
            .bind(channel, account, sender)
            .run();
        return database.changes() > 0;
    });
}

}
