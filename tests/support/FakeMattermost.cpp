// Mattermost as far as a bot needs it, with faults.
#include "support/FakeMattermost.hpp"

#include "openclaw/core/strings.hpp"
#include "support/jsonAnswer.hpp"

namespace openclaw::testing {

namespace {

net::HttpResponse problem(int status, const std::string& id) {
    return jsonAnswer(status, Json{{"id", id}, {"message", "failed"}, {"status_code", status}});
}

std::string typeOf(const std::string& channel) {
    if (channel.starts_with("dm")) return "D";
    return channel == "grp" ? "G" : "O";
}

}

FakeMattermost::FakeMattermost(asio::any_io_executor executor, std::string token)
    : server_(executor, *this, net::HttpServerLimits()), changed_(executor), never_(executor), token_(std::move(token)) {}

Result<std::uint16_t> FakeMattermost::listen(std::uint16_t port) {
    Result<std::uint16_t> bound = server_.listen("127.0.0.1", port);
    if (bound) port_ = *bound;
    return bound;
}

asio::awaitable<void> FakeMattermost::stop() { co_await server_.stop(); }

void FakeMattermost::send(const Json& frame) {
    // Some servers end their messages with a newline.
    if (socket_) socket_->send(dumpJson(frame) + "\n");
}

void FakeMattermost::push(const std::string& event, const Json& data, const std::string& channel) {
    Json frame{{"event", event}, {"data", data}, {"broadcast", {{"channel_id", channel}}}, {"seq", sequence_++}};
    send(frame);
    replay_.push_back(std::move(frame));
}

std::string FakeMattermost::pushPost(const std::string& channel, const std::string& user, const std::string& text,
                                     const Json& more) {
    const std::string id = "post" + std::to_string(nextPost_++);
    Json post{{"id", id}, {"user_id", user}, {"channel_id", channel}, {"message", text}, {"create_at", ++clock_}, {"type", ""}};
    post.update(more);
    posts_[id] = post;
    push("posted", Json{{"post", dumpJson(post)}, {"channel_type", typeOf(channel)}, {"sender_name", "@" + user}}, channel);
    return id;
}

void FakeMattermost::pushRaw(std::string text) {
    if (socket_) socket_->send(std::move(text));
}

void FakeMattermost::dropSocket() {
    if (socket_) socket_->abort();
}

void FakeMattermost::forget() {
    constexpr std::size_t kept = 20;
    calls_.clear();
    sent_.clear();
    posts_.clear();
    byPendingId_.clear();
    if (replay_.size() > kept) replay_.erase(replay_.begin(), replay_.end() - kept);
}

void FakeMattermost::forgetConnections() {
    connectionId_.clear();
    replay_.clear();
}

asio::awaitable<void> FakeMattermost::waitForSent(std::size_t count) {
    while (sent_.size() < count)
        co_await changed_.wait();
}

asio::awaitable<void> FakeMattermost::waitForConnections(int count) {
    while (connections_ < count)
        co_await changed_.wait();
}

net::Screening FakeMattermost::screen(const net::HttpServerRequest& head) {
    net::Screening screening;
    screening.maxBodyBytes = 4 * 1024 * 1024;
    const bool isAuthorized = head.headers.get("Authorization") == "Bearer " + token_ && !isTokenRevoked;
    if (head.isUpgrade && !isAuthorized) screening.refusal = problem(401, "api.context.session_expired.app_error");
    return screening;
}

asio::awaitable<void> FakeMattermost::onWebSocket(net::HttpServerRequest head, net::WebSocket socket) {
    socket_ = &socket;
    const std::size_t at = head.target.find("sequence_number=");
    const bool isKnown = !connectionId_.empty() && head.target.find("connection_id=" + connectionId_) != std::string::npos;
    if (isKnown && at != std::string::npos) {
        const std::int64_t next = parseInteger(head.target.substr(at + 16)).value_or(0);
        for (const Json& frame : replay_) {
            if (findInteger(frame, "seq").value_or(0) >= next) send(frame);
        }
    } else {
        connectionId_ = "conn" + std::to_string(connections_ + 1);
        sequence_ = 0;
        replay_.clear();
        push("hello", Json{{"connection_id", connectionId_}});
    }
    ++connections_;
    changed_.notify();
    for (;;) {
        Result<std::string_view> text = co_await socket.read();
        if (!text) break;
        const Result<Json> action = parseJson(*text);
        if (action && stringOr(*action, "action") == "ping")
            socket.send(dumpJson(Json{{"status", "OK"}, {"seq_reply", findInteger(*action, "seq").value_or(0)}, {"data", {{"text", "pong"}}}}));
    }
    if (socket_ == &socket) socket_ = nullptr;
}

net::HttpResponse FakeMattermost::createPost(const Json& body) {
    const std::string pending = stringOr(body, "pending_post_id");
    if (!pending.empty() && byPendingId_.contains(pending)) return jsonAnswer(201, byPendingId_[pending]);
    const std::string root = stringOr(body, "root_id");
    const bool isGoodRoot = root.empty() || (posts_.contains(root) && stringOr(posts_[root], "root_id").empty());
    if (!isGoodRoot) return problem(400, "api.post.create_post.root_id.app_error");
    const bool isEmpty = stringOr(body, "message").empty() && !body.contains("file_ids");
    if (isEmpty) return problem(400, "api.post.create_post.can_not_post_to_deleted.error");
    Json post = body;
    const std::string id = "sent" + std::to_string(nextPost_++);
    post["id"] = id;
    post["user_id"] = "bot";
    post["create_at"] = ++clock_;
    posts_[id] = post;
    sent_.push_back(post);
    if (!pending.empty()) byPendingId_[pending] = post;
    const std::string channel = stringOr(post, "channel_id");
    push("posted", Json{{"post", dumpJson(post)}, {"channel_type", typeOf(channel)}, {"sender_name", "@gateway"}}, channel);
    changed_.notify();
    return jsonAnswer(201, post);
}

net::HttpResponse FakeMattermost::carryOut(const std::string& method, const std::string& path, const Json& body) {
    if (path == "/users/me") return jsonAnswer(200, Json{{"id", "bot"}, {"username", "gateway"}, {"is_bot", true}});
    if (path == "/users/me/typing") return jsonAnswer(200, Json{{"status", "OK"}});
    if (path == "/posts" && method == "POST") return createPost(body);
    if (path == "/channels/direct") return jsonAnswer(201, Json{{"id", "dm" + body.at(1).get<std::string>()}, {"type", "D"}});
    if (path == "/files") return jsonAnswer(201, Json{{"file_infos", {{{"id", "file1"}}}}});
    if (path.starts_with("/files/")) {
        const auto file = files_.find(path.substr(7));
        if (file == files_.end()) return problem(404, "app.file_info.get.app_error");
        return net::HttpResponse(200, "application/octet-stream", file->second);
    }
    const std::string plainPath = path.substr(0, path.find('?'));
    const auto parts = split(plainPath, '/');
    if (parts.size() == 4 && parts[1] == "channels" && parts[3] == "posts") {
        const std::size_t at = path.find("since=");
        const std::int64_t since = at == std::string::npos ? 0 : parseInteger(path.substr(at + 6)).value_or(0);
        Json order = Json::array();
        Json posts = Json::object();
        for (const auto& [id, post] : posts_) {
            if (stringOr(post, "channel_id") != parts[2] || findInteger(post, "create_at").value_or(0) <= since) continue;
            order.push_back(id);
            posts[id] = post;
        }
        return jsonAnswer(200, Json{{"order", order}, {"posts", posts}});
    }
    if (parts.size() == 3 && parts[1] == "channels") {
        const std::string id(parts[2]);
        return jsonAnswer(200, Json{{"id", id}, {"type", typeOf(id)}, {"name", id}, {"display_name", id}});
    }
    if (parts.size() == 3 && parts[1] == "users") return jsonAnswer(200, Json{{"id", parts[2]}, {"username", parts[2]}});
    return problem(404, "api.context.404.app_error");
}

asio::awaitable<void> FakeMattermost::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    std::string path = request.target;
    if (path.starts_with("/api/v4")) path = path.substr(7);
    const std::string name = request.method + " " + path;
    calls_.push_back(name);
    changed_.notify();
    const std::optional<HttpFault> fault = faults.take(name);
    if (fault && fault->kind == HttpFault::Kind::dropBefore) dropHttpConnection();
    net::HttpResponse answer;
    const bool isAuthorized = request.headers.get("Authorization") == "Bearer " + token_ && !isTokenRevoked;
    if (!isAuthorized) {
        answer = problem(401, "api.context.session_expired.app_error");
    } else if (fault && fault->kind == HttpFault::Kind::status) {
        answer = jsonAnswer(fault->status, fault->body);
    } else if (fault && fault->kind == HttpFault::Kind::garbage) {
        answer = net::HttpResponse(fault->status, "text/html", "<html><h1>Bad Gateway</h1></html>");
    } else {
        const Result<Json> body = parseJson(request.body);
        answer = carryOut(request.method, path, body ? *body : Json());
    }
    if (fault) {
        for (const auto& [field, value] : fault->headers)
            answer.headers.set(field, value);
    }
    if (fault && fault->kind == HttpFault::Kind::hangAfter) co_await never_.wait();
    const bool isLost = fault && (fault->kind == HttpFault::Kind::dropAfter || fault->kind == HttpFault::Kind::hangAfter);
    if (isLost) dropHttpConnection();
    co_await reply.send(std::move(answer));
}

}
