// JSON-RPC over a child's pipes: encoding and decoding are plain functions, the client only matches answers to calls.
#include "openclaw/process/JsonRpc.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <csignal>

namespace openclaw::process {

namespace {

constexpr std::size_t maxErrorBytes = 500;

std::string idText(const Json& id) {
    if (id.is_string()) return id.get<std::string>();
    return id.is_number_integer() ? id.dump() : std::string();
}

Error toError(const std::string& label, const Json& error) {
    const std::int64_t code = findInteger(error, "code").value_or(0);
    std::string words = stringOr(error, "message", "no message");
    if (const Json* data = findMember(error, "data")) {
        const std::string detail = data->is_string() ? data->get<std::string>() : data->is_null() ? "" : dumpJson(*data);
        if (!detail.empty()) words += ": " + detail;
    }
    words = sanitizeUtf8(utf8Prefix(words, maxErrorBytes));
    const bool isOurs = code <= -32600 && code >= -32602;
    return Error(isOurs ? Errc::invalidInput : Errc::unavailable, fmt::format("{}: {} ({})", label, words, code));
}

}

RpcMessage readRpcLine(std::string_view line) {
    RpcMessage message;
    Result<Json> json = parseJson(line);
    if (!json || !json->is_object()) return message;
    const Json* id = findMember(*json, "id");
    const auto method = findString(*json, "method");
    if (id) {
        message.id = idText(*id);
        message.rawId = *id;
    }
    if (method) {
        message.kind = message.id.empty() ? RpcMessage::Kind::notification : RpcMessage::Kind::request;
        message.method = *method;
        if (const Json* params = findMember(*json, "params")) message.params = *params;
        return message;
    }
    const Json* error = findMember(*json, "error");
    const bool isAnswer = json->contains("result") || (error && error->is_object());
    if (message.id.empty() || !isAnswer) return message;
    message.kind = RpcMessage::Kind::response;
    if (error && error->is_object())
        message.error = *error;
    else
        message.result = (*json)["result"];
    return message;
}

std::string rpcRequestLine(std::int64_t id, std::string_view method, const Json& params) {
    return dumpJson(Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}) + "\n";
}

std::string rpcNotificationLine(std::string_view method, const Json& params) {
    return dumpJson(Json{{"jsonrpc", "2.0"}, {"method", method}, {"params", params}}) + "\n";
}

std::string rpcResultLine(const Json& id, const Json& result) {
    return dumpJson(Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", result}}) + "\n";
}

std::string rpcErrorLine(const Json& id, int code, std::string_view message) {
    const Json error{{"code", code}, {"message", message}};
    return dumpJson(Json{{"jsonrpc", "2.0"}, {"id", id}, {"error", error}}) + "\n";
}

RpcClient::RpcClient(asio::any_io_executor executor, std::unique_ptr<ChildProcess> child, std::size_t maxLineBytes,
                     std::string label)
    : executor_(executor), child_(std::move(child)), lines_(maxLineBytes), label_(std::move(label)),
      released_(std::move(executor)) {}

RpcClient::~RpcClient() = default;

std::size_t RpcClient::droppedLines() const { return lines_.droppedLines(); }

std::string RpcClient::stderrTail() const { return child_->stderrTail(); }

void RpcClient::holdReading(bool isHeld) {
    isHeld_ = isHeld;
    if (!isHeld) released_.notify();
}

void RpcClient::onLine(std::string_view line, const Listener& listener) {
    RpcMessage message = readRpcLine(line);
    if (message.kind == RpcMessage::Kind::junk) {
        log::debug("rpc", "{} wrote a line that is no JSON-RPC ({} bytes)", label_, line.size());
        return;
    }
    if (message.kind != RpcMessage::Kind::response) {
        listener(std::move(message));
        return;
    }
    const auto found = pending_.find(message.id);
    // A late answer to a call that was given up.
    if (found == pending_.end()) return;
    const std::shared_ptr<Pending> pending = found->second;
    pending_.erase(found);
    if (message.error)
        pending->answer = pending->reader ? pending->reader(*message.error) : toError(label_, *message.error);
    else
        pending->answer = std::move(message.result);
    pending->answered.notify();
}

void RpcClient::failAll(const Error& error) {
    auto open = std::move(pending_);
    pending_.clear();
    for (auto& [id, pending] : open) {
        pending->answer = error;
        pending->answered.notify();
    }
}

asio::awaitable<Error> RpcClient::run(Listener listener) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Error ended(Errc::closed, label_ + " closed its output");
    for (;;) {
        if (isHeld_) {
            co_await released_.wait();
        } else {
            Result<std::string> bytes = co_await child_->readOutput();
            if (!bytes) {
                ended = bytes.error();
                break;
            }
            if (bytes->empty()) {
                Result<ExitStatus> exit = co_await withTimeout(std::chrono::seconds(2), child_->wait());
                if (exit) ended.message = label_ + " ended: " + exit->describe();
                const std::string words = std::string(trimAscii(utf8Prefix(stderrTail(), maxErrorBytes)));
                if (!words.empty()) ended.message += " (" + sanitizeUtf8(words) + ")";
                break;
            }
            lines_.push(*bytes);
            for (std::optional<std::string> line = lines_.next(); line; line = lines_.next())
                onLine(*line, listener);
        }
        const bool cancelled = co_await isCancelled();
        if (cancelled) {
            ended = Error(Errc::cancelled, "cancelled");
            break;
        }
    }
    isRunning_ = false;
    failAll(ended.is(Errc::cancelled) ? Error(Errc::closed, label_ + " was stopped") : ended);
    co_return ended;
}

asio::awaitable<Result<Json>> RpcClient::waitFor(std::shared_ptr<Pending> pending) {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!pending->answer) {
        co_await pending->answered.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled && !pending->answer) co_return Error(Errc::cancelled, "cancelled");
    }
    co_return std::move(*pending->answer);
}

asio::awaitable<Result<Json>> RpcClient::call(std::string method, Json params, std::chrono::milliseconds timeout,
                                              ErrorReader reader) {
    if (!isRunning_) co_return Error(Errc::refused, label_ + " is not running");
    const std::int64_t id = nextId_++;
    const std::string key = std::to_string(id);
    auto pending = std::make_shared<Pending>(executor_);
    pending->reader = std::move(reader);
    pending_.emplace(key, pending);
    Result<void> written = co_await child_->write(rpcRequestLine(id, method, params));
    if (!written) {
        pending_.erase(key);
        Error error = written.error().withContext(label_);
        // Part of the line may have reached it, but half a line is no request.
        if (error.is(Errc::closed)) error.code = Errc::refused;
        co_return error;
    }
    Result<Json> answer = co_await withTimeout(timeout, waitFor(pending));
    pending_.erase(key);
    if (!answer && answer.error().is(Errc::timeout))
        co_return Error(Errc::timeout, fmt::format("{} did not answer {} in time", label_, method));
    co_return answer;
}

asio::awaitable<Result<void>> RpcClient::notify(std::string method, Json params) {
    Result<void> written = co_await child_->write(rpcNotificationLine(method, params));
    co_return written;
}

asio::awaitable<Result<void>> RpcClient::writeLine(std::string line) {
    Result<void> written = co_await child_->write(std::move(line));
    co_return written;
}

asio::awaitable<void> RpcClient::stop(std::chrono::milliseconds grace) {
    child_->closeInput();
    Result<ExitStatus> ended = co_await withTimeout(grace, child_->wait());
    if (ended) co_return;
    child_->signalGroup(SIGTERM);
    ended = co_await withTimeout(std::chrono::seconds(2), child_->wait());
    if (!ended) child_->signalGroup(SIGKILL);
}

}
