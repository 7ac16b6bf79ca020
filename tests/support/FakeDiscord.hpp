#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "support/faults.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace openclaw::testing {

struct DiscordCall {
    std::string method;
    std::string path;
    Json body;
    std::string rawBody;
};

/// Discord of our own: gateway v10 with zlib-stream, resume and replay; REST as far as a bot needs it; faults and a log.
/// One guild "500" with the channels 501 (text), 502 (thread of 501), 503 (forum); the bot is 700, its DMs with user U
/// happen in channel "9" + U.
class FakeDiscord final : public net::HttpService {
public:
    explicit FakeDiscord(asio::any_io_executor executor, std::string token = "test.bot.token");
    ~FakeDiscord() override;

    Result<std::uint16_t> listen(std::uint16_t port = 0);
    asio::awaitable<void> stop();
    std::string root() const { return "http://127.0.0.1:" + std::to_string(port_) + "/api"; }
    /// The port of something in front of this server, which clients are to use from now on.
    void advertise(std::uint16_t port) { port_ = port; }
    std::uint16_t port() const { return port_; }
    const std::string& token() const { return token_; }
    static constexpr const char* botId = "700";

    /// A message as Discord would dispatch it; members of `more` are merged in. Returns its id.
    std::string pushMessage(const std::string& channel, const std::string& user, const std::string& content,
                            const Json& more = Json::object());
    /// Any event; live sessions get it, gone ones when they resume.
    void push(const std::string& type, Json data);
    /// Bytes of one frame, exactly as given.
    void pushRaw(std::string text);
    std::string newId();

    HttpFaults faults;
    /// Heartbeats stay unanswered.
    bool isAckMuted = false;
    /// The next resumes are refused with op 9.
    int refusedResumes = 0;
    bool isTokenRevoked = false;
    std::int64_t heartbeatMs = 41'250;
    /// Closes the gateway socket with this code; 0 drops it without a close frame.
    void closeGateway(std::uint16_t code);
    /// Forgets the session, as after a long outage.
    void expireSession();
    /// Calls, messages and events of the past are dropped, but for the last few.
    void forget();
    void addFile(const std::string& name, std::string bytes) { files_[name] = std::move(bytes); }
    std::string fileUrl(const std::string& name) const { return "http://127.0.0.1:" + std::to_string(port_) + "/files/" + name; }

    const std::vector<DiscordCall>& calls() const { return calls_; }
    std::size_t countCalls(const std::string& start) const;
    /// Messages that were carried out, in order.
    const std::vector<Json>& sent() const { return sent_; }
    int identifies() const { return identifies_; }
    int resumes() const { return resumes_; }
    asio::awaitable<void> waitForSent(std::size_t count);
    asio::awaitable<void> waitForSessions(int identifies, int resumes);
    asio::awaitable<void> waitForCall(std::string start, std::size_t count);

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    struct Deflater;
    net::HttpResponse carryOut(const DiscordCall& call);
    net::HttpResponse createMessage(const DiscordCall& call, const std::string& channel);
    void onGatewayFrame(const Json& frame);
    void sendFrame(const Json& frame);
    void sendText(const std::string& text);
    void startSession();
    void dispatch(const std::string& type, const Json& data, std::int64_t sequence);

    net::HttpServer server_;
    Notifier changed_;
    Notifier never_;
    std::string token_;
    std::uint16_t port_ = 0;
    net::WebSocket* socket_ = nullptr;
    std::unique_ptr<Deflater> deflater_;
    bool isIdentified_ = false;
    std::string sessionId_;
    std::int64_t sequence_ = 0;
    struct Logged {
        std::string type;
        Json data;
        std::int64_t sequence = 0;
    };
    std::vector<Logged> log_;
    std::uint64_t nextId_ = 1;
    std::vector<DiscordCall> calls_;
    std::vector<Json> sent_;
    std::map<std::string, Json> byNonce_;
    std::map<std::string, std::vector<Json>> history_;
    std::map<std::string, std::string> files_;
    int identifies_ = 0;
    int resumes_ = 0;
};

}
