#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/json.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::agent {

struct ImageInput {
    std::string mimeType;
    std::string base64;
};

/// What a group allows whoever speaks: lists of tools and the setting they come from.
struct ToolRule {
    std::string path;
    Json policy;               // {allow?, deny?}

    bool operator==(const ToolRule&) const = default;
};

/// Where a turn comes from: for the prompt and the tool policy.
struct ChatFacts {
    std::string channel;       // "telegram"; "" = a client of the gateway, automation
    std::string accountId;
    bool isGroup = false;
    std::string groupId;       // as `groups` of the configuration names it; "" outside groups
    std::string threadId;
    std::string guildId;
    /// Nobody has to mention the bot here.
    bool isAlwaysOn = false;
    /// Of everybody whose words the turn answers; all of them hold.
    std::vector<ToolRule> toolRules;
};

/// One prompt for one session.
struct TurnRequest {
    std::string runId;
    std::string agentId;
    std::string sessionKey;
    std::string sessionId;      // names the Pi session file
    std::string message;
    std::vector<ImageInput> images;
    std::string provider;       // "" = the configured default
    std::string model;
    std::string thinkingLevel = "off";
    std::string extraSystemPrompt;
    ChatFacts chat;
    /// Everybody whose words the turn answers may give commands; otherwise it gets no tools that reach further than its
    /// own chat.
    bool isAuthorized = true;
    std::chrono::milliseconds timeout{600'000};
};

struct Usage {
    std::int64_t input = 0;
    std::int64_t output = 0;
    std::int64_t cacheRead = 0;
    std::int64_t cacheWrite = 0;
    std::int64_t total = 0;
};

enum class TurnStatus { completed, failed, aborted, timedOut };

struct TurnOutcome {
    TurnStatus status = TurnStatus::completed;
    std::string text;           // the final reply; may be empty
    std::string errorMessage;   // for people; set when status is failed
    std::string provider;
    std::string model;
    Usage usage;
    std::chrono::milliseconds duration{0};
    /// Models that failed before the one that answered, each with its reason.
    std::vector<std::string> failedModels;
};

/// Progress of a turn, in order, on the main executor. Implementations must not block or throw.
class TurnListener {
public:
    virtual ~TurnListener() = default;
    virtual void onTurnStarted() {}
    /// A new assistant message begins; text restarts from empty.
    virtual void onMessageStarted() {}
    virtual void onTextDelta(const std::string& delta) { (void)delta; }
    virtual void onThinkingDelta(const std::string& delta) { (void)delta; }
    virtual void onToolStarted(const std::string& id, const std::string& name, const Json& arguments) {
        (void)id, (void)name, (void)arguments;
    }
    virtual void onToolUpdated(const std::string& id, const std::string& name, const Json& partialResult) {
        (void)id, (void)name, (void)partialResult;
    }
    virtual void onToolEnded(const std::string& id, const std::string& name, const Json& result, bool isError) {
        (void)id, (void)name, (void)result, (void)isError;
    }
    /// A finished message of any role (user, assistant, toolResult) as Pi stores it.
    virtual void onMessage(const Json& message) { (void)message; }
    virtual void onCompaction(bool started, bool willRetry) { (void)started, (void)willRetry; }
    virtual void onRetry(int attempt, int maxAttempts, const std::string& reason) {
        (void)attempt, (void)maxAttempts, (void)reason;
    }
};

/// Where turns run. The one implementation drives `pi --mode rpc`; tests use a fake.
class AgentBackend {
public:
    virtual ~AgentBackend() = default;
    /// One turn; at most one at a time per session key (the queue's lanes see to that). A failed or aborted turn is a
    /// TurnOutcome; an Error means the turn could not be started at all. Cancellation: terminal, aborts the turn.
    virtual asio::awaitable<Result<TurnOutcome>> runTurn(TurnRequest request, TurnListener& listener) = 0;
    /// Adds text to the running turn, to be read before its next step. Errc::notFound when no turn runs.
    virtual asio::awaitable<Result<void>> steer(std::string sessionKey, std::string message) = 0;
    /// Ends the running turn; it finishes with TurnStatus::aborted. Nothing happens when no turn runs.
    virtual void abort(const std::string& sessionKey) = 0;
    /// Summarises the session's older part now; returns the result Pi reports.
    virtual asio::awaitable<Result<Json>> compact(std::string sessionKey, std::string instructions) = 0;
    /// Forgets the warm process of a session (after reset, delete or a model change).
    virtual void release(const std::string& sessionKey) = 0;
    /// Stops every process: asked first, then killed.
    virtual asio::awaitable<void> stop() = 0;
};

}
