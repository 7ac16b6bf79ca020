// The Bot API as far as a polling bot needs it, with faults.
#include "support/FakeTelegram.hpp"

#include "openclaw/core/strings.hpp"
#include "support/jsonAnswer.hpp"

#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace openclaw::testing {

namespace {

constexpr std::size_t hugeBytes = 100 * 1024 * 1024;

net::HttpResponse success(Json result) {
    return jsonAnswer(200, Json{{"ok", true}, {"result", std::move(result)}});
}

net::HttpResponse failure(int status, const std::string& description, const Json& parameters = Json()) {
    Json body{{"ok", false}, {"error_code", status}, {"description", description}};
    if (!parameters.is_null()) body["parameters"] = parameters;
    return jsonAnswer(status, body);
}

FaultKind parseKind(const std::string& word) {
    if (word == "dropBefore") return FaultKind::dropBefore;
    if (word == "dropAfter") return FaultKind::dropAfter;
    if (word == "hang") return FaultKind::hang;
    if (word == "hangAfter") return FaultKind::hangAfter;
    return word == "garbage" ? FaultKind::garbage : FaultKind::status;
}

/// The fields of a form as text; the one with a file is put under "fileContent".
Json readForm(const std::string& contentType, const std::string& body) {
    Json fields = Json::object();
    const std::string mark = "boundary=";
    const std::size_t at = contentType.find(mark);
    if (at == std::string::npos) return fields;
    const std::string boundary = "--" + contentType.substr(at + mark.size());
    std::size_t from = body.find(boundary);
    while (from != std::string::npos) {
        from += boundary.size();
        const std::size_t to = body.find("\r\n" + boundary, from);
        const std::size_t content = body.find("\r\n\r\n", from);
        if (to == std::string::npos || content == std::string::npos || content > to) break;
        const std::string head = body.substr(from, content - from);
        const std::string value = body.substr(content + 4, to - content - 4);
        const std::size_t name = head.find("name=\"") + 6;
        const bool isFile = head.find("filename=\"") != std::string::npos;
        const Result<Json> json = parseJson(value);
        Json& field = fields[isFile ? "fileContent" : head.substr(name, head.find('"', name) - name)];
        if (!isFile && json && !json->is_string())
            field = *json;
        else
            field = value;
        from = to + 2;
    }
    return fields;
}

/// Ends the connection without an answer: the server's task group takes this for an ordinary cancellation.
[[noreturn]] void dropConnection() { throw boost::system::system_error(asio::error::operation_aborted); }

}

FakeTelegram::FakeTelegram(asio::any_io_executor executor, std::string token)
    : server_(executor, *this, net::HttpServerLimits()), changed_(executor), never_(executor),
      token_(std::move(token)) {}

Result<std::uint16_t> FakeTelegram::listen(std::uint16_t port) {
    Result<std::uint16_t> bound = server_.listen("127.0.0.1", port);
    if (bound) port_ = *bound;
    return bound;
}

asio::awaitable<void> FakeTelegram::stop() { co_await server_.stop(); }

std::string FakeTelegram::root() const { return "http://127.0.0.1:" + std::to_string(port_); }

std::int64_t FakeTelegram::pushText(std::int64_t chat, std::int64_t user, const std::string& text) {
    const std::int64_t id = nextMessageId_++;
    Json place{{"id", chat}, {"type", "private"}};
    if (chat < 0) place = Json{{"id", chat}, {"type", "supergroup"}, {"title", "Group"}};
    Json from{{"id", user}, {"is_bot", false}, {"first_name", "Ada"}, {"username", "ada"}};
    Json message{
        {"message_id", id}, {"date", 1'700'000'000}, {"chat", place}, {"from", from}, {"text", text}};
    pushUpdate(Json{{"message", message}});
    return id;
}

void FakeTelegram::pushVoice(std::int64_t user, std::string content) {
    const std::int64_t id = nextMessageId_++;
    const std::string fileId = "voice-" + std::to_string(id);
    const Json voice{{"file_id", fileId},
                     {"file_unique_id", fileId},
                     {"duration", 2},
                     {"mime_type", "audio/ogg"},
                     {"file_size", content.size()}};
    addFile(fileId, std::move(content));
    const Json from{{"id", user}, {"is_bot", false}, {"first_name", "Ada"}, {"username", "ada"}};
    pushUpdate(Json{{"message",
                     {{"message_id", id},
                      {"date", 1'700'000'000},
                      {"chat", {{"id", user}, {"type", "private"}}},
                      {"from", from},
                      {"voice", voice}}}});
}

std::int64_t FakeTelegram::pushUpdate(Json update) {
    const std::int64_t id = findInteger(update, "update_id").value_or(nextUpdateId_);
    nextUpdateId_ = std::max(nextUpdateId_, id + 1);
    update["update_id"] = id;
    pushRaw(std::move(update));
    return id;
}

void FakeTelegram::pushRaw(Json element) {
    queue_.push_back(std::move(element));
    changed_.notify();
}

std::vector<Json> FakeTelegram::callsOf(const std::string& method) const {
    std::vector<Json> found;
    for (const TelegramCall& call : calls_) {
        if (call.method == method) found.push_back(call.parameters);
    }
    return found;
}

asio::awaitable<void> FakeTelegram::waitForCalls(std::string method, std::size_t count) {
    while (callsOf(method).size() < count)
        co_await changed_.wait();
}

asio::awaitable<void> FakeTelegram::waitForSent(std::size_t count) {
    while (sent_.size() < count)
        co_await changed_.wait();
}

net::Screening FakeTelegram::screen(const net::HttpServerRequest&) {
    net::Screening screening;
    screening.maxBodyBytes = 64 * 1024 * 1024;
    return screening;
}

asio::awaitable<void> FakeTelegram::onWebSocket(net::HttpServerRequest, net::WebSocket) { co_return; }

std::optional<TelegramFault> FakeTelegram::takeFault(const std::string& method) {
    for (auto it = faults_.begin(); it != faults_.end(); ++it) {
        if (it->method != method) continue;
        TelegramFault fault = *it;
        if (--it->times <= 0) faults_.erase(it);
        return fault;
    }
    return std::nullopt;
}

asio::awaitable<void> FakeTelegram::onRequest(net::HttpServerRequest request, net::HttpReply& reply) {
    const std::string path(request.path());
    const std::string prefix = "/bot" + token_ + "/";
    net::HttpResponse answer;
    if (path.starts_with("/__ctl/")) {
        answer = control(request);
        co_await reply.send(std::move(answer));
        co_return;
    }
    const std::string filePrefix = "/file/bot" + token_ + "/";
    if (path.starts_with(filePrefix)) {
        answer = downloadFile(path.substr(filePrefix.size()));
        co_await reply.send(std::move(answer));
        co_return;
    }
    if (!path.starts_with(prefix) || isTokenRevoked_) {
        answer = failure(401, "Unauthorized");
        co_await reply.send(std::move(answer));
        co_return;
    }
    const std::string method = path.substr(prefix.size());
    Json parameters = Json::object();
    const std::string contentType(request.headers.get("Content-Type"));
    if (contentType.starts_with("multipart/form-data"))
        parameters = readForm(contentType, request.body);
    else if (const Result<Json> body = parseJson(request.body); body && body->is_object())
        parameters = *body;
    calls_.push_back(TelegramCall{method, parameters});
    changed_.notify();
    const std::optional<TelegramFault> fault = takeFault(method);
    if (fault && fault->kind == FaultKind::dropBefore) dropConnection();
    if (fault && fault->kind == FaultKind::hang) {
        co_await never_.wait();
        dropConnection();
    }
    if (fault && fault->kind == FaultKind::status)
        answer = failure(fault->status, fault->description, fault->parameters);
    else if (fault && fault->kind == FaultKind::garbage)
        answer = net::HttpResponse(fault->status, "text/html", "<html><h1>Bad Gateway</h1></html>");
    else if (fault && fault->kind == FaultKind::huge)
        answer = net::HttpResponse(200, "application/json", std::string(hugeBytes, ' '));
    else
        answer = co_await carryOut(method, std::move(parameters));
    if (fault && fault->kind == FaultKind::hangAfter) co_await never_.wait();
    if (fault && (fault->kind == FaultKind::dropAfter || fault->kind == FaultKind::hangAfter)) dropConnection();
    co_await reply.send(std::move(answer));
}

asio::awaitable<net::HttpResponse> FakeTelegram::carryOut(std::string method, Json parameters) {
    if (method == "getUpdates") {
        net::HttpResponse updates = co_await getUpdates(std::move(parameters));
        co_return updates;
    }
    if (method == "getMe")
        co_return success(
            Json{{"id", botId}, {"is_bot", true}, {"first_name", "Test"}, {"username", username},
                             {"can_read_all_group_messages", hearsEverything}});
    if (method == "getWebhookInfo")
        co_return success(Json{{"url", webhook_}, {"pending_update_count", queue_.size()}});
    if (method == "deleteWebhook") {
        webhook_.clear();
        co_return success(true);
    }
    if (method == "setWebhook") {
        webhook_ = stringOr(parameters, "url");
        co_return success(true);
    }
    if (method == "getFile") {
        const std::string id = stringOr(parameters, "file_id");
        if (!files_.contains(id)) co_return failure(400, "Bad Request: invalid file_id");
        co_return success(Json{{"file_id", id}, {"file_path", id}, {"file_size", files_.at(id).size()}});
    }
    if (method == "sendMessage") co_return sendMessage(parameters);
    if (method == "editMessageText")
        co_return success(Json{{"message_id", findInteger(parameters, "message_id").value_or(0)}});
    const bool answersTrue = method == "sendChatAction" || method == "setMyCommands" || method == "deleteMessage" ||
                             method == "answerCallbackQuery" || method == "setMessageReaction" ||
                             method == "sendMessageDraft" || method == "pinChatMessage";
    if (answersTrue) co_return success(true);
    if (method.starts_with("send")) co_return sendFile(method, std::move(parameters));
    co_return failure(404, "Not Found: method not found");
}

net::HttpResponse FakeTelegram::sendMessage(const Json& parameters) {
    const Json* chat = findMember(parameters, "chat_id");
    if (!chat) return failure(400, "Bad Request: chat_id is empty");
    const std::string text = stringOr(parameters, "text");
    if (trimAscii(text).empty()) return failure(400, "Bad Request: message text is empty");
    if (utf16Length(text) > 4096 && stringOr(parameters, "parse_mode").empty())
        return failure(400, "Bad Request: message is too long");
    sent_.push_back(parameters);
    changed_.notify();
    return success(Json{{"message_id", nextMessageId_++},
                        {"date", 1'700'000'000},
                        {"chat", {{"id", *chat}}},
                        {"text", text}});
}

net::HttpResponse FakeTelegram::sendFile(const std::string& method, Json parameters) {
    const Json* chat = findMember(parameters, "chat_id");
    if (!chat) return failure(400, "Bad Request: chat_id is empty");
    Json answer{{"message_id", nextMessageId_++}, {"chat", {{"id", *chat}}}};
    parameters["method"] = method;
    sent_.push_back(std::move(parameters));
    changed_.notify();
    return success(std::move(answer));
}

net::HttpResponse FakeTelegram::downloadFile(const std::string& fileId) const {
    const auto file = files_.find(fileId);
    if (file == files_.end()) return failure(404, "Not Found");
    return net::HttpResponse(200, "application/octet-stream", file->second);
}

asio::awaitable<net::HttpResponse> FakeTelegram::getUpdates(Json parameters) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    if (!webhook_.empty())
        co_return failure(409, "Conflict: can't use getUpdates method while webhook is active; use "
                               "deleteWebhook to delete the webhook first");
    const std::int64_t offset = findInteger(parameters, "offset").value_or(0);
    // As the real server does, an offset from the future starts at the head.
    if (offset > 0 && offset <= nextUpdateId_)
        std::erase_if(queue_, [offset](const Json& update) {
            return findInteger(update, "update_id").value_or(0) < offset;
        });
    const std::uint64_t generation = ++pollGeneration_;
    changed_.notify();
    const auto deadline = std::chrono::steady_clock::now() +
                          std::chrono::seconds(findInteger(parameters, "timeout").value_or(0));
    while (queue_.empty()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0) break;
        co_await (changed_.wait() || sleepFor(left));
        const bool cancelled = co_await isCancelled();
        if (cancelled) dropConnection();
        if (isTokenRevoked_) co_return failure(401, "Unauthorized");
        if (generation != pollGeneration_)
            co_return failure(409, "Conflict: terminated by other getUpdates request; make sure that only "
                                   "one bot instance is running");
    }
    Json updates = Json::array();
    const auto limit = static_cast<std::size_t>(findInteger(parameters, "limit").value_or(100));
    for (const Json& update : queue_) {
        if (updates.size() < limit) updates.push_back(update);
    }
    co_return success(std::move(updates));
}

net::HttpResponse FakeTelegram::control(const net::HttpServerRequest& request) {
    const std::string path(request.path());
    if (path == "/__ctl/sent") return jsonAnswer(200, Json(sent_));
    const Result<Json> body = parseJson(request.body);
    if (!body || !body->is_object()) return jsonAnswer(400, Json{{"error", "a JSON object is expected"}});
    if (path == "/__ctl/message") {
        const std::int64_t user = findInteger(*body, "user").value_or(4242);
        const std::int64_t id =
            pushText(findInteger(*body, "chat").value_or(user), user, stringOr(*body, "text"));
        return jsonAnswer(200, Json{{"message_id", id}});
    }
    if (path == "/__ctl/voice") {
        pushVoice(findInteger(*body, "user").value_or(4242), stringOr(*body, "content"));
        return jsonAnswer(200, Json{{"ok", true}});
    }
    if (path == "/__ctl/fault") {
        TelegramFault fault;
        fault.method = stringOr(*body, "method");
        fault.kind = parseKind(stringOr(*body, "kind"));
        fault.status = static_cast<int>(findInteger(*body, "status").value_or(500));
        fault.description = stringOr(*body, "description", fault.description);
        if (const Json* parameters = findMember(*body, "parameters")) fault.parameters = *parameters;
        fault.times = static_cast<int>(findInteger(*body, "times").value_or(1));
        addFault(std::move(fault));
        return jsonAnswer(200, Json{{"ok", true}});
    }
    return jsonAnswer(404, Json{{"error", "unknown control path"}});
}

}
