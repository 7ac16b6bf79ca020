#pragma once

#include "openclaw/agent/AgentBackend.hpp"

#include <functional>
#include <set>
#include <vector>

namespace openclaw::testing {

/// An agent that answers every turn with "answer: <last line>", at once or when released.
class FakeAgent final : public agent::AgentBackend {
public:
    explicit FakeAgent(asio::any_io_executor executor) : changed_(std::move(executor)) {}

    /// While held, turns start but do not end; only those of sessions whose key contains `part`.
    void hold(std::string part = {}) {
        held_ = true;
        heldPart_ = std::move(part);
    }
    void release() {
        held_ = false;
        changed_.notify();
    }
    /// What every turn answers from now on; "" goes back to the echo.
    void answerWith(std::string text) { answer_ = std::move(text); }
    /// What each turn answers; "" is the text of answerWith, or the echo.
    void answerBy(std::function<std::string(const agent::TurnRequest& turn)> choose) {
        choose_ = std::move(choose);
    }
    /// Every turn fails with this message.
    void failWith(std::string message) { failure_ = std::move(message); }
    /// Every turn calls this tool before it answers; the tool says "done".
    void callTool(std::string name, Json arguments) {
        tool_ = std::move(name);
        toolArguments_ = std::move(arguments);
    }
    /// Every turn does this before it answers, as a model would with its tools.
    void actWith(std::function<asio::awaitable<void>(agent::TurnRequest turn)> act) { act_ = std::move(act); }
    /// Running turns accept steering.
    void acceptSteering() { takesSteering_ = true; }
    const std::vector<std::string>& steered() const { return steered_; }
    const std::vector<agent::TurnRequest>& turns() const { return turns_; }
    asio::awaitable<void> waitForTurns(std::size_t count);
    void forgetTurns() { turns_.clear(); }

    asio::awaitable<Result<agent::TurnOutcome>> runTurn(agent::TurnRequest request,
                                                        agent::TurnListener& listener) override;
    asio::awaitable<Result<void>> steer(std::string sessionKey, std::string message) override;
    void abort(const std::string& sessionKey) override;
    asio::awaitable<Result<Json>> compact(std::string sessionKey, std::string instructions) override;
    void release(const std::string& sessionKey) override { (void)sessionKey; }
    asio::awaitable<void> stop() override;

private:
    Notifier changed_;
    bool held_ = false;
    std::string heldPart_;
    bool takesSteering_ = false;
    std::string answer_;
    std::function<std::string(const agent::TurnRequest&)> choose_;
    std::string failure_;
    std::string tool_;
    Json toolArguments_;
    std::function<asio::awaitable<void>(agent::TurnRequest)> act_;
    std::set<std::string> aborted_;
    std::vector<std::string> steered_;
    std::vector<agent::TurnRequest> turns_;
};

}
