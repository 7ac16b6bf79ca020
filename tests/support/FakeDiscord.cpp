// Discord as far as a bot needs it, with faults.
#include "support/FakeDiscord.hpp"

#include "openclaw/core/strings.hpp"
#include "support/jsonAnswer.hpp"

#include <zlib.h>

#include <chrono>

namespace openclaw::testing {

namespace {

Json channelJson(const std::string& id) {
    if (id.starts_with("9")) return Json{{"id", id}, {"type", 1}};
    Json channel{{"id", id}, {"guild_id", "500"}, {"type", 0}, {"name", "general"}};
    if (id == "502") channel.update(Json{{"type", 11}, {"name", "a thread"}, {"parent_id", "501"}});
    if (id == "503") channel.update(Json{{"type", 15}, {"name", "forum"}});
    return channel;
}

}

/// The sending half of zlib-stream.
struct FakeDiscord::Deflater {
    Deflater() { deflateInit(&stream, Z_DEFAULT_COMPRESSION); }
    ~Deflater() { deflateEnd(&stream); }
    std::string push(const std::string& text) {
        std::string out;
        std::string window(16 * 1024, '\0');
        std::string input = text;
        stream.next_in = reinterpret_cast<Bytef*>(input.data());
        stream.avail_in = static_cast<uInt>(input.size());
        do {
            stream.next_out = reinterpret_cast<Bytef*>(window.data());
            stream.avail_out = static_cast<uInt>(window.size());
            deflate(&stream, Z_SYNC_FLUSH);
            out.append(window.data(), window.size() - stream.avail_out);
        } while (stream.avail_out == 0);
        return out;
    }
    z_stream stream{};
};

FakeDiscord::FakeDiscord(asio::any_io_executor executor, std::string token)
    : server_(executor, *this, net::HttpServerLimits()), changed_(executor), never_(executor), token_(std::move(token)) {}

FakeDiscord::~FakeDiscord() = default;

Result<std::uint16_t> FakeDiscord::listen(std::uint16_t port) {
    Result<std::uint16_t> bound = server_.listen("127.0.0.1", port);
    if (bound) port_ = *bound;
    return bound;
}

asio::awaitable<void> FakeDiscord::stop() { co_await server_.stop(); }

std::string FakeDiscord::newId() {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    return std::to_string((static_cast<std::uint64_t>(now.count() - 1'420'070'400'000) << 22) + nextId_++);
}

std::string FakeDiscord::pushMessage(const std::string& channel, const std::string& user, const std::string& content,
                                     const Json& more) {
    const std::string id = newId();
    Json message{{"id", id},
                 {"channel_id", channel},
                 {"author", {{"id", user}, {"username", "ada"}, {"global_name", "Ada"}}},
                 {"content", content},
                 {"type", 0},
                 {"timestamp", "2026-01-01T00:00:00+00:00"},
                 {"mentions", Json::array()},
                 {"attachments", Json::array()}};
    if (!channel.starts_with("9")) message.update(Json{{"guild_id", "500"}, {"member", {{"roles", Json::array()}}}});
    message.update(more);
    history_[channel].push_back(message);
    push("MESSAGE_CREATE", message);
    return id;
}

void FakeDiscord::push(const std::string& type, Json data) {
    Logged logged{type, std::move(data), ++sequence_};
    log_.push_back(logged);
    if (socket_ && isIdentified_) dispatch(logged.type, logged.data, logged.sequence);
}

void FakeDiscord::pushRaw(std::string text) { sendText(text); }

void FakeDiscord::dispatch(const std::string& type, const Json& data, std::int64_t sequence) {
    sendFrame(Json{{"op", 0}, {"t", type}, {"s", sequence}, {"d", data}});
}

void FakeDiscord::sendFrame(const Json& frame) { sendText(dumpJson(frame)); }

void FakeDiscord::sendText(const std::string& text) {
    if (!socket_) return;
    if (deflater_)
        socket_->sendBinary(deflater_->push(text));
    else
        socket_->send(text);
}

void FakeDiscord::closeGateway(std::uint16_t code) {
    if (!socket_) return;
    if (code == 0)
        socket_->abort();
    else
        socket_->close(code, "");
}

void FakeDiscord::expireSession() {
    sessionId_.clear();
    log_.clear();
}

void FakeDiscord::forget() {
    constexpr std::size_t kept = 20;
    calls_.clear();
    sent_.clear();
    byNonce_.clear();
    history_.clear();
    if (log_.size() > kept) log_.erase(log_.begin(), log_.end() - kept);
}

std::size_t FakeDiscord::countCalls(const std::string& start) const {
    std::size_t count = 0;
    for (const DiscordCall& call : calls_)
        count += (call.method + " " + call.path).starts_with(start) ? 1 : 0;
    return count;
}

asio::awaitable<void> FakeDiscord::waitForSent(std::size_t count) {
    while (sent_.size() < count)
        co_await changed_.wait();
}

asio::awaitable<void> FakeDiscord::waitForSessions(int identifies, int resumes) {
    while (identifies_ < identifies || resumes_ < resumes)
        co_await changed_.wait();
}

asio::awaitable<void> FakeDiscord::waitForCall(std::string start, std::size_t count) {
    while (countCalls(start) < count)
        co_await changed_.wait();
}

net::Screening FakeDiscord::screen(const net::HttpServerRequest&) {
    net::Screening screening;
    screening.maxBodyBytes = 4 * 1024 * 1024;
    return screening;
}

void FakeDiscord::startSession() {
    sessionId_ = "session-" + std::to_string(++identifies_);
    sequence_ = 0;
    log_.clear();
    isIdentified_ = true;
    const Json ready{{"v", 10},
                     {"session_id", sessionId_},
                     {"resume_gateway_url", "ws://127.0.0.1:" + std::to_string(port_)},
                     {"user", {{"id", botId}, {"username", "test_bot"}, {"bot", true}}},
                     {"application", {{"id", "701"}}},
                     {"guilds", Json::array({Json{{"id", "500"}, {"unavailable", true}}})}};
    push("READY", ready);
    const Json everyone{{"id", "500"}, {"name", "@everyone"}, {"permissions", "3072"}};
    push("GUILD_CREATE", Json{{"id", "500"},
                              {"name", "Home"},
                              {"owner_id", "4242"},
                              {"roles", Json::array({everyone})},
                              {"channels", Json::array({channelJson("501"), channelJson("503")})},
                              {"threads", Json::array({channelJson("502")})}});
    changed_.notify();
}

void FakeDiscord::onGatewayFrame(const Json& frame) {
    const std::int64_t op = findInteger(frame, "op").value_or(-1);
    const Json* data = findMember(frame, "d");
    if (op == 1 && !isAckMuted) sendFrame(Json{{"op", 11}});
    if (!data || (op != 2 && op != 6)) return;
    if (stringOr(*data, "token") != token_ || isTokenRevoked) {
        socket_->close(4004, "Authentication failed.");
        return;
    }
    if (op == 2) {
        startSession();
        return;
    }
    if (refusedResumes > 0 || stringOr(*data, "session_id") != sessionId_ || sessionId_.empty()) {
        refusedResumes -= refusedResumes > 0 ? 1 : 0;
        sendFrame(Json{{"op", 9}, {"d", false}});
        return;
    }
    isIdentified_ = true;
    const std::int64_t seen = findInteger(*data, "seq").value_or(0);
    const std::vector<Logged> replay = log_;
    for (const Logged& logged : replay) {
        if (logged.sequence > seen) dispatch(logged.type, logged.data, logged.sequence);
    }
    dispatch("RESUMED", Json::object(), sequence_);
    ++resumes_;
    changed_.notify();
}

asio::awaitable<void> FakeDiscord::onWebSocket(net::HttpServerRequest head, net::WebSocket socket) {
    const bool isCompressed = head.target.find("compress=zlib-stream") != std::string::npos;
    socket_ = &socket;
    isIdentified_ = false;
    deflater_ = isCompressed ? std::make_unique<Deflater>() : nullptr;
    sendFrame(Json{{"op", 10}, {"d", {{"heartbeat_interval", heartbeatMs}}}});
    for (;;) {
        Result<std::string_view> text = co_await socket.read();
        if (!text) break;
        const Result<Json> frame = parseJson(*text);
        if (frame && socket_ == &socket) onGatewayFrame(*frame);
    }
    if (socket_ == &socket) socket_ = nullptr;
    changed_.notify();
}

asio::awaitable<void> FakeDiscord::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    std::string path(request.target);
    if (path.starts_with("/files/")) {
        const auto found = files_.find(path.substr(7));
        net::HttpResponse file(found == files_.end() ? 404 : 200, "application/octet-stream",
                               found == files_.end() ? std::string() : found->second);
        co_await reply.send(std::move(file));
        co_return;
    }
    if (path.starts_with("/api/v10")) path = path.substr(8);
    DiscordCall call{request.method, path, Json(), request.body};
    std::string json = request.body;
    // Of a form, the JSON part is what matters here.
    if (const std::size_t at = json.find("name=\"payload_json\""); at != std::string::npos) {
        const std::size_t start = json.find("\r\n\r\n", at) + 4;
        json = json.substr(start, json.find("\r\n--", start) - start);
    }
    if (const Result<Json> body = parseJson(json)) call.body = *body;
    calls_.push_back(call);
    changed_.notify();
    const std::string name = call.method + " " + call.path;
    const std::optional<HttpFault> fault = faults.take(name);
    if (fault && fault->kind == HttpFault::Kind::dropBefore) dropHttpConnection();
    net::HttpResponse answer;
    const bool needsToken = !path.starts_with("/webhooks/") && !path.starts_with("/interactions/");
    const bool isAuthorized = request.headers.get("Authorization") == "Bot " + token_ && !isTokenRevoked;
    if (needsToken && !isAuthorized)
        answer = jsonAnswer(401, Json{{"message", "401: Unauthorized"}, {"code", 0}});
    else if (fault && fault->kind == HttpFault::Kind::status)
        answer = jsonAnswer(fault->status, fault->body);
    else if (fault && fault->kind == HttpFault::Kind::garbage)
        answer = net::HttpResponse(fault->status, "text/html", "<html><h1>Bad Gateway</h1></html>");
    else
        answer = carryOut(call);
    if (fault) {
        for (const auto& [field, value] : fault->headers)
            answer.headers.set(field, value);
    }
    if (fault && fault->kind == HttpFault::Kind::hangAfter) co_await never_.wait();
    const bool isLost = fault && (fault->kind == HttpFault::Kind::dropAfter || fault->kind == HttpFault::Kind::hangAfter);
    if (isLost) dropHttpConnection();
    co_await reply.send(std::move(answer));
}

net::HttpResponse FakeDiscord::createMessage(const DiscordCall& call, const std::string& channel) {
    const std::string nonce = stringOr(call.body, "nonce");
    const bool isEnforced = findBool(call.body, "enforce_nonce").value_or(false);
    if (isEnforced && byNonce_.contains(nonce)) return jsonAnswer(200, byNonce_[nonce]);
    const std::string content = stringOr(call.body, "content");
    if (utf16Length(content) > 2000)
        return jsonAnswer(400, Json{{"message", "Invalid Form Body"}, {"code", 50035}});
    const bool isEmpty = content.empty() && !call.body.contains("attachments") && !call.body.contains("poll");
    if (isEmpty) return jsonAnswer(400, Json{{"message", "Cannot send an empty message"}, {"code", 50006}});
    Json message = call.body;
    message["id"] = newId();
    message["channel_id"] = channel;
    message["author"] = Json{{"id", botId}, {"username", "test_bot"}, {"bot", true}};
    if (!nonce.empty()) byNonce_[nonce] = message;
    sent_.push_back(message);
    history_[channel].push_back(message);
    push("MESSAGE_CREATE", message);
    changed_.notify();
    return jsonAnswer(200, message);
}

net::HttpResponse FakeDiscord::carryOut(const DiscordCall& call) {
    const std::string path = call.path.substr(0, call.path.find('?'));
    const auto parts = split(path, '/');
    if (path == "/gateway/bot")
        return jsonAnswer(200, Json{{"url", "ws://127.0.0.1:" + std::to_string(port_)},
                                    {"shards", 1},
                                    {"session_start_limit",
                                     {{"total", 1000}, {"remaining", 999}, {"reset_after", 0}, {"max_concurrency", 1}}}});
    if (path == "/users/@me/channels")
        return jsonAnswer(200, Json{{"id", "9" + stringOr(call.body, "recipient_id")}, {"type", 1}});
    if (parts.size() >= 3 && parts[1] == "channels") {
        const std::string channel(parts[2]);
        if (parts.size() == 3) return jsonAnswer(200, channelJson(channel));
        if (parts[3] == "messages" && parts.size() == 4 && call.method == "POST") return createMessage(call, channel);
        if (parts[3] == "messages" && parts.size() == 4) {
            const std::size_t at = call.path.find("after=");
            const std::int64_t after = at == std::string::npos ? 0 : parseInteger(call.path.substr(at + 6)).value_or(0);
            Json list = Json::array();
            for (const Json& message : history_[channel]) {
                if (parseInteger(stringOr(message, "id")).value_or(0) > after) list.insert(list.begin(), message);
            }
            return jsonAnswer(200, list);
        }
        if (parts.size() == 6 && parts[5] == "threads") {
            Json thread{{"id", parts[4]},
                        {"guild_id", "500"},
                        {"type", 11},
                        {"parent_id", channel},
                        {"owner_id", botId}};
            thread["name"] = stringOr(call.body, "name");
            push("THREAD_CREATE", thread);
            return jsonAnswer(201, thread);
        }
        if (parts[3] == "messages" && parts.size() == 5) {
            for (const Json& message : history_[channel]) {
                if (stringOr(message, "id") == parts[4]) return jsonAnswer(200, message);
            }
            return jsonAnswer(404, Json{{"message", "Unknown Message"}, {"code", 10008}});
        }
    }
    if (path.find("/commands") != std::string::npos && call.method == "GET") return jsonAnswer(200, Json::array());
    if (path.starts_with("/webhooks/")) {
        Json message = call.body;
        message["id"] = newId();
        message["viaWebhook"] = call.method;
        sent_.push_back(message);
        changed_.notify();
        return jsonAnswer(200, message);
    }
    return net::HttpResponse(204, "application/json", "");
}

}
