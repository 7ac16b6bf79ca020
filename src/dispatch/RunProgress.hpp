#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/dispatch/runs.hpp"

#include <functional>
#include <vector>

namespace openclaw::dispatch {

/// Turns the agent's progress into numbered events for the observers and keeps the messages of the run.
class RunProgress final : public agent::TurnListener {
public:
    /// What else wants to know of the text.
    struct Hooks {
        /// A message's first text came.
        std::function<void()> onFirstText;
        std::function<void(const std::string& delta)> onText;
        std::function<void()> onMessageEnd;
        std::function<void(const std::string& name, const Json& arguments)> onTool;
        std::function<void(const Json& result)> onToolResult;
    };
    RunProgress(Clock& clock, const RunInfo& run, const std::vector<RunObserver*>& observers, Hooks hooks);

    void onTurnStarted() override;
    void onMessageStarted() override;
    void onTextDelta(const std::string& delta) override;
    void onThinkingDelta(const std::string& delta) override;
    void onToolStarted(const std::string& id, const std::string& name, const Json& arguments) override;
    void onToolUpdated(const std::string& id, const std::string& name, const Json& partialResult) override;
    void
    onToolEnded(const std::string& id, const std::string& name, const Json& result, bool isError) override;
    void onMessage(const Json& message) override;
    void onCompaction(bool started, bool willRetry) override;

    /// Sends what is held back, then the last lifecycle event.
    void finish(const RunResult& result);
    /// Nothing more is sent after this (the run was aborted and the clients were told).
    void silence() { silent_ = true; }
    std::int64_t lastSeq() const { return seq_; }
    std::int64_t startedAtMs() const { return startedAtMs_; }
    const std::vector<Json>& messages() const { return messages_; }
    /// The model's reasoning so far, at most 16 KiB of it.
    const std::string& reasoning() const { return reasoning_; }
    std::vector<Json> takeMessages() { return std::move(messages_); }

    /// The chat is not shown that somebody types.
    bool neverType = false;

private:
    void emit(std::string_view stream, Json data);
    void flushText();

    Clock& clock_;
    const RunInfo& run_;
    const std::vector<RunObserver*>& observers_;
    Hooks hooks_;
    std::string reasoning_;
    std::vector<Json> messages_;
    std::string text_;
    std::size_t sentBytes_ = 0;
    SteadyTime lastTextAt_{};
    std::int64_t seq_ = 0;
    std::int64_t startedAtMs_ = 0;
    bool silent_ = false;
};

}
