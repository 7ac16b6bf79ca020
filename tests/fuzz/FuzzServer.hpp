#pragma once

#include "openclaw/net/HttpServer.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <string>

namespace openclaw::testing {

/// The real server on loopback, with a service that answers everything: input bytes go in as a connection would
/// bring them.
class FuzzServer final : public net::HttpService {
public:
    FuzzServer() : server_(io_.get_executor(), *this, limits()) { port_ = server_.listen("127.0.0.1", 0).value(); }

    void feed(std::string_view bytes) {
        asio::ip::tcp::socket socket(io_);
        boost::system::error_code error;
        socket.connect({asio::ip::make_address("127.0.0.1"), port_}, error);
        socket.send(asio::buffer(bytes.data(), bytes.size()), 0, error);
        socket.shutdown(asio::ip::tcp::socket::shutdown_send, error);
        io_.restart();
        do {
            io_.run_one_for(std::chrono::milliseconds(200));
        } while (server_.connectionCount() > 0 && !io_.stopped());
        io_.poll();
    }

    net::Screening screen(const net::HttpServerRequest& head) override {
        (void)head.path();
        net::Screening screening;
        screening.maxBodyBytes = 4096;
        return screening;
    }
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override {
        net::HttpResponse response(200, "text/plain", request.body);
        co_await reply.send(std::move(response));
    }
    asio::awaitable<void> onWebSocket(net::HttpServerRequest, net::WebSocket socket) override {
        for (;;) {
            Result<std::string_view> message = co_await socket.read();
            if (!message)
                co_return;
            socket.send(std::string(*message));
        }
    }

private:
    static net::HttpServerLimits limits() {
        net::HttpServerLimits result;
        result.webSocket.maxMessageBytes = 64 * 1024;
        return result;
    }

    asio::io_context io_;
    net::HttpServer server_;
    std::uint16_t port_ = 0;
};

}
