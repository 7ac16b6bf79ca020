#pragma once

#include "agent/TurnTracker.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace openclaw::agent {

/// One `pi --mode rpc` child: requests answered by id, events to the turn under way.
class PiProcess {
public:
    PiProcess(asio::any_io_executor executor, Clock& clock, std::unique_ptr<process::ChildProcess> child);
    /// stop() must have been awaited.
    ~PiProcess();

    bool isAlive() const { return !lost_; }
    /// Sends a command and waits for its response. Errc::closed when the process ends first, Errc::invalidInput with
    /// Pi's own text when it refuses. Cancellation: terminal.
    asio::awaitable<Result<Json>> request(Json command, std::chrono::milliseconds limit);
    /// Runs a prompt to its end. Cancellation: terminal (the turn is aborted and the process is not fit for another).
    asio::awaitable<Result<TurnOutcome>> prompt(Json command, TurnListener& listener, std::chrono::milliseconds limit);
    /// Asks the running turn to end; when it does not listen the process is killed.
    void abort();
    bool isBusy() const { return turn_ != nullptr; }
    /// abort, close stdin, wait, SIGTERM, wait, SIGKILL, with each wait at most `patience`; then no descendant is left.
    asio::awaitable<void> stop(std::chrono::milliseconds patience);

    SteadyTime lastUsed;
    /// What the process was started with; a different wish needs a different process.
    std::string fingerprint;

private:
    struct Pending {
        explicit Pending(asio::any_io_executor executor) : arrived(std::move(executor)) {}
        Notifier arrived;
        std::optional<Json> response;
    };
    struct Turn {
        Turn(TurnListener& listener, asio::any_io_executor executor) : tracker(listener), ended(std::move(executor)) {}
        TurnTracker tracker;
        Notifier ended;
        std::string promptId;
        bool isDone = false;
        bool probing = false;
        int probes = 0;
    };

    asio::awaitable<void> readLoop();
    asio::awaitable<void> killIfDeaf(std::string promptId);
    void onLine(const std::string& line);
    void onResponse(const Json& response);
    void step(TurnTracker::Next next);
    void answerDialog(const Json& request);
    void loseProcess(const std::string& why);
    asio::awaitable<Result<Json>> awaitResponse(std::shared_ptr<Pending> pending);
    /// Queues a line; the writer keeps the order.
    void post(const Json& command);
    asio::awaitable<void> writeLoop();
    asio::awaitable<Result<void>> awaitEnd(Turn& turn);

    asio::any_io_executor executor_;
    Clock& clock_;
    std::unique_ptr<process::ChildProcess> child_;
    TaskGroup tasks_;
    std::map<std::string, std::shared_ptr<Pending>> pending_;
    Turn* turn_ = nullptr;
    std::string outgoing_;
    Notifier writable_;
    std::uint64_t nextId_ = 1;
    bool lost_ = false;
    std::string lossReason_;
};

}
