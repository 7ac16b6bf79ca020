// Bytes from one socket to another, with silence and slowness on request.
#include "support/Relay.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace openclaw::testing {

using Tcp = asio::ip::tcp;

struct Relay::Connection {
    explicit Connection(asio::any_io_executor executor) : client(executor), server(executor) {}
    /// Keeps the head of the newest request, which may come in pieces.
    void note(std::string_view piece) {
        if (piece.starts_with("GET") || piece.starts_with("POST"))
            request = std::string(piece);
        else if (request.find("\r\n\r\n") == std::string::npos)
            request += piece;
    }
    Tcp::socket client;
    Tcp::socket server;
    std::string request;
    bool isSilent = false;
};

struct Relay::Impl {
    explicit Impl(asio::any_io_executor ex) : executor(ex), acceptor(ex), tasks(ex) {}
    asio::any_io_executor executor;
    Tcp::acceptor acceptor;
    Tcp::endpoint target;
    std::vector<std::weak_ptr<Connection>> connections;
    TaskGroup tasks;
};

Relay::Relay(asio::any_io_executor executor) : impl_(std::make_unique<Impl>(std::move(executor))) {}

Relay::~Relay() = default;

std::uint16_t Relay::start(std::uint16_t target) {
    const auto host = asio::ip::make_address("127.0.0.1");
    impl_->target = Tcp::endpoint(host, target);
    impl_->acceptor = Tcp::acceptor(impl_->executor, Tcp::endpoint(host, 0));
    impl_->tasks.spawn("relay", accept());
    return impl_->acceptor.local_endpoint().port();
}

asio::awaitable<void> Relay::stop() {
    impl_->acceptor.close();
    for (const auto& known : impl_->connections) {
        if (const auto connection = known.lock()) {
            connection->client.close();
            connection->server.close();
        }
    }
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
}

void Relay::silence(const std::string& mark) {
    bool isFound = false;
    for (const auto& known : impl_->connections) {
        const auto connection = known.lock();
        if (!connection || connection->request.find(mark) == std::string::npos) continue;
        connection->isSilent = true;
        isFound = true;
    }
    if (!isFound) throw std::runtime_error("no connection asked for " + mark);
}

asio::awaitable<void> Relay::accept() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        auto connection = std::make_shared<Connection>(impl_->executor);
        const auto [failed] =
            co_await impl_->acceptor.async_accept(connection->client, asio::as_tuple(asio::use_awaitable));
        if (failed) co_return;
        std::erase_if(impl_->connections, [](const auto& known) { return known.expired(); });
        impl_->connections.push_back(connection);
        impl_->tasks.spawn("relay.connection", serve(std::move(connection)));
    }
}

asio::awaitable<void> Relay::serve(std::shared_ptr<Connection> connection) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto [failed] =
        co_await connection->server.async_connect(impl_->target, asio::as_tuple(asio::use_awaitable));
    if (!failed) {
        connection->client.set_option(Tcp::no_delay(true));
        connection->server.set_option(Tcp::no_delay(true));
        co_await (passOn(connection, true) || passOn(connection, false));
    }
    boost::system::error_code ignored;
    connection->client.close(ignored);
    connection->server.close(ignored);
}

asio::awaitable<void> Relay::passOn(std::shared_ptr<Connection> connection, bool toServer) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Tcp::socket& from = toServer ? connection->client : connection->server;
    Tcp::socket& to = toServer ? connection->server : connection->client;
    std::array<char, 16 * 1024> bytes{};
    for (;;) {
        const auto [failed, count] =
            co_await from.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
        if (failed) co_return;
        if (connection->isSilent) continue;
        const std::string_view piece(bytes.data(), count);
        if (toServer) connection->note(piece);
        const std::size_t step = isTrickling_ && !toServer ? 1 : count;
        for (std::size_t at = 0; at < count; at += step) {
            const auto [broken, written] = co_await asio::async_write(
                to, asio::buffer(bytes.data() + at, step), asio::as_tuple(asio::use_awaitable));
            if (broken || written < step) co_return;
        }
    }
}

}
