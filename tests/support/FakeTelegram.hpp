#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/net/HttpServer.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace openclaw::testing {

/// What goes wrong with a call.
enum class FaultKind {
    status,     // answered with an error and not carried out
    dropBefore, // the connection ends, the call was not carried out
    dropAfter,  // carried out, then the connection ends without an answer
    hang,       // no answer until the client leaves
    hangAfter,  // carried out, then no answer until the client leaves
    garbage,    // an HTML page with this status
    huge,       // not carried out; 100 MB come back
};

struct TelegramFault {
    std::string method; // the Bot API method it hits
    FaultKind kind = FaultKind::status;
    int status = 500;
    std::string description = "Internal Server Error";
    Json parameters;
    int times = 1;
};

struct TelegramCall {
    std::string method;
    Json parameters;
};

/// A Bot API server of our own: long polling with confirmation by offset, sending, webhooks, faults on
/// request, and a log of everything it was asked. Control over HTTP: POST /__ctl/message {chat, user, text},
/// POST /__ctl/voice {user, content}, GET /__ctl/sent, POST /__ctl/fault {method, kind, status, description, parameters, times}.
class FakeTelegram final : public net::HttpService {
public:
    explicit FakeTelegram(asio::any_io_executor executor, std::string token = "123456:TEST-token");

    /// Starts on 127.0.0.1; port 0 picks one.
    Result<std::uint16_t> listen(std::uint16_t port = 0);
    asio::awaitable<void> stop();

    std::string root() const;
    /// The port of something in front of this server, which clients are to use from now on.
    void advertise(std::uint16_t port) { port_ = port; }
    std::uint16_t port() const { return port_; }
    const std::string& token() const { return token_; }
    static constexpr std::int64_t botId = 123456;
    static constexpr const char* username = "test_bot";

    /// A text message; a positive chat is a private one. Returns its message id.
    std::int64_t pushText(std::int64_t chat, std::int64_t user, const std::string& text);
    /// A voice note in a private chat.
    void pushVoice(std::int64_t user, std::string content);
    /// Any update; gets the next update_id unless it has one. Returns that id.
    std::int64_t pushUpdate(Json update);
    /// An element of the updates list, exactly as given.
    void pushRaw(Json element);
    void addFault(TelegramFault fault) { faults_.push_back(std::move(fault)); }
    /// The token stops being valid; a poll under way ends.
    void revokeToken() {
        isTokenRevoked_ = true;
        changed_.notify();
    }
    /// False: the bot is in privacy mode.
    bool hearsEverything = true;
    void setWebhook(std::string url) { webhook_ = std::move(url); }
    const std::string& webhook() const { return webhook_; }
    /// A file that getFile and a download find under this id.
    void addFile(const std::string& fileId, std::string content) { files_[fileId] = std::move(content); }

    const std::vector<TelegramCall>& calls() const { return calls_; }
    std::vector<Json> callsOf(const std::string& method) const;
    /// Parameters of the messages that were carried out; those with a file have its content as "fileContent" and the
    /// method as "method".
    const std::vector<Json>& sent() const { return sent_; }
    /// Calls and messages of the past are dropped.
    void forget() {
        calls_.clear();
        sent_.clear();
    }
    /// Of the message that was carried out last.
    std::int64_t lastMessageId() const { return nextMessageId_ - 1; }
    /// Updates not yet confirmed.
    std::size_t pendingCount() const { return queue_.size(); }
    /// Waits until a method was called that often. Cancellation: terminal.
    asio::awaitable<void> waitForCalls(std::string method, std::size_t count);
    asio::awaitable<void> waitForSent(std::size_t count);

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    net::HttpResponse control(const net::HttpServerRequest& request);
    asio::awaitable<net::HttpResponse> carryOut(std::string method, Json parameters);
    asio::awaitable<net::HttpResponse> getUpdates(Json parameters);
    net::HttpResponse sendMessage(const Json& parameters);
    net::HttpResponse sendFile(const std::string& method, Json parameters);
    net::HttpResponse downloadFile(const std::string& fileId) const;
    std::optional<TelegramFault> takeFault(const std::string& method);

    net::HttpServer server_;
    Notifier changed_;
    Notifier never_;
    std::string token_;
    std::uint16_t port_ = 0;
    bool isTokenRevoked_ = false;
    std::string webhook_;
    std::deque<Json> queue_;
    std::int64_t nextUpdateId_ = 1000;
    std::int64_t nextMessageId_ = 1;
    std::uint64_t pollGeneration_ = 0;
    std::deque<TelegramFault> faults_;
    std::vector<TelegramCall> calls_;
    std::vector<Json> sent_;
    std::map<std::string, std::string> files_;
};

}
