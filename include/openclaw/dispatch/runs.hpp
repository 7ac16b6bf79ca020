#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/sessions/queue.hpp"
#include "openclaw/store/records.hpp"

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
    /// The message that an answer quotes unless it says otherwise; "" for none.
    std::string replyToId;
    /// The message that "[[reply_to_current]]" means.
    std::string currentId;
    /// InboundMessage::channelData of the event.
    Json channelData;

    store::ChatAddress address() const { return {channel, accountId, target, threadId}; }
    Json toJson() const;
    static std::optional<ReplyRoute> fromJson(const Json& json);
    bool isSameTarget(const ReplyRoute& other) const;
};

/// A message that the agent sent with a tool while its run went on.
struct ToolSend {
    ReplyRoute target;
    std::string text;
};

/// Which limit on simultaneous runs a run counts against. `nested`: a turn waits for this one while it holds a place of
/// its own.
enum class GlobalLane { main, cron, subagent, nested };

/// Everything a run needs; stored with its ledger row so that a restart can start it again.
struct RunRequest {
    /// The client's idempotency key, or made from the ledger row for chat networks.
    std::string runId;
    std::string sessionKey; // canonical
    /// The key as the caller wrote it; events carry this spelling.
    std::string displayKey;
    std::string agentId;
    /// What the agent reads (envelope included).
    std::string message;
    std::vector<agent::ImageInput> images;
    /// Files of the message, fetched when the turn begins.
    std::vector<channels::Attachment> attachments;
    /// "provider/model" for this turn alone, "" = the session's.
    std::string model;
    std::string thinking; // "" = the session's level
    std::string extraSystemPrompt;
    /// Of messages from chat networks; other runs get their session's chat.
    agent::ChatFacts chat;
    std::chrono::milliseconds timeout{0}; // 0 = configured default
    /// The run shows up as `chat` events and can be aborted through chat.abort.
    bool isChat = false;
    std::optional<ReplyRoute> route;
    /// Fields for the session entry (origin, last route, labels).
    Json sessionPatch = Json::object();

    GlobalLane lane = GlobalLane::main;
    /// The text alone, as people typed it, and what stands around it in `message`; for chats.
    std::string text;
    std::string head;
    std::string tail;
    /// Unanswered group messages that go in front.
    std::vector<std::string> history;
    std::int64_t receivedAtMs = 0;
    /// Messages of one person in one chat; their texts are joined while the inbound debounce lasts. "" =
    /// never.
    std::string debounceKey;
    std::chrono::milliseconds debounce{0};
    sessions::QueueSettings queue;
    /// What may join a running turn or a collected one; unset for calls that are turns of their own (API,
    /// cron).
    bool mayBeQueued = false;
    /// The person may give commands. A turn made of several messages has the least of their authority.
    bool isAuthorized = true;
    /// An own answer of the house instead of a turn (a slash command).
    bool isCommand = false;
    bool isGroup = false;
    bool wasMentioned = true;
    /// The emoji set on the message when it was admitted, "" for none.
    std::string ackEmoji;
    /// The session whose words from outside (webhooks) this turn is told, "" for none.
    std::string outsideOf;
    /// Who asked for the turn when no person did, and what for; read by the RunFinisher. Null otherwise.
    Json purpose;

    Json toJson() const;
    static RunRequest fromJson(const Json& json);
};

enum class RunStatus { ok, error, aborted };

struct RunResult {
    RunStatus status = RunStatus::ok;
    std::string text; // the final reply, trimmed
    std::string error;
    std::string stopReason; // for aborted runs: rpc, stop, restart; "timeout" for those that took too long
    std::string sessionId;
    std::string provider;
    std::string model;
    std::string thinking;
    std::string reasoning; // the model's reasoning, "" when it showed none
    agent::Usage usage;
    std::int64_t startedAtMs = 0;
    std::int64_t endedAtMs = 0;
    /// Blocks of the text that were sent while it grew.
    std::size_t streamedBlocks = 0;
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
    /// `stream` is lifecycle, assistant, tool or compaction (docs/protocol.md); `seq` counts from 1 within
    /// the run.
    virtual void
    onAgentEvent(const RunInfo& run, std::int64_t seq, std::string_view stream, const Json& data) = 0;
    /// After the outcome is on disk; `seq` is the number of the run's last event.
    virtual void onRunFinished(const RunInfo& run, std::int64_t seq, const RunResult& result) = 0;
};

}
