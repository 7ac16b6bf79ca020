// Paired devices and their pending requests: a handful of JSON records, read and written whole.
#include "store/SqliteRepositories.hpp"

#include <fmt/format.h>

namespace openclaw::store {

namespace {

std::optional<Json> firstRecord(Query& query) {
    if (!query.next())
        return std::nullopt;
    return query.json(0);
}

std::vector<Json> allRecords(Query& query) {
    std::vector<Json> records;
    while (query.next())
        records.push_back(query.json(0));
    return records;
}

std::optional<Json> findPaired(Database& database, const std::string& deviceId) {
    Query query = database.query("SELECT record FROM devices WHERE device_id = ?");
    return firstRecord(query.bind(deviceId));
}

Result<void> savePaired(Database& database, const Json& record) {
    const std::string deviceId = stringOr(record, "deviceId");
    if (deviceId.empty())
        return Error(Errc::invalidInput, "a paired device needs a deviceId");
    database
        .query("INSERT INTO devices (device_id, record) VALUES (?,?)"
               " ON CONFLICT (device_id) DO UPDATE SET record = excluded.record")
        .bind(deviceId, record)
        .run();
    return {};
}

std::optional<Json> takePending(Database& database, const std::string& requestId) {
    std::optional<Json> record;
    {
        Query query = database.query("SELECT record FROM device_requests WHERE request_id = ?");
        record = firstRecord(query.bind(requestId));
    }
    if (record)
        database.query("DELETE FROM device_requests WHERE request_id = ?").bind(requestId).run();
    return record;
}

Result<DeviceRequest> addPending(Database& database, const Json& record) {
    const std::string requestId = stringOr(record, "requestId");
    const std::string deviceId = stringOr(record, "deviceId");
    const std::int64_t now = findInteger(record, "ts").value_or(0);
    if (requestId.empty() || deviceId.empty())
        return Error(Errc::invalidInput, "a device request needs a requestId and a deviceId");
    database.query("DELETE FROM device_requests WHERE created_at <= ?")
        .bind(now - DeviceRepository::requestLifetimeMs)
        .run();
    DeviceRequest result;
    {
        Query query = database.query("SELECT record FROM device_requests WHERE device_id = ?");
        if (auto waiting = firstRecord(query.bind(deviceId))) {
            result.record = std::move(*waiting);
            return result;
        }
    }
    database.query("INSERT INTO device_requests (request_id, device_id, created_at, record) VALUES (?,?,?,?)")
        .bind(requestId, deviceId, now, record)
        .run();
    result.record = record;
    result.created = true;
    return result;
}

}

asio::awaitable<Result<DeviceRequest>> SqliteDevices::request(Json request) {
    return thread_.write<DeviceRequest>(
        [record = std::move(request)](Database& database) { return addPending(database, record); });
}

asio::awaitable<Result<std::vector<Json>>> SqliteDevices::listPending(std::int64_t nowMs) {
    return thread_.read<std::vector<Json>>([nowMs](Database& database) -> Result<std::vector<Json>> {
        Query query = database.query("SELECT record FROM device_requests WHERE created_at > ? ORDER BY created_at DESC, request_id");
        return allRecords(query.bind(nowMs - requestLifetimeMs));
    });
}

asio::awaitable<Result<std::optional<Json>>> SqliteDevices::findPending(std::string requestId, std::int64_t nowMs) {
    return thread_.read<std::optional<Json>>(
        [id = std::move(requestId), nowMs](Database& database) -> Result<std::optional<Json>> {
            Query query = database.query("SELECT record FROM device_requests WHERE request_id = ? AND created_at > ?");
            return firstRecord(query.bind(id, nowMs - requestLifetimeMs));
        });
}

asio::awaitable<Result<std::optional<Json>>> SqliteDevices::removePending(std::string requestId) {
    return thread_.write<std::optional<Json>>(
        [id = std::move(requestId)](Database& database) -> Result<std::optional<Json>> { return takePending(database, id); });
}

asio::awaitable<Result<void>> SqliteDevices::approve(std::string requestId, Json paired) {
    return thread_.write<void>([id = std::move(requestId), record = std::move(paired)](Database& database) -> Result<void> {
        if (!takePending(database, id))
            return Error(Errc::notFound, fmt::format("no pending device request {}", id));
        return savePaired(database, record);
    });
}

asio::awaitable<Result<std::optional<Json>>> SqliteDevices::get(std::string deviceId) {
    return thread_.read<std::optional<Json>>(
        [id = std::move(deviceId)](Database& database) -> Result<std::optional<Json>> { return findPaired(database, id); });
}

asio::awaitable<Result<std::vector<Json>>> SqliteDevices::list() {
    return thread_.read<std::vector<Json>>([](Database& database) -> Result<std::vector<Json>> {
        Query query = database.query("SELECT record FROM devices ORDER BY device_id");
        return allRecords(query);
    });
}

asio::awaitable<Result<void>> SqliteDevices::upsert(Json paired) {
    return thread_.write<void>([record = std::move(paired)](Database& database) { return savePaired(database, record); });
}

asio::awaitable<Result<bool>> SqliteDevices::remove(std::string deviceId) {
    return thread_.write<bool>([id = std::move(deviceId)](Database& database) -> Result<bool> {
        database.query("DELETE FROM devices WHERE device_id = ?").bind(id).run();
        return database.changes() > 0;
    });
}

asio::awaitable<Result<void>> SqliteDevices::setToken(std::string deviceId, std::string role, Json token) {
    return thread_.write<void>([id = std::move(deviceId), role = std::move(role),
                                token = std::move(token)](Database& database) -> Result<void> {
        auto record = findPaired(database, id);
        if (!record || !record->is_object())
            return Error(Errc::notFound, fmt::format("no paired device {}", id));
        Json& tokens = (*record)["tokens"];
        if (!tokens.is_object())
            tokens = Json::object();
        tokens[role] = token;
        return savePaired(database, *record);
    });
}

}
