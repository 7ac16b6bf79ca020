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
    if (headers.has("x-api-key"))
        return std::string(headers.get("x-api-key"));
    const std::string_view authorization = headers.get("Authorization");
    if (startsWithIgnoreCase(authorization, "bearer "))
        return std::string(trimAscii(authorization.substr(7)));
    return {};
}

/// Fields that belong to one hop, or carry the wrong credentials, or ask for an encoding we would have to undo.
bool isOwnHeader(std::string_view name) {
    static constexpr std::string_view own[] = {"host", "connection", "content-length", "transfer-encoding", "authorization",
                                               "x-api-key", "accept-encoding", "proxy-authorization", "cookie",
                                               "keep-alive", "upgrade", "te", "trailer", "expect"};
    const std::string lower = toLowerAscii(name);
    return std::find(std::begin(own), std::end(own), lower) != std::end(own);
}

}

ModelProxy::ModelProxy(asio::any_io_executor executor, net::HttpClient& client, Resolver resolve)
    : client_(client), resolve_(std::move(resolve)), server_(std::move(executor), *this, proxyLimits()) {}

Result<std::string> ModelProxy::baseUrlFor(const std::string& provider) {
    if (port_ == 0) {
        Result<std::uint16_t> port = server_.listen("127.0.0.1", 0);
        if (!port)
            return port.error().withContext("starting the model proxy");
        port_ = *port;
    }
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(pathPrefix) + percentEncode(provider);
}

std::string ModelProxy::issueToken(const std::string& agentId, const std::string& provider) {
    std::string token = "ocp-" + randomHex(24);
    log::addSecret(token);
    grants_.emplace(token, Grant{agentId, provider});
    return token;
}

void ModelProxy::revoke(const std::string& token) { grants_.erase(token); }

asio::awaitable<void> ModelProxy::stop() { co_await server_.stop(); }

const ModelProxy::Grant* ModelProxy::grantOf(const net::HttpServerRequest& request) const {
    const std::string given = tokenOf(request.headers);
    const Grant* match = nullptr;
    for (const auto& [token, grant] : grants_) {
        if (equalsConstantTime(given, token))
            match = &grant;
    }
    if (!match)
        return nullptr;
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
    const Grant* grant = grantOf(request);
    if (!grant) {
        net::HttpResponse refused = errorResponse(401, "authentication_error", "unknown token");
        co_await reply.send(std::move(refused));
        co_return;
    }
    Grant kept = *grant;
    co_await forward(std::move(request), reply, std::move(kept));
}

asio::awaitable<void> ModelProxy::forward(net::HttpServerRequest request, net::HttpReply& reply, Grant grant) {
    Result<ProviderEndpoint> endpoint = resolve_(grant.agentId, grant.provider);
    if (!endpoint) {
        net::HttpResponse failure = errorResponse(401, "authentication_error", endpoint.error().message);
        co_await reply.send(std::move(failure));
        co_return;
    }
    const std::size_t prefix = pathPrefix.size() + percentEncode(grant.provider).size();
    net::HttpClientRequest upstream;
    upstream.method = request.method;
    upstream.url = endpoint->baseUrl + request.target.substr(prefix);
    upstream.body = std::move(request.body);
    for (const auto& [name, value] : request.headers) {
        if (!isOwnHeader(name))
            upstream.headers.add(name, value);
    }
    for (const auto& [name, value] : endpoint->headers.items()) {
        if (value.is_string())
            upstream.headers.set(name, value.get<std::string>());
    }
    const std::string& key = endpoint->key.reveal();
    if (!key.empty()) {
        if (endpoint->api == "anthropic-messages" && !endpoint->keyIsOAuth)
            upstream.headers.set("x-api-key", key);
        else
            upstream.headers.set("Authorization", "Bearer " + key);
    }
    Result<std::unique_ptr<net::HttpResponseStream>> opened = co_await client_.open(std::move(upstream));
    if (!opened) {
        log::warn("agent", "model provider {}: {}", grant.provider, log::redact(opened.error().message));
        net::HttpResponse failure = errorResponse(502, "api_error", "Connection error: " + log::redact(opened.error().message));
        co_await reply.send(std::move(failure));
        co_return;
    }
    net::HttpResponseStream& answer = **opened;
    net::HttpResponse head(answer.status(), "", "");
    for (const char* name : {"Content-Type", "Retry-After", "Retry-After-Ms", "Request-Id", "X-Request-Id"}) {
        if (answer.headers().has(name))
            head.headers.add(name, std::string(answer.headers().get(name)));
    }
    Result<void> sent = co_await reply.begin(std::move(head));
    while (sent) {
        Result<std::string> piece = co_await answer.readSome();
        if (!piece)
            co_return;   // the chunked reply stays unfinished, so Pi sees the cut
        if (piece->empty()) {
            co_await reply.finish();
            co_return;
        }
        sent = co_await reply.write(std::move(*piece));
    }
}

}
