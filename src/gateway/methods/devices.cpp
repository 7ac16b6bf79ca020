// device.pair.list, device.pair.approve, device.pair.reject, device.token.rotate, device.token.revoke: who may connect.
// Nobody grants more than he holds, and connections made with a token end with it.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/ids.hpp"

#include <algorithm>
#include <set>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

/// A paired record without its token values.
Json withoutTokens(Json device) {
    const Json* tokens = findMember(device, "tokens");
    if (!tokens)
        return device;
    Json summaries = Json::array();
    for (const auto& [role, token] : tokens->items()) {
        Json summary = token;
        summary.erase("token");
        summaries.push_back(std::move(summary));
    }
    device["tokens"] = std::move(summaries);
    return device;
}

asio::awaitable<Answer> pairList(Services& services, Call) {
    Result<std::vector<Json>> pending = co_await services.store.devices().listPending(services.clock.nowMs());
    Result<std::vector<Json>> paired = co_await services.store.devices().list();
    if (!pending || !paired)
        co_return Answer(pending ? paired.error() : pending.error());
    Json devices = Json::array();
    for (Json& device : *paired)
        devices.push_back(withoutTokens(std::move(device)));
    co_return Answer(Json{{"pending", *pending}, {"paired", std::move(devices)}});
}

void announceResolution(Services& services, const Json& request, const char* decision) {
    Broadcast how;
    how.mayDrop = true;
    how.audience = Audience::pairing;
    const Json payload = {{"requestId", request.at("requestId")},
                          {"deviceId", request.at("deviceId")},
                          {"decision", decision},
                          {"ts", services.clock.nowMs()}};
    services.clients.broadcast("device.pair.resolved", dumpJson(payload), how);
}

asio::awaitable<Answer> pairApprove(Services& services, Call call) {
    const std::string requestId = call.params.at("requestId").get<std::string>();
    const std::int64_t now = services.clock.nowMs();
    Result<std::optional<Json>> found = co_await services.store.devices().findPending(requestId, now);
    if (!found)
        co_return Answer(found.error());
    if (!*found)
        co_return invalidRequest("unknown requestId");
    const Json request = **found;
    const std::string deviceId = stringOr(request, "deviceId");
    const std::string role = stringOr(request, "role", "operator");
    std::set<std::string> scopes;
    for (const auto& scope : request.value("scopes", Json::array())) {
        if (!call.client->identity.hasScope(scope.get<std::string>()) && !call.client->identity.isAdmin())
            co_return invalidRequest("missing scope: " + scope.get<std::string>());
        scopes.insert(scope.get<std::string>());
    }
    Result<std::optional<Json>> known = co_await services.store.devices().get(deviceId);
    if (!known)
        co_return Answer(known.error());
    Json device = known->value_or(Json{{"createdAtMs", now}});
    const bool isSameKey = stringOr(device, "publicKey") == stringOr(request, "publicKey");
    if (!isSameKey)
        device = Json{{"createdAtMs", now}};
    for (const char* key : {"deviceId", "publicKey", "displayName", "platform", "clientId", "clientMode", "role", "remoteIp"}) {
        if (const Json* value = findMember(request, key))
            device[key] = *value;
    }
    std::set<std::string> roles = {role};
    for (const auto& old : device.value("roles", Json::array()))
        roles.insert(old.get<std::string>());
    for (const auto& old : device.value("scopes", Json::array()))
        scopes.insert(old.get<std::string>());
    device["roles"] = roles;
    device["scopes"] = scopes;
    device["approvedAtMs"] = now;
    device["tokens"][role] = Json{{"token", randomHex(16)}, {"role", role}, {"scopes", scopes}, {"createdAtMs", now}};
    Result<void> approved = co_await services.store.devices().approve(requestId, device);
    if (!approved)
        co_return Answer(approved.error());
    announceResolution(services, request, "approved");
    co_return Answer(Json{{"requestId", requestId}, {"device", withoutTokens(std::move(device))}});
}

asio::awaitable<Answer> pairReject(Services& services, Call call) {
    const std::string requestId = call.params.at("requestId").get<std::string>();
    Result<std::optional<Json>> removed = co_await services.store.devices().removePending(requestId);
    if (!removed)
        co_return Answer(removed.error());
    if (!*removed)
        co_return invalidRequest("unknown requestId");
    announceResolution(services, **removed, "rejected");
    co_return Answer(Json{{"requestId", requestId}, {"deviceId", (*removed)->at("deviceId")}});
}

/// The device's record with the token of the role, if it has or may have one.
asio::awaitable<Result<Json>> recordWithRole(Services& services, std::string deviceId, std::string role) {
    Result<std::optional<Json>> known = co_await services.store.devices().get(std::move(deviceId));
    if (!known) co_return known.error();
    const Json* roles = *known ? findMember(**known, "roles") : nullptr;
    const bool hasRole = roles && roles->is_array() && std::find(roles->begin(), roles->end(), Json(role)) != roles->end();
    if (!hasRole) co_return Error(Errc::notFound, "unknown deviceId/role");
    co_return std::move(**known);
}

/// What the new token may do: what was asked for, else what the old one might.
Json scopesFor(const Call& call, const Json& device, const std::string& role) {
    if (const Json* asked = findMember(call.params, "scopes")) return *asked;
    const Json* token = findPath(device, "tokens." + role);
    const Json* scopes = token ? findMember(*token, "scopes") : findMember(device, "scopes");
    return scopes ? *scopes : Json::array();
}

asio::awaitable<Answer> rotateToken(Services& services, Call call) {
    const std::string deviceId = stringOr(call.params, "deviceId");
    const std::string role = stringOr(call.params, "role");
    Result<Json> device = co_await recordWithRole(services, deviceId, role);
    if (!device) co_return device.error().is(Errc::notFound) ? invalidRequest(device.error().message) : Answer(device.error());
    std::set<std::string> scopes;
    for (const Json& scope : scopesFor(call, *device, role)) {
        if (!call.client->identity.hasScope(scope.get<std::string>()) && !call.client->identity.isAdmin())
            co_return invalidRequest("missing scope: " + scope.get<std::string>());
        scopes.insert(scope.get<std::string>());
    }
    const std::int64_t now = services.clock.nowMs();
    const Json* old = findPath(*device, "tokens." + role);
    Json token{{"token", randomHex(16)}, {"role", role}, {"scopes", scopes}, {"rotatedAtMs", now}};
    token["createdAtMs"] = old ? findInteger(*old, "createdAtMs").value_or(now) : now;
    Result<void> stored = co_await services.store.devices().setToken(deviceId, role, token);
    if (!stored) co_return Answer(stored.error());
    services.clients.closeDevice(deviceId, role, "device token rotated", call.client);
    token.erase("createdAtMs");
    token["deviceId"] = deviceId;
    co_return Answer(token);
}

asio::awaitable<Answer> revokeToken(Services& services, Call call) {
    const std::string deviceId = stringOr(call.params, "deviceId");
    const std::string role = stringOr(call.params, "role");
    Result<Json> device = co_await recordWithRole(services, deviceId, role);
    const Json* old = device ? findPath(*device, "tokens." + role) : nullptr;
    if (!device && !device.error().is(Errc::notFound)) co_return Answer(device.error());
    if (!old) co_return invalidRequest("unknown deviceId/role");
    const std::int64_t now = services.clock.nowMs();
    Json token = *old;
    token["revokedAtMs"] = now;
    Result<void> stored = co_await services.store.devices().setToken(deviceId, role, std::move(token));
    if (!stored) co_return Answer(stored.error());
    services.clients.closeDevice(deviceId, role, "device token revoked", call.client);
    co_return Answer(Json{{"deviceId", deviceId}, {"role", role}, {"revokedAtMs", now}});
}

}

std::vector<Method> deviceMethods() {
    const Schema text = Schema::string(1);
    const Schema byRequest = Schema::object({required("requestId", Schema::string(1))});
    return {
        {.name = "device.pair.list", .scope = Scope::pairing, .params = Schema::object({}), .later = pairList},
        {.name = "device.pair.approve", .scope = Scope::pairing, .params = byRequest, .later = pairApprove},
        {.name = "device.pair.reject", .scope = Scope::pairing, .params = byRequest, .later = pairReject},
        {.name = "device.token.rotate",
         .scope = Scope::pairing,
         .params = Schema::object({required("deviceId", text), required("role", text), optional("scopes", Schema::array(text))}),
         .later = rotateToken},
        {.name = "device.token.revoke",
         .scope = Scope::pairing,
         .params = Schema::object({required("deviceId", text), required("role", text)}),
         .later = revokeToken},
    };
}

}
