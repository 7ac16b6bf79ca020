#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "support/faults.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace openclaw::testing {

/// A Mattermost server of our own: WebSocket with handshake authentication, numbered events, replay by connection id;
/// REST as far as a bot needs it; faults and a log. The bot is "bot", user U's direct channel is "dm" + U, "chan" is a
/// public channel and "grp" a group conversation.
class FakeMattermost final : public net::HttpService {
public:
    explicit FakeMattermost(asio::any_io_executor executor, std::string token = "testbottoken");

    Result<std::uint16_t> listen(std::uint16_t port = 0);
    asio::awaitable<void> stop();
    std::string root() const { return "http://127.0.0.1:" + std::to_string(port_); }
    /// The port of something in front of this server, which clients are to use from now on.
    void advertise(std::uint16_t port) { port_ = port; }
    std::uint16_t port() const { return port_; }
    const std::string& token() const { return token_; }
    void addFile(const std::string& id, std::string bytes) { files_[id] = std::move(bytes); }

    /// A post of somebody; returns its id.
    std::string pushPost(const std::string& channel, const std::string& user, const std::string& text,
                         const Json& more = Json::object());
    void push(const std::string& event, const Json& data, const std::string& channel = {});
    void pushRaw(std::string text);
    void dropSocket();
    /// Calls, posts and events of the past are dropped, but for the last few.
    void forget();
    /// The next event's number is skipped.
    void skipNumber() { ++sequence_; }
    /// Connection ids of before mean nothing any more.
    void forgetConnections();

    HttpFaults faults;
    bool isTokenRevoked = false;

    /// "METHOD /path" of every call.
    const std::vector<std::string>& calls() const { return calls_; }
    const std::vector<Json>& sent() const { return sent_; }
    int connections() const { return connections_; }
    asio::awaitable<void> waitForSent(std::size_t count);
    asio::awaitable<void> waitForConnections(int count);

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    net::HttpResponse carryOut(const std::string& method, const std::string& path, const Json& body);
    net::HttpResponse createPost(const Json& body);
    void send(const Json& frame);

    net::HttpServer server_;
    Notifier changed_;
    Notifier never_;
    std::string token_;
    std::uint16_t port_ = 0;
    net::WebSocket* socket_ = nullptr;
    std::string connectionId_;
    std::int64_t sequence_ = 0;
    std::deque<Json> replay_;
    std::int64_t clock_ = 1'700'000'000'000;
    int nextPost_ = 1;
    std::vector<std::string> calls_;
    std::vector<Json> sent_;
    std::map<std::string, Json> posts_;
    std::map<std::string, Json> byPendingId_;
    std::map<std::string, std::string> files_;
    int connections_ = 0;
};

}
