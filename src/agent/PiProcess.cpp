// The conversation with one Pi child over its stdin and stdout.
#include "agent/PiProcess.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <csignal>

namespace openclaw::agent {

namespace {

constexpr std::size_t maxLineBytes = 64 * 1024 * 1024;
constexpr std::size_t shownStderrBytes = 2048;
constexpr std::chrono::seconds abortPatience{5};

}

PiProcess::PiProcess(asio::any_io_executor executor, Clock& clock, std::unique_ptr<process::ChildProcess> child)
    : lastUsed(clock.steadyNow()), executor_(executor), clock_(clock), child_(std::move(child)), tasks_(executor),
      writable_(executor) {
    tasks_.spawn("pi.read", readLoop());
    tasks_.spawn("pi.write", writeLoop());
}

PiProcess::~PiProcess() = default;

void PiProcess::post(const Json& command) {
    if (lost_)
        return;
    outgoing_ += dumpJsonAscii(command);
    outgoing_ += '\n';
    writable_.notify();
}

asio::awaitable<void> PiProcess::writeLoop() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!lost_) {
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
        if (outgoing_.empty()) {
            co_await writable_.wait();
            continue;
        }
        std::string bytes;
        bytes.swap(outgoing_);
        const Result<void> written = co_await child_->write(std::move(bytes));
        if (!written)
            co_return;   // the reader notices the end and says why
    }
}

asio::awaitable<void> PiProcess::readLoop() {
    co_await asio::this_coro::throw_if_cancelled(false);
    process::LineSplitter lines(maxLineBytes);
    for (;;) {
        const Result<std::string> bytes = co_await child_->readOutput();
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
        if (!bytes || bytes->empty())
            break;
        lines.push(*bytes);
        while (const std::optional<std::string> line = lines.next())
            onLine(*line);
    }
    const Result<process::ExitStatus> status = co_await child_->wait();
    std::string why = "the agent process ended";
    if (status)
        why += " with " + status->describe();
    std::string detail = child_->stderrTail();
    if (detail.size() > shownStderrBytes)
        detail.erase(0, detail.size() - shownStderrBytes);
    detail = std::string(trimAscii(sanitizeUtf8(detail)));
    if (!detail.empty())
        why += ": " + log::redact(detail);
    loseProcess(why);
}

void PiProcess::onLine(const std::string& line) {
    if (line.empty() || line.front() != '{')
        return;   // old versions let stray console output through
    const Result<Json> parsed = parseJson(line);
    if (!parsed) {
        log::debug("agent", "ignored an unreadable line of {} bytes from the agent process", line.size());
        return;
    }
    const std::string type = stringOr(*parsed, "type");
    if (type == "response")
        onResponse(*parsed);
    else if (type == "extension_ui_request")
        answerDialog(*parsed);
    else if (turn_)
        step(turn_->tracker.onEvent(*parsed));
}

void PiProcess::onResponse(const Json& response) {
    const std::string id = stringOr(response, "id");
    const bool succeeded = findBool(response, "success").value_or(false);
    if (turn_ && id == turn_->promptId) {
        if (!succeeded) {
            turn_->tracker.onRefused(stringOr(response, "error", "the prompt was refused"));
            step(TurnTracker::Next::done);
        }
        return;
    }
    if (turn_ && turn_->probing && id == "probe-" + std::to_string(turn_->probes)) {
        turn_->probing = false;
        const Json* data = findMember(response, "data");
        step(turn_->tracker.onState(data ? *data : Json::object()));
        return;
    }
    const auto found = pending_.find(id);
    if (found == pending_.end())
        return;
    found->second->response = response;
    found->second->arrived.notify();
}

void PiProcess::step(TurnTracker::Next next) {
    switch (next) {
    case TurnTracker::Next::proceed: return;
    case TurnTracker::Next::probe: {
        turn_->probing = true;
        ++turn_->probes;
        Json probe = {{"type", "get_state"}, {"id", "probe-" + std::to_string(turn_->probes)}};
        post(probe);
        return;
    }
    case TurnTracker::Next::done:
        turn_->isDone = true;
        turn_->ended.notify();
        return;
    }
}

/// Nobody sits in front of this Pi: blocking questions of extensions are declined at once, or they would hang the run.
void PiProcess::answerDialog(const Json& request) {
    const std::string method = stringOr(request, "method");
    const bool isBlocking = method == "select" || method == "confirm" || method == "input" || method == "editor";
    if (!isBlocking)
        return;
    Json answer = {{"type", "extension_ui_response"}, {"id", stringOr(request, "id")}, {"cancelled", true}};
    post(answer);
}

void PiProcess::loseProcess(const std::string& why) {
    lost_ = true;
    lossReason_ = why;
    writable_.notify();
    if (turn_) {
        turn_->tracker.onProcessLost(why);
        turn_->isDone = true;
        turn_->ended.notify();
    }
    for (auto& [id, pending] : pending_)
        pending->arrived.notify();
}

asio::awaitable<Result<Json>> PiProcess::awaitResponse(std::shared_ptr<Pending> pending) {
    while (!pending->response && !lost_) {
        co_await pending->arrived.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return Error(Errc::cancelled, "cancelled");
    }
    if (!pending->response)
        co_return Error(Errc::closed, lossReason_);
    const Json& response = *pending->response;
    const bool succeeded = findBool(response, "success").value_or(false);
    if (!succeeded)
        co_return Error(Errc::invalidInput, stringOr(response, "error", "the agent refused the command"));
    const Json* data = findMember(response, "data");
    if (!data)
        co_return Json::object();
    co_return Json(*data);
}

asio::awaitable<Result<Json>> PiProcess::request(Json command, std::chrono::milliseconds limit) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (lost_)
        co_return Error(Errc::closed, lossReason_);
    const std::string id = "r" + std::to_string(nextId_++);
    command["id"] = id;
    auto pending = std::make_shared<Pending>(executor_);
    pending_.emplace(id, pending);
    post(command);
    Result<Json> response = co_await withTimeout(limit, awaitResponse(pending));
    pending_.erase(id);
    co_return response;
}

asio::awaitable<Result<void>> PiProcess::awaitEnd(Turn& turn) {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (!turn.isDone) {
        co_await turn.ended.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return Error(Errc::cancelled, "cancelled");
    }
    co_return Result<void>();
}

asio::awaitable<Result<TurnOutcome>> PiProcess::prompt(Json command, TurnListener& listener,
                                                       std::chrono::milliseconds limit) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (lost_)
        co_return Error(Errc::closed, lossReason_);
    const SteadyTime startedAt = clock_.steadyNow();
    auto turn = std::make_unique<Turn>(listener, executor_);
    turn->promptId = "p" + std::to_string(nextId_++);
    command["id"] = turn->promptId;
    turn_ = turn.get();
    post(command);
    Result<void> ended = co_await withTimeout(limit, awaitEnd(*turn));
    TurnOutcome outcome;
    if (!ended && ended.error().is(Errc::timeout)) {
        abort();
        ended = co_await withTimeout(std::chrono::milliseconds(abortPatience) * 2, awaitEnd(*turn));
        outcome = turn->tracker.outcome();
        outcome.status = TurnStatus::timedOut;
    } else {
        outcome = turn->tracker.outcome();
    }
    turn_ = nullptr;
    lastUsed = clock_.steadyNow();
    if (!ended && ended.error().is(Errc::cancelled)) {
        process::killTree(child_->pid(), SIGKILL);
        co_return ended.error();
    }
    outcome.duration = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steadyNow() - startedAt);
    co_return outcome;
}

void PiProcess::abort() {
    if (!turn_ || lost_)
        return;
    turn_->tracker.markAborted();
    Json command = {{"type", "abort"}, {"id", "a" + std::to_string(nextId_++)}};
    post(command);
    tasks_.spawn("pi.abort", killIfDeaf(turn_->promptId));
}

asio::awaitable<void> PiProcess::killIfDeaf(std::string promptId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await clock_.sleepUntil(clock_.steadyNow() + abortPatience);
    const bool cancelled = co_await isCancelled();
    if (cancelled || !turn_ || turn_->promptId != promptId)
        co_return;
    log::warn("agent", "the agent process did not stop within {} s and is killed", abortPatience.count());
    process::killTree(child_->pid(), SIGKILL);
}

asio::awaitable<void> PiProcess::stop(std::chrono::milliseconds patience) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (!lost_) {
        if (turn_)
            abort();
        child_->closeInput();
        for (const int signal : {0, SIGTERM, SIGKILL}) {
            if (signal == SIGKILL)
                process::killTree(child_->pid(), SIGKILL);
            else if (signal != 0)
                child_->signalGroup(signal);
            const Result<process::ExitStatus> ended = co_await withTimeout(patience, child_->wait());
            if (ended)
                break;
        }
    }
    process::killTree(child_->pid(), SIGKILL);
    tasks_.cancel();
    co_await tasks_.join();
}

}
