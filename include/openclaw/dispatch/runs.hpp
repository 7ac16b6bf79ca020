#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/core/json.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// A run is one agent turn from admission to its stored outcome.
namespace openclaw::dispatch {

/// Where the answer goes when it goes to a chat network; bound when the message is admitted.
struct ReplyRoute {
    std::string channel;
    std::string accountId;
    std::string target;
    std::string threadId;
    std::string replyToId;

    Json toJson() const;
    static std::optional<ReplyRoute> fromJson(const Json& json);
};

/// Everything a run needs; stored with its ledger row so that a restart can start it again.
struct RunRequest {
    /// The client's idempotency key, or made from the ledger row for chat networks.
    std::string runId;
    std::string sessionKey;   // canonical
    /// The key as the caller wrote it; events carry this spelling.
    std::string displayKey;
    std::string agentId;
    /// What the agent reads (envelope included).
    std::string message;
    std::vector<agent::ImageInput> images;
    std::string thinking;     // "" = the session's level
    std::string extraSystemPrompt;
    std::chrono::milliseconds timeout{0};   // 0 = configured default
    /// The run shows up as `chat` events and can be aborted through chat.abort.
    bool isChat = false;
    std::optional<ReplyRoute> route;
    /// Fields for the session entry (origin, last route, labels).
    Json sessionPatch = Json::object();

    Json toJson() const;
    static RunRequest fromJson(const Json& json);
};

enum class RunStatus { ok, error, aborted };

struct RunResult {
    RunStatus status = RunStatus::ok;
    std::string text;         // the final reply, trimmed
    std::string error;
    std::string stopReason;   // for aborted runs: rpc, stop, timeout, restart
    std::string sessionId;
    std::string provider;
    std::string model;
    agent::Usage usage;
    std::int64_t startedAtMs = 0;
    std::int64_t endedAtMs = 0;
};

/// What observers know of a run while it goes on.
struct RunInfo {
    std::string runId;
    std::string sessionKey;
    std::string displayKey;
    std::string agentId;
    std::string sessionId;
    bool isChat = false;
};

/// Watches runs; called in order on the main executor and must neither block nor throw.
class RunObserver {
public:
    virtual ~RunObserver() = default;
    /// False lets the engine skip building events that nobody would see.
    virtual bool isWatching() const = 0;
    /// `stream` is lifecycle, assistant, tool or compaction (docs/protocol.md); `seq` counts from 1 within the run.
    virtual void onAgentEvent(const RunInfo& run, std::int64_t seq, std::string_view stream, const Json& data) = 0;
    /// After the outcome is on disk; `seq` is the number of the run's last event.
    virtual void onRunFinished(const RunInfo& run, std::int64_t seq, const RunResult& result) = 0;
};

}
