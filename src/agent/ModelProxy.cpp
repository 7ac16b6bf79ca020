// Requests of Pi processes on their way to a model provider.
#include "openclaw/agent/ModelProxy.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::agent {

namespace {

constexpr std::size_t maxRequestBytes = 64 * 1024 * 1024;
constexpr std::string_view pathPrefix = "/m/";
/// As much of a refusal is read to judge it; the rest is passed through.
constexpr std::size_t maxRefusalBytes = 64 * 1024;
constexpr std::string_view subscriptionBeta = "oauth-2025-04-20";

net::HttpServerLimits proxyLimits() {
    net::HttpServerLimits limits;
    limits.maxHeaderBytes = 64 * 1024;
    limits.maxConnections = 512;
    limits.maxConnectionsPerAddress = 512;
    return limits;
}

net::HttpResponse errorResponse(int status, std::string_view type, const std::string& message) {
    const Json body = {{"type", "error"}, {"error", {{"type", std::string(type)}, {"message", message}}}};
    return net::HttpResponse(status, "application/json", dumpJson(body));
}

std::string tokenOf(const net::HttpHeaders& headers) {
    if (headers.has("x-api-key")) return std::string(headers.get("x-api-key"));
    const std::string_view authorization = headers.get("Authorization");
    if (startsWithIgnoreCase(authorization, "bearer "))
        return std::string(trimAscii(authorization.substr(7)));
    return {};
}

/// Fields that belong to one hop, or carry the wrong credentials, or ask for an encoding we would have to
/// undo.
bool isOwnHeader(std::string_view name) {
    static constexpr std::string_view own[] = {
        "host",          "connection", "content-length",  "transfer-encoding",
        "authorization", "x-api-key",  "accept-encoding", "proxy-authorization",
        "cookie",        "keep-alive", "upgrade",         "te",
        "trailer",       "expect"};
    const std::string lower = toLowerAscii(name);
    return std::find(std::begin(own), std::end(own), lower) != std::end(own);
}

/// Pi's request as the provider gets it, still without key and body. `prefix` is the part of the path that is
/// ours.
net::HttpClientRequest
upstreamRequest(const net::HttpServerRequest& request, const ProviderEndpoint& endpoint, std::size_t prefix) {
    net::HttpClientRequest upstream;
    upstream.method = request.method;
    upstream.url = endpoint.baseUrl + request.target.substr(prefix);
    for (const auto& [name, value] : request.headers) {
        if (!isOwnHeader(name)) upstream.headers.add(name, value);
    }
    for (const auto& [name, value] : endpoint.headers.items()) {
        if (value.is_string()) upstream.headers.set(name, value.get<std::string>());
    }
    return upstream;
}

void authorize(net::HttpHeaders& headers, const std::string& api, const Secret& secret, bool isToken) {
    if (secret.empty()) return;
    const bool isAnthropic = api == "anthropic-messages";
    if (isAnthropic && !isToken) {
        headers.set("x-api-key", secret.reveal());
        return;
    }
    headers.set("Authorization", "Bearer " + secret.reveal());
    if (!isAnthropic) return;
    // Subscription tokens are taken with this header only; Pi holds our token and cannot know.
    const std::string others(headers.get("anthropic-beta"));
    if (others.find(subscriptionBeta) == std::string::npos)
        headers.set("anthropic-beta", others.empty() ? std::string(subscriptionBeta)
                                                     : std::string(subscriptionBeta) + "," + others);
}

/// Whether another key of the same provider may be taken: what is wrong with the request or the line stays
/// wrong.
bool isAboutTheKey(llm::FailureClass failure) {
    return failure == llm::FailureClass::auth || failure == llm::FailureClass::billing ||
           failure == llm::FailureClass::rateLimit;
}

}

ModelProxy::ModelProxy(asio::any_io_executor executor, net::HttpClient& client, ProviderKeys& keys)
    : client_(client), keys_(keys), server_(std::move(executor), *this, proxyLimits()) {}

Result<std::string> ModelProxy::baseUrlFor(const std::string& provider) {
    if (port_ == 0) {
        Result<std::uint16_t> port = server_.listen("127.0.0.1", 0);
        if (!port) return port.error().withContext("starting the model proxy");
        port_ = *port;
    }
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(pathPrefix) + percentEncode(provider);
}

std::string ModelProxy::issueToken(const std::string& agentId, const std::string& provider) {
    std::string token = "ocp-" + randomHex(24);
    log::addSecret(token);
    grants_.emplace(token, Grant{agentId, provider, {}});
    return token;
}

void ModelProxy::revoke(const std::string& token) { grants_.erase(token); }

asio::awaitable<void> ModelProxy::stop() { co_await server_.stop(); }

ModelProxy::Grant* ModelProxy::grantOf(const net::HttpServerRequest& request) {
    const std::string given = tokenOf(request.headers);
    Grant* match = nullptr;
    for (auto& [token, grant] : grants_) {
        if (equalsConstantTime(given, token)) match = &grant;
    }
    if (!match) return nullptr;
    const std::string prefix = std::string(pathPrefix) + percentEncode(match->provider) + "/";
    return request.target.starts_with(prefix) ? match : nullptr;
}

net::Screening ModelProxy::screen(const net::HttpServerRequest& head) {
    net::Screening screening;
    screening.maxBodyBytes = maxRequestBytes;
    const std::string_view host = head.headers.get("Host");
    const bool isOurs = head.peer.isLoopback && host == "127.0.0.1:" + std::to_string(port_);
    if (!isOurs || head.isUpgrade || head.headers.has("Origin"))
        screening.refusal = errorResponse(403, "permission_error", "not for this program");
    else if (!grantOf(head))
        screening.refusal = errorResponse(401, "authentication_error", "unknown token");
    return screening;
}

asio::awaitable<void> ModelProxy::onWebSocket(net::HttpServerRequest, net::WebSocket) { co_return; }

asio::awaitable<void> ModelProxy::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    std::string token = tokenOf(request.headers);
    if (!grantOf(request)) {
        net::HttpResponse refused = errorResponse(401, "authentication_error", "unknown token");
        co_await reply.send(std::move(refused));
        co_return;
    }
    co_await forward(std::move(request), reply, std::move(token));
}

asio::awaitable<Result<Secret>> ModelProxy::secretOf(const AuthProfile& key, const Grant& grant) {
    if (!key.needsRefresh) co_return key.secret;
    Result<Secret> fresh = co_await keys_.refresh(grant.agentId, grant.provider, key.id);
    co_return fresh;
}

/// One request to the provider. A refusal is read far enough to see whether another key may help.
asio::awaitable<Result<ModelProxy::Attempt>> ModelProxy::attempt(net::HttpClientRequest request) {
    Result<std::unique_ptr<net::HttpResponseStream>> opened = co_await client_.open(std::move(request));
    if (!opened) co_return opened.error();
    Attempt made;
    made.stream = std::move(*opened);
    const int status = made.stream->status();
    if (status < 400) co_return std::move(made);
    while (made.body.size() < maxRefusalBytes) {
        const Result<std::string> piece = co_await made.stream->readSome();
        if (!piece || piece->empty()) break;
        made.body += *piece;
    }
    const llm::FailureClass failure = llm::classifyFailure(status, made.body);
    if (isAboutTheKey(failure) && !llm::isContextOverflow(made.body)) made.failure = failure;
    co_return std::move(made);
}

/// Remembers what became of a key. The file is written when a process finds its key or loses it, not for
/// every request.
asio::awaitable<void>
ModelProxy::settle(std::string token, std::string profileId, llm::FailureClass failure) {
    const auto found = grants_.find(token);
    if (profileId.empty() || found == grants_.end()) co_return;
    const bool hasWorked = failure == llm::FailureClass::none;
    if (hasWorked && found->second.profileId == profileId) co_return;
    found->second.profileId = hasWorked ? profileId : std::string();
    co_await keys_.report(found->second.agentId, profileId, failure);
}

asio::awaitable<Result<ModelProxy::Attempt>>
ModelProxy::tryKeys(net::HttpServerRequest request, const ProviderEndpoint& endpoint, std::string token) {
    const auto found = grants_.find(token);
    if (found == grants_.end()) co_return Error(Errc::unauthorized, "unknown token");
    const Grant grant = found->second;
    std::vector<AuthProfile> keys = endpoint.keys;
    std::stable_partition(keys.begin(), keys.end(), [&](const AuthProfile& key) {
        return !grant.profileId.empty() && key.id == grant.profileId;
    });
    if (keys.empty()) keys.emplace_back();
    Result<Attempt> last = Error(Errc::unauthorized, "no key for model provider " + grant.provider);
    for (const AuthProfile& key : keys) {
        const Result<Secret> secret = co_await secretOf(key, grant);
        if (!secret) {
            log::warn("agent", "model provider {}: {}", grant.provider, log::redact(secret.error().message));
            if (secret.error().is(Errc::unauthorized))
                co_await settle(token, key.id, llm::FailureClass::auth);
            last = secret.error();
            continue;
        }
        const std::size_t prefix = pathPrefix.size() + percentEncode(grant.provider).size();
        net::HttpClientRequest upstream = upstreamRequest(request, endpoint, prefix);
        upstream.body = &key == &keys.back() ? std::move(request.body) : request.body;
        authorize(upstream.headers, endpoint.api, *secret, key.isToken);
        Result<Attempt> made = co_await attempt(std::move(upstream));
        if (!made) co_return made.error(); // the network, not the key
        co_await settle(token, key.id, made->failure);
        if (made->failure == llm::FailureClass::none) co_return std::move(made);
        log::warn("agent", "model provider {} refused {} ({})", grant.provider,
                  key.id.empty() ? "the key" : key.id, llm::toString(made->failure));
        last = std::move(made);
    }
    co_return std::move(last);
}

asio::awaitable<void>
ModelProxy::forward(net::HttpServerRequest request, net::HttpReply& reply, std::string token) {
    const Grant grant = grants_.at(token);
    const Result<ProviderEndpoint> endpoint = co_await keys_.resolve(grant.agentId, grant.provider);
    if (!endpoint) {
        net::HttpResponse failure = errorResponse(401, "authentication_error", endpoint.error().message);
        co_await reply.send(std::move(failure));
        co_return;
    }
    Result<Attempt> made = co_await tryKeys(std::move(request), *endpoint, token);
    if (!made) {
        const std::string reason = log::redact(made.error().message);
        log::warn("agent", "model provider {}: {}", grant.provider, reason);
        const bool isRefused = made.error().is(Errc::unauthorized);
        net::HttpResponse failure = isRefused
                                        ? errorResponse(401, "authentication_error", reason)
                                        : errorResponse(502, "api_error", "Connection error: " + reason);
        co_await reply.send(std::move(failure));
        co_return;
    }
    net::HttpResponseStream& answer = *made->stream;
    net::HttpResponse head(answer.status(), "", "");
    for (const char* name : {"Content-Type", "Retry-After", "Retry-After-Ms", "Request-Id", "X-Request-Id"}) {
        if (answer.headers().has(name)) head.headers.add(name, std::string(answer.headers().get(name)));
    }
    Result<void> sent = co_await reply.begin(std::move(head));
    if (sent && !made->body.empty()) sent = co_await reply.write(std::move(made->body));
    while (sent) {
        Result<std::string> piece = co_await answer.readSome();
        if (!piece) co_return; // the chunked reply stays unfinished, so Pi sees the cut
        if (piece->empty()) {
            co_await reply.finish();
            co_return;
        }
        sent = co_await reply.write(std::move(*piece));
    }
}

}
