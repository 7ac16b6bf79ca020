// Connection authentication: shared secret, device identity, pairing, tokens. Every rule that departs from OpenClaw
// 2026.2.1 is listed in docs/security.md.
#include "gateway/Authenticator.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <set>

namespace openclaw::gateway {

namespace {

using protocol::ConnectParams;
using protocol::RpcError;
using Scopes = std::vector<std::string>;

constexpr const char* controlUiId = "openclaw-control-ui";

RpcError invalid(std::string message) { return RpcError(protocol::code::invalidRequest, std::move(message)); }

/// The name part of a Host header, lower-cased and without brackets.
std::string hostName(std::string_view host) {
    std::string text = toLowerAscii(trimAscii(host));
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        return end == std::string::npos ? std::string() : text.substr(1, end - 1);
    }
    return text.substr(0, text.find(':'));
}

bool isLoopbackName(const std::string& name) {
    if (name == "localhost" || name == "::1")
        return true;
    boost::system::error_code error;
    const auto address = asio::ip::make_address(name, error);
    return !error && address.is_loopback();
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

Scopes intersect(const Scopes& asked, const Scopes& granted) {
    Scopes result;
    for (const auto& scope : asked) {
        if (contains(granted, scope) && !contains(result, scope))
            result.push_back(scope);
    }
    return result;
}

Scopes sortedUnique(const Scopes& scopes) {
    const std::set<std::string> unique(scopes.begin(), scopes.end());
    return Scopes(unique.begin(), unique.end());
}

Scopes scopesOf(const Json& record) {
    Scopes scopes;
    if (const Json* list = findMember(record, "scopes"); list && list->is_array()) {
        for (const auto& scope : *list) {
            if (scope.is_string())
                scopes.push_back(scope.get<std::string>());
        }
    }
    return scopes;
}

bool hasRole(const Json& record, const std::string& role) {
    if (stringOr(record, "role") == role)
        return true;
    const Json* roles = findMember(record, "roles");
    return roles && roles->is_array() && std::find(roles->begin(), roles->end(), Json(role)) != roles->end();
}

bool includesAll(const Scopes& granted, const Scopes& asked) {
    return std::all_of(asked.begin(), asked.end(), [&](const std::string& scope) { return contains(granted, scope); });
}

std::string hintFor(const ConnectParams& connect, bool isToken) {
    if (connect.clientId == "cli" || connect.clientMode == "cli")
        return isToken ? "set gateway.remote.token to match gateway.auth.token"
                       : "set gateway.remote.password to match gateway.auth.password";
    if (connect.clientId == controlUiId || connect.clientMode == "webchat")
        return isToken ? "open a tokenized dashboard URL or paste token in Control UI settings"
                       : "enter the password in Control UI settings";
    return isToken ? "provide gateway auth token" : "provide gateway auth password";
}

/// The token the device holds for a role, or nullptr when it has none or it was revoked.
const Json* liveToken(const Json& record, const std::string& role) {
    const Json* tokens = findMember(record, "tokens");
    const Json* token = tokens ? findMember(*tokens, role) : nullptr;
    if (!token || token->contains("revokedAtMs"))
        return nullptr;
    return token;
}

Json newToken(const std::string& role, const Scopes& scopes, const Json* previous, std::int64_t now) {
    Json token = {{"token", randomHex(16)}, {"role", role}, {"scopes", sortedUnique(scopes)}, {"createdAtMs", now}};
    if (previous) {
        token["createdAtMs"] = previous->value("createdAtMs", now);
        token["rotatedAtMs"] = now;
    }
    return token;
}

}

Origin resolveOrigin(const net::HttpServerRequest& request, const AuthConfig& config) {
    Origin origin;
    origin.address = request.peer.address;
    origin.isBrowser = request.headers.has("Origin");
    const bool isForwarded = request.headers.has("X-Forwarded-For") || request.headers.has("X-Real-IP") ||
                             request.headers.has("X-Forwarded-Host") || request.headers.has("Forwarded");
    bool isLoopback = request.peer.isLoopback;
    if (isForwarded && contains(config.trustedProxies, request.peer.address)) {
        std::string_view forwarded = request.headers.get("X-Forwarded-For");
        forwarded = trimAscii(forwarded.substr(0, forwarded.find(',')));
        if (forwarded.empty())
            forwarded = trimAscii(request.headers.get("X-Real-IP"));
        boost::system::error_code error;
        const auto address = asio::ip::make_address(std::string(forwarded), error);
        origin.address = error ? request.peer.address : address.to_string();
        isLoopback = false;
    } else if (isForwarded) {
        isLoopback = false;
    }
    origin.isLocal = isLoopback && isLoopbackName(hostName(request.headers.get("Host")));
    return origin;
}

std::optional<std::string> checkHostAndOrigin(const net::HttpServerRequest& request, const AuthConfig& config) {
    const std::string host = hostName(request.headers.get("Host"));
    const bool isKnown = isLoopbackName(host) || host == request.localAddress || contains(config.allowedHosts, host);
    if (host.empty() || !isKnown)
        return "Host is not one of this gateway's names";
    if (!request.headers.has("Origin"))
        return std::nullopt;
    const std::string origin = toLowerAscii(trimAscii(request.headers.get("Origin")));
    if (contains(config.allowedOrigins, origin))
        return std::nullopt;
    const std::size_t scheme = origin.find("://");
    const std::string authority = scheme == std::string::npos ? std::string() : origin.substr(scheme + 3);
    if (authority.empty() || authority != toLowerAscii(trimAscii(request.headers.get("Host"))))
        return "Origin is not this gateway's";
    return std::nullopt;
}

Authenticator::Authenticator(Clock& clock, store::Store& store, std::function<const AuthConfig&()> config)
    : clock_(clock), store_(store), config_(std::move(config)) {}

std::optional<RpcError> Authenticator::checkDevice(const ConnectParams& connect, const Origin& origin,
                                                   const std::string& role, const std::string& nonce,
                                                   std::string& rawKey) const {
    const protocol::DeviceProof& device = *connect.device;
    const Result<std::string> key = protocol::decodePublicKey(device.publicKey);
    if (!key)
        return invalid("device public key invalid");
    rawKey = *key;
    if (crypto::sha256Hex(rawKey) != device.id)
        return invalid("device identity mismatch");
    const std::int64_t skew = clock_.nowMs() - device.signedAt;
    if (skew > protocol::signatureSkewMs || skew < -protocol::signatureSkewMs)
        return invalid("device signature expired");
    // Android on this very machine connects before it has read the challenge; nobody else may.
    const bool mayOmitNonce = origin.isLocal && connect.clientId == "openclaw-android";
    if (device.nonce.empty() && !mayOmitNonce)
        return invalid("device nonce required");
    if (!device.nonce.empty() && device.nonce != nonce)
        return invalid("device nonce mismatch");
    const auto signature = base64Decode(device.signature);
    if (!signature || !crypto::verifyEd25519(rawKey, protocol::signedText(connect, role), *signature))
        return invalid("device signature invalid");
    return std::nullopt;
}

asio::awaitable<AuthDecision> Authenticator::decide(ConnectParams connect, Origin origin, std::string nonce) {
    const AuthConfig& config = config_();
    AuthDecision decision;
    if (connect.minProtocol > protocol::protocolVersion || connect.maxProtocol < protocol::protocolVersion) {
        decision.error = invalid("protocol mismatch");
        decision.error->details = Json{{"expectedProtocol", protocol::protocolVersion}};
        decision.closeCode = 1002;
        co_return decision;
    }
    decision.role = connect.role.empty() ? "operator" : connect.role;
    if (decision.role != "operator" && decision.role != "node") {
        decision.error = invalid("invalid role");
        co_return decision;
    }
    const bool isControlUi = connect.clientId == controlUiId;
    std::string rawKey;
    if (!connect.device) {
        if (isControlUi && !config.allowInsecureControlUi) {
            decision.error = invalid("control ui requires HTTPS or localhost (secure context)");
            co_return decision;
        }
        const bool isBackend = connect.hasToken && decision.role == "operator" && origin.isLocal;
        const bool isInsecureUi = isControlUi && (connect.hasToken || connect.hasPassword);
        if (!isBackend && !isInsecureUi) {
            decision.error = RpcError(protocol::code::notPaired, "device identity required");
            co_return decision;
        }
    } else if (auto problem = checkDevice(connect, origin, decision.role, nonce, rawKey)) {
        decision.error = std::move(problem);
        co_return decision;
    }

    const bool usesToken = config.mode == AuthMode::token;
    const bool secretMatches =
        usesToken ? config.token.matches(connect.token) : config.password.matches(connect.password);
    std::optional<Json> paired;
    if (connect.device) {
        Result<std::optional<Json>> record = co_await store_.devices().get(connect.device->id);
        if (!record) {
            decision.error = protocol::toRpcError(record.error());
            co_return decision;
        }
        paired = std::move(*record);
    }
    bool tokenMatches = false;
    if (!secretMatches && connect.hasToken && paired) {
        const Json* token = liveToken(*paired, decision.role);
        tokenMatches = token && stringOr(*paired, "publicKey") == base64UrlEncode(rawKey) &&
                       equalsConstantTime(connect.token, stringOr(*token, "token")) &&
                       includesAll(scopesOf(*token), connect.scopes);
    }
    if (!secretMatches && !tokenMatches) {
        const bool given = usesToken ? connect.hasToken : connect.hasPassword;
        const char* kind = usesToken ? "token" : "password";
        decision.error = invalid(std::string("unauthorized: gateway ") + kind + (given ? " mismatch (" : " missing (") +
                                 hintFor(connect, usesToken) + ")");
        co_return decision;
    }
    if (!connect.device) {
        // A shared secret alone is good for reading and writing, never for administration.
        static const Scopes withoutDevice = {"operator.read", "operator.write"};
        decision.scopes = intersect(connect.scopes, withoutDevice);
        if (connect.scopes.empty() || contains(connect.scopes, "operator.admin"))
            decision.scopes = connect.scopes.empty() ? Scopes{"operator.read"} : withoutDevice;
        co_return decision;
    }
    decision.deviceId = connect.device->id;
    AuthDecision result = co_await pair(std::move(connect), std::move(origin), std::move(rawKey), std::move(decision), secretMatches);
    co_return result;
}

asio::awaitable<AuthDecision> Authenticator::pair(ConnectParams connect, Origin origin, std::string rawKey,
                                                  AuthDecision decision, bool mayPairSilently) {
    auto& devices = store_.devices();
    const std::int64_t now = clock_.nowMs();
    const std::string publicKey = base64UrlEncode(rawKey);
    Result<std::optional<Json>> stored = co_await devices.get(decision.deviceId);
    if (!stored) {
        decision.error = protocol::toRpcError(stored.error());
        co_return decision;
    }
    Json record = stored->value_or(Json::object());
    Scopes asked = connect.scopes;
    if (asked.empty() && decision.role == "operator")
        asked = {"operator.read"};
    const bool isKnown = !record.empty() && stringOr(record, "publicKey") == publicKey;
    const bool isCovered = isKnown && hasRole(record, decision.role) && includesAll(scopesOf(record), asked) &&
                           stringOr(record, "platform", connect.platform) == connect.platform;
    if (!isCovered) {
        Json request = {{"requestId", randomUuid()},
                        {"deviceId", decision.deviceId},
                        {"publicKey", publicKey},
                        {"platform", connect.platform},
                        {"clientId", connect.clientId},
                        {"clientMode", connect.clientMode},
                        {"role", decision.role},
                        {"roles", Json::array({decision.role})},
                        {"scopes", asked},
                        {"isRepair", !record.empty()},
                        {"ts", now}};
        if (!connect.displayName.empty())
            request["displayName"] = connect.displayName;
        if (!origin.isLocal)
            request["remoteIp"] = origin.address;
        const bool isSilent = origin.isLocal && mayPairSilently;
        if (!isSilent) {
            Result<store::DeviceRequest> pending = co_await devices.request(std::move(request));
            if (!pending) {
                decision.error = protocol::toRpcError(pending.error());
                co_return decision;
            }
            if (pending->created)
                decision.events.emplace_back("device.pair.requested", pending->record);
            decision.error = RpcError(protocol::code::notPaired, "pairing required");
            decision.error->details = Json{{"requestId", pending->record.at("requestId")}};
            co_return decision;
        }
        Scopes scopes = isKnown ? scopesOf(record) : Scopes{};
        scopes.insert(scopes.end(), asked.begin(), asked.end());
        std::vector<std::string> roles = {decision.role};
        if (isKnown) {
            if (const Json* known = findMember(record, "roles"); known && known->is_array()) {
                for (const auto& role : *known)
                    roles.push_back(role.get<std::string>());
            }
        } else {
            record = Json{{"createdAtMs", now}};
        }
        record["deviceId"] = decision.deviceId;
        record["publicKey"] = publicKey;
        record["platform"] = connect.platform;
        record["clientId"] = connect.clientId;
        record["clientMode"] = connect.clientMode;
        record["role"] = decision.role;
        record["roles"] = sortedUnique(roles);
        record["scopes"] = sortedUnique(scopes);
        record["approvedAtMs"] = now;
        if (!connect.displayName.empty())
            record["displayName"] = connect.displayName;
        decision.events.emplace_back("device.pair.resolved", Json{{"requestId", request["requestId"]},
                                                                  {"deviceId", decision.deviceId},
                                                                  {"decision", "approved"},
                                                                  {"ts", now}});
        log::info("gateway", "device pairing auto-approved device={} role={}", decision.deviceId, decision.role);
    }
    decision.scopes = intersect(asked, scopesOf(record));
    const Json* token = liveToken(record, decision.role);
    const bool needsToken = !token || !includesAll(scopesOf(*token), decision.scopes);
    if (needsToken)
        record["tokens"][decision.role] = newToken(decision.role, decision.scopes, token, now);
    if (!isCovered || needsToken) {
        const Json saved = record;
        Result<void> written = co_await devices.upsert(saved);
        if (!written) {
            decision.error = protocol::toRpcError(written.error());
            co_return decision;
        }
    }
    const Json& current = record.at("tokens").at(decision.role);
    decision.auth = Json{{"deviceToken", current.at("token")},
                         {"role", decision.role},
                         {"scopes", decision.scopes},
                         {"issuedAtMs", current.value("rotatedAtMs", current.value("createdAtMs", now))}};
    co_return decision;
}

}
