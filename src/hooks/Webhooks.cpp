// The order of checks is the wire contract: token, verb, sub-path, body.
#include "openclaw/hooks/Webhooks.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"

#include <algorithm>

namespace openclaw::hooks {

namespace {

constexpr std::size_t defaultBodyBytes = 262'144;
constexpr std::size_t maxFailures = 20;
constexpr std::chrono::seconds failureWindow{60};
constexpr std::chrono::minutes lockout{5};
constexpr std::size_t maxAddresses = 4096;

net::HttpResponse json(int status, const Json& body) {
    return net::HttpResponse(status, "application/json; charset=utf-8", dumpJson(body));
}

net::HttpResponse failure(int status, const std::string& message) {
    return json(status, Json{{"ok", false}, {"error", message}});
}

net::HttpResponse text(int status, const char* words) {
    return net::HttpResponse(status, "text/plain; charset=utf-8", words);
}

const Json& hooksOf(const Json& config) {
    static const Json none = Json::object();
    const Json* hooks = findMember(config, "hooks");
    return hooks && hooks->is_object() ? *hooks : none;
}

/// "/hooks", never "/" and never with a slash at the end.
std::string basePath(const Json& hooks) {
    std::string path(trimAscii(stringOr(hooks, "path", "/hooks")));
    while (path.ends_with('/'))
        path.pop_back();
    if (!path.empty() && path.front() != '/') path.insert(0, "/");
    return path.empty() ? "/hooks" : path;
}

/// Below the base, without slashes at the ends.
std::string subPath(const Json& hooks, std::string_view path) {
    std::string rest(path.substr(std::min(path.size(), basePath(hooks).size())));
    while (rest.starts_with('/'))
        rest.erase(0, 1);
    while (rest.ends_with('/'))
        rest.pop_back();
    return rest;
}

std::string tokenOf(const net::HttpServerRequest& head) {
    const std::string_view authorization = trimAscii(head.headers.get("Authorization"));
    if (authorization.size() > 7 && toLowerAscii(authorization.substr(0, 7)) == "bearer ")
        return std::string(trimAscii(authorization.substr(7)));
    return std::string(trimAscii(head.headers.get("X-OpenClaw-Token")));
}

/// Compared by digest, so that the time it takes tells nothing.
bool isSame(const std::string& given, const std::string& wanted) {
    return !wanted.empty() && crypto::sha256(given) == crypto::sha256(wanted);
}

}

Webhooks::Webhooks(Clock& clock, HookActions& actions, std::function<std::shared_ptr<const Json>()> config)
    : clock_(clock), actions_(actions), config_(std::move(config)) {}

bool Webhooks::owns(const net::HttpServerRequest& head) const {
    const auto config = config_();
    const Json& hooks = hooksOf(*config);
    if (!findBool(hooks, "enabled").value_or(false)) return false;
    const std::string base = basePath(hooks);
    const std::string_view path = head.path();
    return path == base || path.starts_with(base + "/");
}

std::size_t Webhooks::maxBodyBytes() const {
    const auto limit = findInteger(hooksOf(*config_()), "maxBodyBytes");
    return limit && *limit > 0 ? static_cast<std::size_t>(*limit) : defaultBodyBytes;
}

bool Webhooks::isLocked(const std::string& address) {
    const auto found = attempts_.find(address);
    return found != attempts_.end() && found->second.lockedUntil > clock_.steadyNow();
}

void Webhooks::noteFailure(const std::string& address) {
    const SteadyTime now = clock_.steadyNow();
    if (attempts_.size() >= maxAddresses && !attempts_.contains(address)) attempts_.erase(attempts_.begin());
    Attempts& attempts = attempts_[address];
    attempts.failures.push_back(now);
    while (!attempts.failures.empty() && now - attempts.failures.front() > failureWindow)
        attempts.failures.pop_front();
    if (attempts.failures.size() < maxFailures) return;
    attempts.lockedUntil = now + lockout;
    attempts.failures.clear();
    log::warn("hooks", "too many wrong tokens from {}, locked out for five minutes", address);
}

std::optional<net::HttpResponse> Webhooks::refuse(const net::HttpServerRequest& head) {
    const auto config = config_();
    const Json& hooks = hooksOf(*config);
    if (isLocked(head.peer.address)) return text(429, "Too many attempts");
    if (!isSame(tokenOf(head), stringOr(hooks, "token"))) {
        noteFailure(head.peer.address);
        return text(401, "Unauthorized");
    }
    attempts_.erase(head.peer.address);
    if (head.method != "POST") {
        net::HttpResponse answer = text(405, "Method Not Allowed");
        answer.headers.set("Allow", "POST");
        return answer;
    }
    if (subPath(hooks, head.path()).empty()) return text(404, "Not Found");
    const auto length = parseInteger(trimAscii(head.headers.get("Content-Length")));
    if (length && *length > static_cast<std::int64_t>(maxBodyBytes()))
        return failure(413, "payload too large");
    return std::nullopt;
}

asio::awaitable<net::HttpResponse> Webhooks::serve(net::HttpServerRequest request) {
    Json body = Json::object();
    if (!trimAscii(request.body).empty()) {
        Result<Json> parsed = parseJson(request.body);
        if (!parsed) co_return failure(400, parsed.error().message);
        if (parsed->is_object()) body = std::move(*parsed);
    }
    const auto config = config_();
    std::string path = subPath(hooksOf(*config), request.path());
    net::HttpResponse answer;
    if (path == "wake")
        answer = co_await wake(std::move(body));
    else if (path == "agent")
        answer = co_await agent(std::move(body));
    else
        answer = co_await mapped(std::move(request), std::move(path), std::move(body));
    co_return answer;
}

asio::awaitable<net::HttpResponse> Webhooks::wake(Json body) {
    const Result<protocol::WakeCall> call = protocol::parseWakeCall(body);
    if (!call) co_return failure(400, call.error().message);
    protocol::WakeCall given = *call;
    const Result<void> told = co_await actions_.wake(std::move(given), "webhook");
    if (!told) co_return failure(503, told.error().message);
    co_return json(200, Json{{"ok", true}, {"mode", call->isNow ? "now" : "next-heartbeat"}});
}

asio::awaitable<net::HttpResponse> Webhooks::agent(Json body) {
    // A caller does not choose the session: who holds the token may start work, not speak inside a
    // conversation.
    body.erase("sessionKey");
    Result<protocol::AgentCall> call = protocol::parseAgentCall(body, randomUuid());
    if (!call) co_return failure(400, call.error().message);
    Result<std::string> runId = co_await actions_.start(std::move(*call), "", false);
    if (!runId) co_return failure(runId.error().is(Errc::invalidInput) ? 400 : 503, runId.error().message);
    co_return json(202, Json{{"ok", true}, {"runId", *runId}});
}

asio::awaitable<net::HttpResponse>
Webhooks::mapped(net::HttpServerRequest request, std::string path, Json body) {
    protocol::HookRequest hook;
    hook.path = std::move(path);
    hook.payload = std::move(body);
    for (const auto& [name, value] : request.headers) {
        const std::string lower = toLowerAscii(name);
        // The token is nobody's business, and certainly not the prompt's.
        if (lower != "authorization" && lower != "x-openclaw-token" && lower != "cookie")
            hook.headers[lower] = value;
    }
    hook.query = protocol::parseQuery(request.query());
    hook.now = formatIsoTime(clock_.nowMs());
    const auto config = config_();
    const Result<std::optional<protocol::HookAction>> found =
        protocol::applyHookMappings(protocol::hookMappings(hooksOf(*config)), hook);
    if (!found) co_return failure(400, found.error().message);
    if (!*found) co_return text(404, "Not Found");
    const protocol::HookAction& action = **found;
    if (action.kind == protocol::HookAction::Kind::wake) {
        protocol::WakeCall call;
        call.text = action.text;
        call.isNow = action.isNow;
        const Result<void> told = co_await actions_.wake(std::move(call), "webhook " + hook.path);
        if (!told) co_return failure(503, told.error().message);
        co_return json(200, Json{{"ok", true}, {"mode", action.isNow ? "now" : "next-heartbeat"}});
    }
    protocol::AgentCall call;
    call.message = action.text;
    if (!action.name.empty()) call.name = action.name;
    call.isNow = action.isNow;
    call.sessionKey = action.sessionKey.empty() ? "hook:" + randomUuid() : action.sessionKey;
    call.deliver = action.deliver.value_or(true);
    if (!action.channel.empty()) call.channel = action.channel;
    call.to = action.to;
    call.model = action.model;
    call.thinking = action.thinking;
    call.timeoutSeconds = action.timeoutSeconds;
    const bool isTrusted = action.allowUnsafeExternalContent.value_or(false);
    std::string agentId = action.agentId;
    Result<std::string> runId = co_await actions_.start(std::move(call), std::move(agentId), isTrusted);
    if (!runId) co_return failure(runId.error().is(Errc::invalidInput) ? 400 : 503, runId.error().message);
    co_return json(202, Json{{"ok", true}, {"runId", *runId}});
}

}
