#pragma once

#include "openclaw/agent/AgentBackend.hpp"

#include <vector>

namespace openclaw::testing {

/// An agent that answers every turn with "answer: <last line>", at once or when released.
class FakeAgent final : public agent::AgentBackend {
public:
    explicit FakeAgent(asio::any_io_executor executor) : changed_(std::move(executor)) {}

    /// While held, turns start but do not end.
    void hold() { held_ = true; }
    void release() {
        held_ = false;
        changed_.notify();
    }
    const std::vector<agent::TurnRequest>& turns() const { return turns_; }
    asio::awaitable<void> waitForTurns(std::size_t count);

    asio::awaitable<Result<agent::TurnOutcome>> runTurn(agent::TurnRequest request,
                                                        agent::TurnListener& listener) override;
    asio::awaitable<Result<void>> steer(std::string sessionKey, std::string message) override;
    void abort(const std::string& sessionKey) override { (void)sessionKey; }
    asio::awaitable<Result<Json>> compact(std::string sessionKey, std::string instructions) override;
    void release(const std::string& sessionKey) override { (void)sessionKey; }
    asio::awaitable<void> stop() override;

private:
    Notifier changed_;
    bool held_ = false;
    std::vector<agent::TurnRequest> turns_;
};

}
