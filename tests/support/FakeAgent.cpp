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
    const std::string text = "answer: " + request.message.substr(request.message.find("] ") + 2);
    turns_.push_back(std::move(request));
    changed_.notify();
    listener.onTurnStarted();
    while (held_) {
        co_await changed_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    listener.onMessageStarted();
    listener.onTextDelta(text);
    agent::TurnOutcome outcome;
    outcome.text = text;
    co_return outcome;
}

asio::awaitable<Result<void>> FakeAgent::steer(std::string, std::string) {
    co_return Error(Errc::notFound, "no turn runs");
}

asio::awaitable<Result<Json>> FakeAgent::compact(std::string, std::string) { co_return Json::object(); }

asio::awaitable<void> FakeAgent::stop() { co_return; }

}
