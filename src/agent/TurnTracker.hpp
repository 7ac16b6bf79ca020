#pragma once

#include "openclaw/agent/AgentBackend.hpp"

#include <string>

namespace openclaw::agent {

/// Follows one prompt through Pi's events, for every Pi version from 0.51 on (docs/agent.md). Sans-I/O: feed it each
/// event, ask it what to do next.
class TurnTracker {
public:
    enum class Next {
        proceed,   // more events will come
        probe,     // the run looks finished: ask get_state and pass the answer to onState()
        done,
    };

    explicit TurnTracker(TurnListener& listener) : listener_(listener) {}

    Next onEvent(const Json& event);
    /// The data of the get_state answer that a probe asked for.
    Next onState(const Json& state);
    /// The prompt was refused.
    void onRefused(const std::string& error);
    /// The process ended before the turn did.
    void onProcessLost(const std::string& why);
    /// The turn was stopped on purpose.
    void markAborted() { abortRequested_ = true; }

    bool sawAnything() const { return started_; }
    TurnOutcome outcome() const;

private:
    void onUpdate(const Json& event);
    void onMessageEnd(const Json& message);
    Next onAgentEnd(const Json& event);

    TurnListener& listener_;
    bool started_ = false;
    bool abortRequested_ = false;
    bool failed_ = false;
    std::string error_;
    /// Events that announce another run since the last agent_end.
    bool continues_ = false;
    std::string text_;
    std::string lastStopReason_;
    std::string lastError_;
    std::string provider_;
    std::string model_;
    Usage usage_;
};

}
