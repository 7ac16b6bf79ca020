#pragma once

#include "openclaw/agent/models.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/HttpServer.hpp"

#include <functional>
#include <map>
#include <string>

namespace openclaw::agent {

/// Where the proxy's credentials come from, and where it tells how they fared. Cancellation: none, calls are
/// short.
class ProviderKeys {
public:
    virtual ~ProviderKeys() = default;
    /// The provider with the agent's keys in order. Errc::notFound names what is missing.
    virtual asio::awaitable<Result<ProviderEndpoint>> resolve(std::string agentId, std::string provider) = 0;
    /// A new access token for a profile that needs one. Errc::unauthorized when the person has to log in
    /// again.
    virtual asio::awaitable<Result<Secret>>
    refresh(std::string agentId, std::string provider, std::string profileId) = 0;
    /// FailureClass::none: the provider took it.
    virtual asio::awaitable<void>
    report(std::string agentId, std::string profileId, llm::FailureClass failure) = 0;
};

/// A loopback HTTP server between Pi and the model providers. Pi holds a token that is good for one process
/// and one provider; the proxy swaps it for the real credentials and passes the answer through as it arrives.
/// When a provider refuses a key (quota, billing, authentication), the request goes out again with the next
/// one before Pi hears of it; a process stays with the key that worked, so that the provider's prompt cache
/// is of use.
class ModelProxy final : public net::HttpService {
public:
    ModelProxy(asio::any_io_executor executor, net::HttpClient& client, ProviderKeys& keys);

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
        /// The profile that worked last; "" before the first answer.
        std::string profileId;
    };
    /// What a provider said to one key.
    struct Attempt {
        std::unique_ptr<net::HttpResponseStream> stream;
        /// The start of the body of a refusal, read to judge it.
        std::string body;
        llm::FailureClass failure = llm::FailureClass::none;
    };

    Grant* grantOf(const net::HttpServerRequest& request);
    asio::awaitable<void> forward(net::HttpServerRequest request, net::HttpReply& reply, std::string token);
    asio::awaitable<Result<Attempt>> attempt(net::HttpClientRequest request);
    asio::awaitable<Result<Attempt>>
    tryKeys(net::HttpServerRequest request, const ProviderEndpoint& endpoint, std::string token);
    asio::awaitable<Result<Secret>> secretOf(const AuthProfile& key, const Grant& grant);
    asio::awaitable<void> settle(std::string token, std::string profileId, llm::FailureClass failure);

    net::HttpClient& client_;
    ProviderKeys& keys_;
    net::HttpServer server_;
    std::uint16_t port_ = 0;
    std::map<std::string, Grant> grants_;
};

}
