// The HTTP/1.1 server: one coroutine per connection reads a header, lets the service judge it before any body
// byte is read, then hands over the request or the WebSocket.
#include "openclaw/net/HttpServer.hpp"

#include "net/Stream.hpp"
#include "net/WebSocketImpl.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/net/local.hpp"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <map>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace openclaw::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Local = asio::local::stream_protocol;
constexpr std::chrono::milliseconds writeTimeout{30'000};

Peer describePeer(const asio::ip::address& address) {
    asio::ip::address plain = address;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        plain = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return Peer{plain.to_string(), plain.is_loopback()};
}

/// Who is at the other end of a Unix socket; nullopt for another user.
std::optional<Peer> describeLocalPeer(int descriptor) {
    Peer peer;
    peer.isLoopback = true;
#ifdef SO_PEERCRED
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    if (credentials.uid != ::geteuid()) return std::nullopt;
    peer.processId = credentials.pid;
#else
    uid_t user = 0;
    gid_t group = 0;
    if (::getpeereid(descriptor, &user, &group) != 0 || user != ::geteuid()) return std::nullopt;
#endif
    return peer;
}

HttpServerRequest toRequest(const http::request_header<>& header) {
    HttpServerRequest request;
    request.method = std::string(header.method_string());
    request.target = std::string(header.target());
    for (const auto& field : header)
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    return request;
}

class ConnectionReply final : public HttpReply {
public:
    ConnectionReply(AnyStream& stream, bool keepAlive, bool headOnly)
        : stream_(stream), keepAlive_(keepAlive), headOnly_(headOnly) {}

    bool answered() const { return answered_; }
    bool keepAlive() const { return keepAlive_ && complete_; }

    asio::awaitable<Result<void>> send(HttpResponse response) override {
        answered_ = true;
        complete_ = true;
        http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
        for (const auto& [name, value] : response.headers)
            message.insert(name, value);
        if (response.headers.get("Connection") == "close") keepAlive_ = false;
        message.keep_alive(keepAlive_);
        const std::size_t size = response.body.size();
        if (!headOnly_) message.body() = std::move(response.body);
        if (response.status != 204 && response.status != 304) message.content_length(size);
        Result<void> sent = co_await withTimeout(writeTimeout, writeMessage(message));
        co_return sent;
    }

    asio::awaitable<Result<void>> begin(HttpResponse head) override {
        answered_ = true;
        http::response<http::empty_body> message(static_cast<http::status>(head.status), 11);
        for (const auto& [name, value] : head.headers)
            message.insert(name, value);
        message.keep_alive(keepAlive_);
        message.chunked(true);
        Result<void> sent = co_await withTimeout(writeTimeout, writeHeader(message));
        co_return sent;
    }

    asio::awaitable<Result<void>> write(std::string piece) override {
        if (piece.empty() || headOnly_) co_return Result<void>();
        Result<void> sent = co_await withTimeout(writeTimeout, writeChunk(piece));
        co_return sent;
    }

    asio::awaitable<Result<void>> finish() override {
        complete_ = true;
        Result<void> sent = co_await withTimeout(writeTimeout, writeLastChunk());
        co_return sent;
    }

private:
    asio::awaitable<Result<void>> writeMessage(http::response<http::string_body>& message) {
        const auto [error, size] = co_await http::async_write(stream_, message, useTuple);
        co_return toResult(error);
    }
    asio::awaitable<Result<void>> writeHeader(http::response<http::empty_body>& message) {
        http::response_serializer<http::empty_body> serializer(message);
        const auto [error, size] = co_await http::async_write_header(stream_, serializer, useTuple);
        co_return toResult(error);
    }
    asio::awaitable<Result<void>> writeChunk(const std::string& piece) {
        const auto chunk = http::make_chunk(asio::buffer(piece));
        const auto [error, size] = co_await asio::async_write(stream_, chunk, useTuple);
        co_return toResult(error);
    }
    asio::awaitable<Result<void>> writeLastChunk() {
        const auto last = http::make_chunk_last();
        const auto [error, size] = co_await asio::async_write(stream_, last, useTuple);
        co_return toResult(error);
    }
    static Result<void> toResult(const boost::system::error_code& error) {
        if (error) return toError(error, "HTTP reply");
        return {};
    }

    AnyStream& stream_;
    bool keepAlive_;
    bool headOnly_;
    bool answered_ = false;
    bool complete_ = false;
};

using RequestParser = http::request_parser<http::string_body>;

asio::awaitable<Result<void>> readHeader(AnyStream& stream, beast::flat_buffer& buffer, RequestParser& parser) {
    const auto [error, size] = co_await http::async_read_header(stream, buffer, parser, useTuple);
    if (error) co_return toError(error, "HTTP request");
    co_return Result<void>();
}

asio::awaitable<Result<void>> readBody(AnyStream& stream, beast::flat_buffer& buffer, RequestParser& parser) {
    const auto [error, size] = co_await http::async_read(stream, buffer, parser, useTuple);
    if (error) co_return toError(error, "HTTP body");
    co_return Result<void>();
}

/// Answers and gives up the connection; a body that may follow is not read.
asio::awaitable<void> refuse(AnyStream& stream, HttpResponse response) {
    ConnectionReply reply(stream, false, false);
    co_await reply.send(std::move(response));
}

/// A connection that became a WebSocket.
struct Upgrade {
    HttpServerRequest request;
    WebSocket socket;
};

/// What the reading half of a connection found.
struct Incoming {
    HttpServerRequest request;
    http::request<http::empty_body> upgrade;
    bool keepAlive = false;
    bool isHead = false;
};

}

std::string_view HttpServerRequest::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpServerRequest::query() const {
    const std::size_t mark = target.find('?');
    return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
}

struct HttpServer::Impl {
    Impl(asio::any_io_executor ex, HttpService& s, HttpServerLimits l)
        : executor(ex), service(s), limits(l), acceptTasks(ex), tasks(ex) {}

    template <class Acceptor>
    asio::awaitable<void> acceptLoop(Acceptor& acceptor);
    asio::awaitable<void> serve(tcp::socket socket);
    asio::awaitable<void> serve(Local::socket socket);
    asio::awaitable<void>
    serveStream(AnyStream stream, Peer peer, std::string localAddress, std::uint16_t localPort);
    asio::awaitable<std::optional<Upgrade>>
    serveRequests(AnyStream stream, Peer peer, std::string localAddress, std::uint16_t localPort);
    asio::awaitable<Result<Incoming>>
    readRequest(AnyStream& stream, beast::flat_buffer& buffer, const Peer& peer, bool isFirst);
    bool admit(const std::string& address);
    void release(const std::string& address);

    asio::any_io_executor executor;
    HttpService& service;
    HttpServerLimits limits;
    TaskGroup acceptTasks;
    TaskGroup tasks;
    std::list<tcp::acceptor> acceptors;
    std::list<Local::acceptor> localAcceptors;
    std::vector<std::string> socketFiles;
    std::map<std::string, std::size_t, std::less<>> perAddress;
};

HttpServer::HttpServer(asio::any_io_executor executor, HttpService& service, HttpServerLimits limits)
    : impl_(std::make_unique<Impl>(std::move(executor), service, limits)) {}

HttpServer::~HttpServer() = default;

template <class Acceptor>
asio::awaitable<void> HttpServer::Impl::acceptLoop(Acceptor& acceptor) {
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(useTuple);
        if (error == asio::error::operation_aborted || !acceptor.is_open()) co_return;
        if (error) {
            // Out of descriptors or a connection that vanished: neither may end the server.
            log::warn("net", "accept failed: {}", error.message());
            co_await sleepFor(std::chrono::milliseconds(100));
            continue;
        }
        tasks.spawn("http.connection", serve(std::move(socket)));
    }
}

Result<std::uint16_t> HttpServer::listen(const std::string& address, std::uint16_t port) {
    boost::system::error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error) return Error(Errc::invalidInput, fmt::format("{} is not an IP address", address));
    const tcp::endpoint endpoint(ip, port);
    tcp::acceptor acceptor(impl_->executor);
    acceptor.open(endpoint.protocol(), error);
    if (!error && ip.is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(4096, error);
    if (error == asio::error::address_in_use)
        return Error(Errc::conflict, fmt::format("port {} on {} is already in use", port, address));
    if (error)
        return Error(Errc::notFound,
                     fmt::format("cannot listen on {}:{}: {}", address, port, error.message()));
    const std::uint16_t bound = acceptor.local_endpoint(error).port();
    impl_->acceptors.push_back(std::move(acceptor));
    impl_->acceptTasks.spawn("http.accept", impl_->acceptLoop(impl_->acceptors.back()));
    return bound;
}

Result<void> HttpServer::listenLocal(const std::string& path) {
    if (path.empty() || path.size() > maxLocalPathBytes)
        return Error(Errc::invalidInput, fmt::format("{} is no path for a socket", path));
    ::unlink(path.c_str());
    boost::system::error_code error;
    Local::acceptor acceptor(impl_->executor);
    acceptor.open(Local(), error);
    if (!error) acceptor.bind(Local::endpoint(path), error);
    if (!error) acceptor.listen(64, error);
    if (error || ::chmod(path.c_str(), 0600) != 0)
        return Error(Errc::notFound, fmt::format("cannot listen on {}: {}", path, error.message()));
    impl_->socketFiles.push_back(path);
    impl_->localAcceptors.push_back(std::move(acceptor));
    impl_->acceptTasks.spawn("http.accept", impl_->acceptLoop(impl_->localAcceptors.back()));
    return {};
}

void HttpServer::stopAccepting() {
    boost::system::error_code ignored;
    for (auto& acceptor : impl_->acceptors)
        acceptor.close(ignored);
    for (auto& acceptor : impl_->localAcceptors)
        acceptor.close(ignored);
    for (const std::string& file : std::exchange(impl_->socketFiles, {}))
        ::unlink(file.c_str());
}

asio::awaitable<void> HttpServer::stop() {
    stopAccepting();
    impl_->acceptTasks.cancel();
    co_await impl_->acceptTasks.join();
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
    impl_->acceptors.clear();
    impl_->localAcceptors.clear();
}

std::size_t HttpServer::connectionCount() const { return impl_->tasks.size(); }

bool HttpServer::Impl::admit(const std::string& address) {
    if (tasks.size() >= limits.maxConnections) return false;
    auto& count = perAddress[address];
    if (count >= limits.maxConnectionsPerAddress) return false;
    ++count;
    return true;
}

void HttpServer::Impl::release(const std::string& address) {
    const auto found = perAddress.find(address);
    if (found != perAddress.end() && --found->second == 0) perAddress.erase(found);
}

asio::awaitable<void> HttpServer::Impl::serve(Local::socket socket) {
    std::optional<Peer> peer = describeLocalPeer(socket.native_handle());
    if (!peer) co_return;
    AnyStream stream(makeGatheringStream(std::move(socket)));
    co_await serveStream(std::move(stream), std::move(*peer), std::string(), 0);
}

asio::awaitable<void> HttpServer::Impl::serve(tcp::socket socket) {
    boost::system::error_code error;
    const auto remote = socket.remote_endpoint(error);
    const auto local = socket.local_endpoint(error);
    if (error) co_return;
    socket.set_option(tcp::no_delay(true), error);
    AnyStream stream(makeGatheringStream(std::move(socket)));
    co_await serveStream(std::move(stream), describePeer(remote.address()), local.address().to_string(),
                         local.port());
}

asio::awaitable<void> HttpServer::Impl::serveStream(AnyStream stream,
                                                    Peer peer,
                                                    std::string localAddress,
                                                    std::uint16_t localPort) {
    const std::string address = peer.address;
    if (!admit(address)) co_return;
    struct Slot {
        Impl& impl;
        const std::string& address;
        ~Slot() { impl.release(address); }
    } const slot{*this, address};
    // What reading HTTP takes is gone by the time a WebSocket is served, which may be for days.
    std::optional<Upgrade> upgrade =
        co_await serveRequests(std::move(stream), std::move(peer), std::move(localAddress), localPort);
    if (upgrade) co_await service.onWebSocket(std::move(upgrade->request), std::move(upgrade->socket));
}

/// Until the connection ends or becomes a WebSocket.
asio::awaitable<std::optional<Upgrade>> HttpServer::Impl::serveRequests(AnyStream stream,
                                                                        Peer peer,
                                                                        std::string localAddress,
                                                                        std::uint16_t localPort) {
    auto buffer = std::make_unique<beast::flat_buffer>();
    for (bool isFirst = true;; isFirst = false) {
        Result<Incoming> incoming = co_await readRequest(stream, *buffer, peer, isFirst);
        if (!incoming) co_return std::nullopt;
        HttpServerRequest request = std::move(incoming->request);
        request.peer = peer;
        request.localAddress = localAddress;
        request.localPort = localPort;
        if (request.isUpgrade) {
            buffer.reset();
            auto impl = std::make_shared<WebSocket::Impl>(stream.release(), limits.webSocket, true);
            const auto [error] = co_await impl->stream().async_accept(incoming->upgrade, useTuple);
            if (error) co_return std::nullopt;
            Upgrade upgrade{std::move(request), WebSocket(std::move(impl))};
            co_return std::optional<Upgrade>(std::move(upgrade));
        }
        ConnectionReply reply(stream, incoming->keepAlive, incoming->isHead);
        co_await service.onRequest(std::move(request), reply);
        if (!reply.answered()) {
            HttpResponse failure(500, "text/plain; charset=utf-8", "Internal Server Error");
            co_await reply.send(std::move(failure));
        }
        if (!reply.keepAlive()) co_return std::nullopt;
    }
}

asio::awaitable<Result<Incoming>>
HttpServer::Impl::readRequest(AnyStream& stream, beast::flat_buffer& buffer, const Peer& peer, bool isFirst) {
    RequestParser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits.maxHeaderBytes));
    parser.body_limit(boost::none);
    const auto limit = isFirst ? limits.headerTimeout : limits.idleTimeout;
    Result<void> head = co_await withTimeout(limit, readHeader(stream, buffer, parser));
    if (!head) {
        if (head.error().is(Errc::invalidInput)) {
            HttpResponse bad(400, "text/plain; charset=utf-8", "Bad Request");
            co_await refuse(stream, std::move(bad));
        }
        co_return head.error();
    }
    Incoming incoming;
    incoming.request = toRequest(parser.get());
    incoming.request.peer = peer;
    incoming.request.isUpgrade = beast::websocket::is_upgrade(parser.get());
    incoming.keepAlive = parser.get().keep_alive();
    incoming.isHead = parser.get().method() == http::verb::head;
    Screening screening = service.screen(incoming.request);
    const std::uint64_t announced = parser.content_length().value_or(0);
    if (!screening.refusal && announced > screening.maxBodyBytes)
        screening.refusal = HttpResponse(413, "text/plain; charset=utf-8", "Payload Too Large");
    if (screening.refusal) {
        co_await refuse(stream, std::move(*screening.refusal));
        co_return Error(Errc::refused, "refused before the body");
    }
    if (incoming.request.isUpgrade) {
        static_cast<http::request_header<>&>(incoming.upgrade) = parser.get();
        co_return incoming;
    }
    if (!parser.is_done()) {
        parser.body_limit(screening.maxBodyBytes);
        Result<void> body = co_await withTimeout(limits.bodyTimeout, readBody(stream, buffer, parser));
        if (!body) {
            if (body.error().is(Errc::invalidInput)) {
                HttpResponse tooLarge(413, "text/plain; charset=utf-8", "Payload Too Large");
                co_await refuse(stream, std::move(tooLarge));
            }
            co_return body.error();
        }
    }
    incoming.request.body = std::move(parser.get().body());
    co_return incoming;
}

}
