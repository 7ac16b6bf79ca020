// imsg rpc as far as the channel uses it.
#include "support/FakeImsg.hpp"

#include "openclaw/core/clock.hpp"
#include "openclaw/process/JsonRpc.hpp"

namespace openclaw::testing {

/// What the living process and its database share.
struct FakeImsg::Pipe {
    explicit Pipe(asio::any_io_executor executor) : changed(std::move(executor)) {}
    std::string output;
    bool isEnded = false;
    bool isHanging = false;
    int exitCode = 0;
    Notifier changed;
};

class FakeImsgProcess final : public process::ChildProcess {
public:
    FakeImsgProcess(FakeImsg& owner, std::shared_ptr<FakeImsg::Pipe> pipe) : owner_(owner), pipe_(std::move(pipe)) {}

    int pid() const override { return 4242; }
    asio::awaitable<Result<std::string>> readOutput() override {
        co_await asio::this_coro::throw_if_cancelled(false);
        while (pipe_->output.empty() && !pipe_->isEnded) {
            co_await pipe_->changed.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return Error(Errc::cancelled, "cancelled");
        }
        if (!owner_.isTrickling) co_return std::exchange(pipe_->output, std::string());
        std::string byte = pipe_->output.substr(0, 1);
        pipe_->output.erase(0, 1);
        co_return byte;
    }
    std::string stderrTail() const override { return {}; }
    asio::awaitable<Result<void>> write(std::string bytes) override {
        if (pipe_->isEnded) co_return Error(Errc::closed, "the pipe is closed");
        lines_.push(bytes);
        for (std::optional<std::string> line = lines_.next(); line; line = lines_.next())
            owner_.onLine(*line);
        co_return Result<void>();
    }
    void closeInput() override { end(0); }
    void signalGroup(int) override { end(0); }
    asio::awaitable<Result<process::ExitStatus>> wait() override {
        while (!pipe_->isEnded)
            co_await pipe_->changed.wait();
        process::ExitStatus status;
        status.code = pipe_->exitCode;
        co_return status;
    }

private:
    void end(int code) {
        if (pipe_->isEnded) return;
        pipe_->isEnded = true;
        pipe_->exitCode = code;
        pipe_->changed.notify();
    }
    FakeImsg& owner_;
    std::shared_ptr<FakeImsg::Pipe> pipe_;
    process::LineSplitter lines_{1 << 20};
};

FakeImsg::FakeImsg(asio::any_io_executor executor) : executor_(executor), changed_(std::move(executor)) {}

FakeImsg::~FakeImsg() = default;

Result<std::unique_ptr<process::ChildProcess>> FakeImsg::launch(process::LaunchSpec spec) {
    launches_.push_back(spec.command);
    pipe_ = std::make_shared<Pipe>(executor_);
    isWatched_ = false;
    return std::make_unique<FakeImsgProcess>(*this, pipe_);
}

void FakeImsg::pushLine(std::string line) {
    if (!pipe_ || pipe_->isHanging) return;
    pipe_->output += line + "\n";
    pipe_->changed.notify();
}

void FakeImsg::exit(int code) {
    if (!pipe_) return;
    pipe_->isEnded = true;
    pipe_->exitCode = code;
    pipe_->changed.notify();
}

void FakeImsg::hang() {
    if (pipe_) pipe_->isHanging = true;
}

void FakeImsg::report(const Json& row) {
    if (!isWatched_) return;
    std::string line = process::rpcNotificationLine("message", Json{{"subscription", 1}, {"message", row}});
    line.pop_back();
    pushLine(std::move(line));
}

std::int64_t FakeImsg::addRow(std::int64_t chat, const std::string& sender, const std::string& text, const Json& more) {
    const auto id = droppedRows_ + static_cast<std::int64_t>(rows_.size()) + 1;
    Json row{{"id", id},          {"guid", "guid-" + std::to_string(id)}, {"chat_id", chat}, {"sender", sender}, {"text", text},
             {"is_from_me", false}, {"is_group", chat == 2},
             {"created_at", formatIsoTime(std::chrono::duration_cast<std::chrono::milliseconds>(
                                              std::chrono::system_clock::now().time_since_epoch())
                                              .count())}};
    row.update(more);
    rows_.push_back(std::move(row));
    return id;
}

std::int64_t FakeImsg::pushRow(std::int64_t chat, const std::string& sender, const std::string& text, const Json& more) {
    const std::int64_t id = addRow(chat, sender, text, more);
    repeatRow(id);
    return id;
}

void FakeImsg::repeatRow(std::int64_t id) { report(rows_.at(static_cast<std::size_t>(id - 1 - droppedRows_))); }

void FakeImsg::forget() {
    constexpr std::size_t kept = 20;
    sent_.clear();
    subscriptions_.clear();
    launches_.clear();
    for (; rows_.size() > kept; ++droppedRows_)
        rows_.pop_front();
}

void FakeImsg::answer(const Json& id, const Json& result) {
    std::string line = process::rpcResultLine(id, result);
    line.pop_back();
    pushLine(std::move(line));
}

void FakeImsg::onLine(const std::string& line) {
    if (pipe_->isHanging) return;
    const process::RpcMessage request = process::readRpcLine(line);
    const auto fail = [&](const Json& error) {
        pushLine(dumpJson(Json{{"jsonrpc", "2.0"}, {"id", request.rawId}, {"error", error}}));
    };
    if (!permanentError.is_null()) {
        fail(permanentError);
    } else if (request.method == "chats.list") {
        answer(request.rawId, Json{{"chats", {{{"id", 1}, {"identifier", "+15555550123"}}}}});
    } else if (request.method == "watch.subscribe") {
        subscriptions_.push_back(request.params);
        isWatched_ = true;
        answer(request.rawId, Json{{"subscription", 1}});
        const auto since = findInteger(request.params, "since_rowid");
        const std::deque<Json> known = rows_;
        for (const Json& row : known) {
            if (since && *findInteger(row, "id") > *since) report(row);
        }
        changed_.notify();
    } else if (request.method == "send") {
        SendFault fault;
        const bool isFaulty = !sendFaults.empty();
        if (isFaulty) {
            fault = sendFaults.front();
            sendFaults.pop_front();
        }
        if (isFaulty && fault.kind == Fault::error) return fail(fault.error);
        if (isFaulty && fault.kind == Fault::exitBefore) return exit(1);
        sent_.push_back(request.params);
        changed_.notify();
        const std::int64_t id = pushRow(findInteger(request.params, "chat_id").value_or(1), "+15555550123",
                                        stringOr(request.params, "text"), Json{{"is_from_me", !echoesAsInbound}});
        if (isFaulty && fault.kind == Fault::exitAfter) return exit(1);
        if (isFaulty && fault.kind == Fault::hangAfter) return;
        answer(request.rawId, Json{{"ok", true}, {"guid", "guid-" + std::to_string(id)}});
    } else {
        answer(request.rawId, Json{{"ok", true}});
    }
}

asio::awaitable<void> FakeImsg::waitForSent(std::size_t count) {
    while (sent_.size() < count)
        co_await changed_.wait();
}

asio::awaitable<void> FakeImsg::waitForSubscriptions(std::size_t count) {
    while (subscriptions_.size() < count)
        co_await changed_.wait();
}

}
