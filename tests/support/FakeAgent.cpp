// An agent backend without a model.
#include "support/FakeAgent.hpp"

namespace openclaw::testing {

asio::awaitable<void> FakeAgent::waitForTurns(std::size_t count) {
    while (turns_.size() < count)
        co_await changed_.wait();
}

asio::awaitable<Result<agent::TurnOutcome>> FakeAgent::runTurn(agent::TurnRequest request,
                                                               agent::TurnListener& listener) {
    co_await asio::this_coro::throw_if_cancelled(false);
    std::string text = "answer: " + request.message.substr(request.message.find("] ") + 2);
    if (!answer_.empty()) text = answer_;
    if (const std::string chosen = choose_ ? choose_(request) : std::string(); !chosen.empty()) text = chosen;
    const std::string key = request.sessionKey;
    aborted_.erase(key);
    turns_.push_back(std::move(request));
    changed_.notify();
    listener.onTurnStarted();
    agent::TurnOutcome outcome;
    while (held_ && key.find(heldPart_) != std::string::npos && !aborted_.contains(key)) {
        co_await changed_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    if (aborted_.erase(key) > 0) {
        outcome.status = agent::TurnStatus::aborted;
        co_return outcome;
    }
    if (!failure_.empty()) {
        outcome.status = agent::TurnStatus::failed;
        outcome.errorMessage = failure_;
        co_return outcome;
    }
    if (act_) {
        agent::TurnRequest turn = turns_.back();
        co_await act_(std::move(turn));
    }
    if (!tool_.empty()) {
        Json result = {{"content", Json::array({Json{{"type", "text"}, {"text", "done"}}})}};
        listener.onToolStarted("call-1", tool_, toolArguments_);
        listener.onToolEnded("call-1", tool_, result, false);
    }
    listener.onMessageStarted();
    listener.onTextDelta(text);
    outcome.text = text;
    co_return outcome;
}

asio::awaitable<Result<void>> FakeAgent::steer(std::string, std::string message) {
    if (!takesSteering_) co_return Error(Errc::notFound, "no turn runs");
    steered_.push_back(std::move(message));
    co_return Result<void>();
}

void FakeAgent::abort(const std::string& sessionKey) {
    aborted_.insert(sessionKey);
    changed_.notify();
}

asio::awaitable<Result<Json>> FakeAgent::compact(std::string, std::string) { co_return Json::object(); }

asio::awaitable<void> FakeAgent::stop() { co_return; }

}
