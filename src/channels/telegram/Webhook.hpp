#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/net/HttpServer.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace openclaw::channels::telegram {

/// Receives updates by HTTP (spec channels/telegram.md §3). A request is answered with 200 only after its
/// update was settled as stored; until then Telegram keeps it and sends it again.
class Webhook final : public net::HttpService {
public:
    Webhook(asio::any_io_executor executor, std::string path, Secret secret);

    /// Errc::conflict when the port is taken; port 0 picks one.
    Result<std::uint16_t> listen(const std::string& address, std::uint16_t port);
    asio::awaitable<void> stop() { return server_.stop(); }

    /// Waits for at least one update and returns all that have come, oldest first. Cancellation: terminal.
    asio::awaitable<Result<std::vector<Json>>> take();
    /// Everything that has come since the last settle(), without waiting.
    std::vector<Json> pending() const;
    /// Says what became of the first `count` pending updates: stored, or to be sent again.
    void settle(std::size_t count, bool isStored);

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    struct Waiting {
        std::uint64_t ticket = 0;
        Json update;
    };

    std::string path_;
    Secret secret_;
    std::deque<Waiting> waiting_;
    std::uint64_t nextTicket_ = 1;
    /// Outcomes that the request they belong to has not picked up yet.
    std::map<std::uint64_t, bool> outcomes_;
    Notifier arrived_;
    Notifier settled_;
    net::HttpServer server_;
};

}
