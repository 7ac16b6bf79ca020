#pragma once

#include "pi/ModelClient.hpp"
#include "pi/SessionLog.hpp"
#include "pi/Settings.hpp"
#include "pi/compaction.hpp"
#include "pi/tools/ShellRun.hpp"

#include <deque>

namespace openclaw::pi {

struct SessionOptions {
    llm::Model model;
    llm::ThinkingLevel thinking = llm::ThinkingLevel::off;
    std::string systemPrompt;
    std::string workingDirectory;
    /// Where new sessions go; unset = nothing on disk.
    std::optional<std::filesystem::path> sessionDirectory;
};

/// A text with pictures from the user.
struct UserInput {
    std::string text;
    Json images = Json::array();

    UserInput() = default;
    explicit UserInput(std::string words) : text(std::move(words)) {}
};

/// One conversation with a model and its tools: runs, queues, retries, compaction, and the session file behind it.
/// Commands come in concurrently; one run at a time. Events go to the sink.
class AgentSession {
public:
    AgentSession(ModelClient::Services services, const ModelCatalog& catalog, Settings settings, SessionOptions options,
        SessionLog log, std::vector<std::unique_ptr<Tool>> tools, ToolServices toolServices);

    // Talking.
    /// Starts a run ("started") or queues for the running one ("queued"). `behavior` is "", "steer" or "followUp".
    Result<std::string> prompt(UserInput input, const std::string& behavior);
    void steer(UserInput input);
    void followUp(UserInput input);
    Json clearQueue();
    /// Ends the run and waits until it is idle. Cancellation: none.
    asio::awaitable<void> abort();
    void abortRetry() { retryWait_.cancel(); }
    /// Ends everything and waits for it. Cancellation: none.
    asio::awaitable<void> stop();

    // Settings of the conversation.
    Result<Json> setModel(const std::string& provider, const std::string& id);
    Json cycleModel();
    void setThinkingLevel(const std::string& level);
    Json cycleThinkingLevel();
    Json thinkingLevels() const;
    void setSteeringMode(bool all);
    void setFollowUpMode(bool all);
    void setAutoCompaction(bool enabled);
    void setAutoRetry(bool enabled);
    Result<void> setName(const std::string& name);

    // Looking.
    Json state() const;
    const std::vector<Json>& messages() const { return messages_; }
    Json stats() const;
    std::optional<std::string> lastAssistantText() const;
    const SessionLog& log() const { return log_; }
    Json forkMessages() const;

    // Longer work. Cancellation: none; use abort() and abortBash().
    asio::awaitable<Result<Json>> compact(std::string customInstructions);
    asio::awaitable<Json> bash(std::string command, bool excludeFromContext, Json commandId);
    void abortBash() { shells_.cancel(); }

    // Other sessions. The run is aborted first. Cancellation: none.
    asio::awaitable<void> newSession(std::string parent);
    asio::awaitable<Result<void>> switchSession(std::string path);
    /// The text of the user message at which the new session branches off.
    asio::awaitable<Result<std::string>> fork(std::string entryId);
    asio::awaitable<void> clone();

private:
    struct RunState;
    struct ToolRun;

    void adopt(SessionLog log);
    void noteStart();
    llm::ThinkingLevel effectiveThinking() const;
    void announceThinking(llm::ThinkingLevel before);
    void sendQueues();
    Json userMessage(const UserInput& input) const;
    std::vector<Json> takeQueued(std::deque<UserInput>& queue, bool all);

    // One run (AgentRun.cpp).
    asio::awaitable<void> drive(std::vector<Json> input);
    asio::awaitable<void> runLoop(std::vector<Json> input, RunState& run);
    asio::awaitable<llm::Reply> askModel(RunState& run);
    asio::awaitable<void> modelStep(llm::Request request, RunState& run, std::int64_t startedAt, llm::Reply& reply);
    asio::awaitable<std::vector<std::string>> runTools(const llm::Reply& reply, RunState& run);
    asio::awaitable<void> toolStep(ToolRun& call);
    asio::awaitable<void> waitBeforeRetry(std::chrono::milliseconds delay);
    asio::awaitable<bool> retryAfterFailure(RunState& run);
    void addMessage(Json message, RunState& run);
    std::string finishMessage(Json message, RunState& run, bool alreadyStarted);
    bool willRetry(const llm::Reply& reply, const RunState& run) const;
    llm::Request makeRequest() const;
    Json assistantMessage(const llm::Reply& reply, std::int64_t startedAt) const;
    Tool* findTool(const std::string& name) const;

    // Compaction (AgentCompaction.cpp).
    asio::awaitable<Result<Json>> runCompaction(std::string reason, std::string customInstructions, bool willRetryAfter);
    asio::awaitable<void> summaryStep(std::string prompt, std::int64_t maxTokens, llm::Reply& reply);
    asio::awaitable<Result<std::string>> summarise(std::string prompt, std::int64_t maxTokens);
    asio::awaitable<Result<Json>> compactWith(CompactionPlan plan, std::string customInstructions);
    bool overThreshold() const;

    asio::awaitable<void> shellStep(ShellRequest request, ShellResult& result);
    void storeShellMessages();

    ModelClient::Services services_;
    const ModelCatalog& catalog_;
    Settings settings_;
    SessionOptions options_;
    SessionLog log_;
    std::vector<std::unique_ptr<Tool>> tools_;
    ToolServices toolServices_;
    ModelClient client_;

    std::vector<Json> messages_;
    std::size_t beforeCompaction_ = 0;
    std::vector<Json> shellMessages_;
    std::deque<UserInput> steering_;
    std::deque<UserInput> followUps_;
    bool steersAll_ = false;
    bool followsUpAll_ = false;
    bool autoCompaction_ = true;
    bool autoRetry_ = true;
    bool running_ = false;
    bool compacting_ = false;
    bool aborted_ = false;
    bool stopped_ = false;

    Notifier idle_;
    /// The run itself; never cancelled, it ends when its steps do.
    TaskGroup runs_;
    /// What the run waits for: model calls, tools, summaries.
    TaskGroup steps_;
    TaskGroup retryWait_;
    TaskGroup shells_;
};

}
