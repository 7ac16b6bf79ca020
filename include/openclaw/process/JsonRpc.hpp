#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// JSON-RPC 2.0 with a child process, one object per line both ways.
namespace openclaw::process {

/// One line from the other side.
struct RpcMessage {
    enum class Kind { junk, response, request, notification };
    Kind kind = Kind::junk;
    /// Of a response or request, as text ("7" for 7 and for "7").
    std::string id;
    /// The same as it was written, for the answer.
    Json rawId;
    std::string method;
    Json params;
    Json result;
    /// Of a response that reports a failure: {code, message, data?}.
    std::optional<Json> error;
};
/// Reads any line; what is no JSON-RPC is junk.
RpcMessage readRpcLine(std::string_view line);

std::string rpcRequestLine(std::int64_t id, std::string_view method, const Json& params);
std::string rpcNotificationLine(std::string_view method, const Json& params);
std::string rpcResultLine(const Json& id, const Json& result);
std::string rpcErrorLine(const Json& id, int code, std::string_view message);

/// The calling side. Works as long as its run() does; what the child says unasked goes to the listener.
class RpcClient {
public:
    using Listener = std::function<void(RpcMessage)>;
    /// Judges the error member of an answer.
    using ErrorReader = std::function<Error(const Json&)>;

    /// Lines over `maxLineBytes` are dropped; `label` names the child in errors.
    RpcClient(asio::any_io_executor executor, std::unique_ptr<ChildProcess> child, std::size_t maxLineBytes, std::string label);
    ~RpcClient();

    /// Reads until the child ends, then fails every open call with Errc::closed and returns how it ended. While the
    /// listener's owner is busy, holdReading() stops the reading, which in time blocks the child. Cancellation: terminal.
    asio::awaitable<Error> run(Listener listener);
    /// Errc::timeout and Errc::closed: the call may have been carried out. Errc::refused: the child is gone or was never
    /// told. An error answer is Errc::invalidInput for -32600 to -32602 and Errc::unavailable for everything else; its
    /// message has the answer's words and data; `reader` judges differently. Cancellation: terminal.
    asio::awaitable<Result<Json>> call(std::string method, Json params, std::chrono::milliseconds timeout,
                                       ErrorReader reader = nullptr);
    /// Queues a notification; lost when the child is gone.
    asio::awaitable<Result<void>> notify(std::string method, Json params);
    asio::awaitable<Result<void>> writeLine(std::string line);
    void holdReading(bool isHeld);
    bool isRunning() const { return isRunning_; }
    std::size_t droppedLines() const;
    std::string stderrTail() const;
    /// Closes the input, waits, then SIGTERM, then SIGKILL.
    asio::awaitable<void> stop(std::chrono::milliseconds grace);

private:
    struct Pending {
        explicit Pending(asio::any_io_executor executor) : answered(std::move(executor)) {}
        std::optional<Result<Json>> answer;
        ErrorReader reader;
        Notifier answered;
    };
    void onLine(std::string_view line, const Listener& listener);
    void failAll(const Error& error);
    asio::awaitable<Result<Json>> waitFor(std::shared_ptr<Pending> pending);

    asio::any_io_executor executor_;
    std::unique_ptr<ChildProcess> child_;
    LineSplitter lines_;
    std::string label_;
    std::map<std::string, std::shared_ptr<Pending>> pending_;
    std::int64_t nextId_ = 1;
    bool isRunning_ = true;
    bool isHeld_ = false;
    Notifier released_;
};

}
