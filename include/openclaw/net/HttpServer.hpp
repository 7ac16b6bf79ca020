#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/net/WebSocket.hpp"
#include "openclaw/net/http_types.hpp"

#include <memory>
#include <optional>
#include <string>

namespace openclaw::net {

/// Where a connection comes from.
struct Peer {
    std::string address;   // without an IPv4-mapped prefix
    bool isLoopback = false;
    /// The process at the other end of a Unix socket, as the system says; 0 elsewhere and where it does not say.
    int processId = 0;
};

struct HttpServerRequest {
    std::string method;
    std::string target;
    HttpHeaders headers;
    std::string body;
    Peer peer;
    std::string localAddress;
    std::uint16_t localPort = 0;
    bool isUpgrade = false;

    /// The target without its query.
    std::string_view path() const;
    std::string_view query() const;
};

/// What a service says to a request whose header has arrived, before any byte of the body is read.
struct Screening {
    /// Sent instead of calling the service; a body that follows is not read and the connection closes.
    std::optional<HttpResponse> refusal;
    std::size_t maxBodyBytes = 0;
};

/// The answer to one request: a whole response, or a streamed one.
class HttpReply {
public:
    virtual ~HttpReply() = default;
    /// Sends a whole response. Every call: Errc::closed when the client is gone. Cancellation: terminal.
    virtual asio::awaitable<Result<void>> send(HttpResponse response) = 0;
    /// Starts a chunked response with this status and these headers; then write() and finish().
    virtual asio::awaitable<Result<void>> begin(HttpResponse head) = 0;
    virtual asio::awaitable<Result<void>> write(std::string piece) = 0;
    virtual asio::awaitable<Result<void>> finish() = 0;
};

/// The application behind a server.
class HttpService {
public:
    virtual ~HttpService() = default;
    virtual Screening screen(const HttpServerRequest& head) = 0;
    /// Must use `reply` exactly once; a request left unanswered gets a 500.
    virtual asio::awaitable<void> onRequest(HttpServerRequest request, HttpReply& reply) = 0;
    virtual asio::awaitable<void> onWebSocket(HttpServerRequest head, WebSocket socket) = 0;
};

struct HttpServerLimits {
    std::size_t maxHeaderBytes = 16 * 1024;
    std::size_t maxConnections = 4096;
    std::size_t maxConnectionsPerAddress = 2048;
    std::chrono::milliseconds headerTimeout{10'000};
    std::chrono::milliseconds bodyTimeout{30'000};
    std::chrono::milliseconds idleTimeout{60'000};
    WebSocketLimits webSocket;
};

/// Accepts connections on one or more addresses and serves each in its own coroutine.
class HttpServer {
public:
    HttpServer(asio::any_io_executor executor, HttpService& service, HttpServerLimits limits);
    ~HttpServer();

    /// Binds and starts accepting; port 0 picks a free one. Returns the port. Errc::conflict when it is taken,
    /// Errc::notFound when the address does not exist here.
    Result<std::uint16_t> listen(const std::string& address, std::uint16_t port);
    /// The same on a Unix socket (0600), in place of what a process that died left at that path. Only processes of the
    /// same user are served. Errc::invalidInput when the path is too long, Errc::notFound when it cannot be used.
    Result<void> listenLocal(const std::string& path);
    /// No new connections from now on; the socket files go.
    void stopAccepting();
    /// Cancels every connection and waits for them.
    asio::awaitable<void> stop();
    std::size_t connectionCount() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}
