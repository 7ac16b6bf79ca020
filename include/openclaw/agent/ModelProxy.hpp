#pragma once

#include "openclaw/agent/models.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/HttpServer.hpp"

#include <functional>
#include <map>
#include <string>

namespace openclaw::agent {

/// A loopback HTTP server between Pi and the model providers. Pi holds a token that is good for one process and one
/// provider; the proxy swaps it for the real credentials and passes the answer through as it arrives.
class ModelProxy final : public net::HttpService {
public:
    using Resolver = std::function<Result<ProviderEndpoint>(const std::string& agentId, const std::string& provider)>;

    ModelProxy(asio::any_io_executor executor, net::HttpClient& client, Resolver resolve);

    /// Starts listening on first use. The base URL to give to a process of that agent and provider.
    Result<std::string> baseUrlFor(const std::string& provider);
    /// A fresh token; revoke() it when its process ends.
    std::string issueToken(const std::string& agentId, const std::string& provider);
    void revoke(const std::string& token);
    asio::awaitable<void> stop();

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    struct Grant {
        std::string agentId;
        std::string provider;
    };

    const Grant* grantOf(const net::HttpServerRequest& request) const;
    asio::awaitable<void> forward(net::HttpServerRequest request, net::HttpReply& reply, Grant grant);

    net::HttpClient& client_;
    Resolver resolve_;
    net::HttpServer server_;
    std::uint16_t port_ = 0;
    std::map<std::string, Grant> grants_;
};

}
