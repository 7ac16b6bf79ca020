#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/llm/errors.hpp"

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// What happens when a model cannot answer: who is asked next, and who is left alone for a while (spec agent-run.md §4).
namespace openclaw::agent {

/// The models to try for a turn, best first: the chosen one, the fallbacks of the agent (else of `agents.defaults`), the
/// configured primary. Fallbacks that `agents.defaults.models` does not list are left out when it lists any.
std::vector<ModelRef> modelCandidates(const Json& config, const std::string& agentId, const ModelRef& chosen,
                                      const Environment& environment);

/// How long providers that failed are passed over. Kept in memory: a restart forgives. Times are wall-clock milliseconds.
class ProviderCooldowns {
public:
    /// `auth.cooldowns` sets the waiting times for billing failures.
    void failed(const std::string& provider, llm::FailureClass failure, const Json& config, std::int64_t nowMs);
    void succeeded(const std::string& provider) { entries_.erase(provider); }
    bool isCoolingDown(const std::string& provider, std::int64_t nowMs) const;

private:
    struct Entry {
        int errors = 0;
        int billingErrors = 0;
        std::int64_t lastFailureMs = 0;
        std::int64_t untilMs = 0;
    };
    std::map<std::string, Entry> entries_;
};

/// Whether another model may help: not for aborts, not for a conversation that is too long.
llm::FailureClass failoverClass(const TurnOutcome& outcome);
/// "All models failed (2): a/b: quota (billing) | c/d: … (auth)".
std::string exhaustedText(const std::vector<std::string>& failures);
/// "a/b: quota (billing)".
std::string failureText(const ModelRef& model, const TurnOutcome& outcome, llm::FailureClass failure);

/// Stands between an attempt and the listener. What Pi stores of an attempt is held back until the model says or does
/// something, so that an attempt that came to nothing leaves no trace.
class AttemptListener final : public TurnListener {
public:
    /// `isFirst`: the turn's beginning is told once, not for every attempt.
    AttemptListener(TurnListener& listener, bool isFirst) : listener_(listener), isFirst_(isFirst) {}

    /// The model said or did something: another model would say it again.
    bool hasProduced() const { return hasProduced_; }
    /// The attempt is the last one: lets go what was held back.
    void release();

    void onTurnStarted() override {
        if (isFirst_) listener_.onTurnStarted();
    }
    void onMessageStarted() override { hold([](TurnListener& to) { to.onMessageStarted(); }); }
    void onTextDelta(const std::string& delta) override;
    void onThinkingDelta(const std::string& delta) override;
    void onToolStarted(const std::string& id, const std::string& name, const Json& arguments) override;
    void onToolUpdated(const std::string& id, const std::string& name, const Json& partialResult) override;
    void onToolEnded(const std::string& id, const std::string& name, const Json& result, bool isError) override;
    void onMessage(const Json& message) override;
    void onCompaction(bool started, bool willRetry) override { listener_.onCompaction(started, willRetry); }
    void onRetry(int attempt, int maxAttempts, const std::string& reason) override {
        listener_.onRetry(attempt, maxAttempts, reason);
    }

private:
    using Call = std::function<void(TurnListener&)>;
    void hold(Call call);

    TurnListener& listener_;
    bool isFirst_;
    bool hasProduced_ = false;
    std::vector<Call> held_;
};

}
