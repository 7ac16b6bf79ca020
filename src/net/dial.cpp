// Outgoing connections: name resolution, TCP, optional CONNECT proxy, verified TLS. The system's CA bundle takes tens
// of milliseconds to load, so it is loaded on a helper thread at the first TLS connection and never on the start path.
#include "net/Stream.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/net/local.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

namespace openclaw::net {

namespace {


class TlsStream final : public Stream {
public:
    TlsStream(tcp::socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}
    ~TlsStream() override { close(); }

    asio::any_io_executor executor() override { return stream_.get_executor(); }
    void asyncReadSome(asio::mutable_buffer buffer, IoHandler handler) override {
        stream_.async_read_some(buffer, std::move(handler));
    }
    void asyncWriteSome(asio::const_buffer buffer, IoHandler handler) override {
        stream_.async_write_some(buffer, std::move(handler));
    }
    void close() noexcept override {
        boost::system::error_code ignored;
        stream_.lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
        stream_.lowest_layer().close(ignored);
    }

    bool isQuiet() noexcept override { return isSocketQuiet(stream_.next_layer().native_handle()); }

    asio::awaitable<Result<void>> handshake(std::string host) {
        stream_.set_verify_callback(asio::ssl::host_name_verification(host));
        // The macro SSL_set_tlsext_host_name hides an old-style cast.
        if (SSL_ctrl(stream_.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) != 1)
            co_return Error(Errc::refused, "TLS: cannot set the server name");
        const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::client, useTuple);
        if (error == asio::error::operation_aborted)
            co_return Error(Errc::cancelled, "cancelled");
        if (error)
            co_return Error(Errc::refused, fmt::format("TLS handshake with {} failed: {}", host, error.message()));
        co_return Result<void>();
    }

private:
    asio::ssl::stream<tcp::socket> stream_;
};

/// The client context, made once. The thread exists only while it is being made.
class SharedTlsContext {
public:
    asio::awaitable<asio::ssl::context*> get() {
        if (context_)
            co_return context_.get();
        const auto executor = co_await asio::this_coro::executor;
        asio::thread_pool loader(1);
        co_await asio::post(loader, asio::use_awaitable);
        auto made = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
        boost::system::error_code ignored;
        made->set_default_verify_paths(ignored);
        made->set_verify_mode(asio::ssl::verify_peer);
        SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_2_VERSION);
        co_await asio::post(executor, asio::use_awaitable);
        if (!context_)
            context_ = std::move(made);
        co_return context_.get();
    }

private:
    std::unique_ptr<asio::ssl::context> context_;
};

SharedTlsContext& sharedTlsContext() {
    static SharedTlsContext instance;
    return instance;
}

asio::awaitable<Result<tcp::socket>> connectTcp(std::string host, std::uint16_t port) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::resolver resolver(executor);
    boost::system::error_code literal;
    const auto address = asio::ip::make_address(host, literal);
    std::vector<tcp::endpoint> endpoints;
    if (!literal) {
        endpoints.emplace_back(address, port);
    } else {
        const std::string service = std::to_string(port);
        const auto [error, found] = co_await resolver.async_resolve(host, service, useTuple);
        if (error == asio::error::operation_aborted)
            co_return Error(Errc::cancelled, "cancelled");
        if (error)
            co_return Error(Errc::refused, fmt::format("cannot resolve {}: {}", host, error.message()));
        for (const auto& entry : found)
            endpoints.push_back(entry.endpoint());
    }
    tcp::socket socket(executor);
    const auto [error, used] = co_await asio::async_connect(socket, endpoints, useTuple);
    if (error == asio::error::operation_aborted)
        co_return Error(Errc::cancelled, "cancelled");
    if (error)
        co_return Error(Errc::refused, fmt::format("cannot connect to {}:{}: {}", host, port, error.message()));
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    co_return std::move(socket);
}

asio::awaitable<Result<std::unique_ptr<Stream>>> secureIfAsked(tcp::socket socket, ConnectTarget target) {
    if (!target.secure)
        co_return makePlainStream(std::move(socket));
    asio::ssl::context* context = co_await sharedTlsContext().get();
    auto stream = std::make_unique<TlsStream>(std::move(socket), *context);
    const Result<void> shaken = co_await stream->handshake(target.host);
    if (!shaken)
        co_return shaken.error();
    co_return std::unique_ptr<Stream>(std::move(stream));
}

asio::awaitable<Result<void>> requestTunnel(tcp::socket& socket, ConnectTarget target) {
    const std::string authority = fmt::format("{}:{}", target.host, target.port);
    const std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n\r\n", authority);
    const auto [writeError, written] = co_await asio::async_write(socket, asio::buffer(request), useTuple);
    if (writeError)
        co_return Error(Errc::refused, fmt::format("the proxy closed the connection: {}", writeError.message()));
    asio::streambuf answer(8192);
    const auto [readError, size] = co_await asio::async_read_until(socket, answer, "\r\n\r\n", useTuple);
    if (readError)
        co_return Error(Errc::refused, fmt::format("the proxy did not answer: {}", readError.message()));
    const std::string_view head(static_cast<const char*>(answer.data().data()), answer.size());
    if (!head.starts_with("HTTP/1.1 2") && !head.starts_with("HTTP/1.0 2"))
        co_return Error(Errc::refused, "the proxy refused the connection to " + authority);
    co_return Result<void>();
}

}

asio::awaitable<Result<std::unique_ptr<Stream>>> dial(ConnectTarget target) {
    Result<tcp::socket> socket = co_await connectTcp(target.host, target.port);
    if (!socket)
        co_return socket.error();
    Result<std::unique_ptr<Stream>> stream = co_await secureIfAsked(std::move(*socket), std::move(target));
    co_return stream;
}

asio::awaitable<Result<std::unique_ptr<Stream>>> dialLocal(std::string path) {
    using Local = asio::local::stream_protocol;
    if (path.size() > maxLocalPathBytes)
        co_return Error(Errc::refused, "the path of the socket is too long");
    const auto executor = co_await asio::this_coro::executor;
    Local::socket socket(executor);
    const Local::endpoint endpoint(path);
    const auto [error] = co_await socket.async_connect(endpoint, useTuple);
    if (error == asio::error::operation_aborted)
        co_return Error(Errc::cancelled, "cancelled");
    if (error)
        co_return Error(Errc::refused, fmt::format("cannot connect to {}: {}", path, error.message()));
    co_return makePlainStream(std::move(socket));
}

asio::awaitable<Result<std::unique_ptr<Stream>>> dialThroughProxy(ConnectTarget proxy, ConnectTarget target) {
    Result<tcp::socket> socket = co_await connectTcp(proxy.host, proxy.port);
    if (!socket)
        co_return socket.error().withContext("proxy");
    const Result<void> tunnel = co_await requestTunnel(*socket, target);
    if (!tunnel)
        co_return tunnel.error();
    Result<std::unique_ptr<Stream>> stream = co_await secureIfAsked(std::move(*socket), std::move(target));
    co_return stream;
}

}
