#pragma once

#include "gateway/AttemptLimiter.hpp"
#include "gateway/Authenticator.hpp"
#include "gateway/MethodTable.hpp"
#include "gateway/Services.hpp"
#include "openclaw/net/HttpServer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace openclaw::gateway {

/// Serves plain HTTP requests once Host and Origin have been checked.
class HttpRoutes {
public:
    virtual ~HttpRoutes() = default;
    /// The answer that the header alone deserves, before any byte of a body is read; nullopt to go on.
    virtual std::optional<net::HttpResponse> refuse(const net::HttpServerRequest&) { return std::nullopt; }
    /// Largest body a route reads; 0 for routes without one.
    virtual std::size_t maxBodyBytes(const net::HttpServerRequest& head) const = 0;
    virtual asio::awaitable<net::HttpResponse> serve(net::HttpServerRequest request) = 0;
};

/// The gateway's port: WebSocket clients speak protocol 3, everything else goes to the HTTP routes.
class GatewayServer final : public net::HttpService {
public:
    GatewayServer(asio::any_io_executor executor,
                  Services& services,
                  Authenticator& authenticator,
                  std::function<const AuthConfig&()> auth,
                  HttpRoutes& routes);

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

    /// Ends requests under way; connections are closed by the HTTP server.
    asio::awaitable<void> stop();

private:
    struct Hello;

    /// Reads up to the accepted hello; null when the connection was refused.
    asio::awaitable<ClientPtr> handshake(net::HttpServerRequest head, net::WebSocket& socket);
    asio::awaitable<void> serveClient(ClientPtr client, net::WebSocket& socket);
    void dispatch(const ClientPtr& client, protocol::RequestFrame request);
    asio::awaitable<void> answerLater(const Method* method, Call call);
    void finish(const Call& call, const Answer& answer);
    std::string helloPayload(const Identity& identity, const Json& auth, const net::HttpServerRequest& head);
    void announce(const Identity& identity, const protocol::ConnectParams& connect);

    asio::any_io_executor executor_;
    Services& services_;
    Authenticator& authenticator_;
    std::function<const AuthConfig&()> auth_;
    HttpRoutes& routes_;
    MethodTable methods_;
    AttemptLimiter limiter_;
    TaskGroup requests_;
    std::size_t handshakes_ = 0;
};

}
