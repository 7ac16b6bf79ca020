// The conversation's state and everything that does not need a run: queues, settings, inspection, other sessions.
#include "pi/AgentSession.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/llm/history.hpp"

#include <algorithm>

namespace openclaw::pi {

AgentSession::AgentSession(ModelClient::Services services, const ModelCatalog& catalog, Settings settings,
    SessionOptions options, SessionLog log, std::vector<std::unique_ptr<Tool>> tools, ToolServices toolServices)
    : services_(services), catalog_(catalog), settings_(std::move(settings)), options_(std::move(options)),
      log_(std::move(log)), tools_(std::move(tools)), toolServices_(std::move(toolServices)),
      client_(std::move(services), catalog), steersAll_(settings_.steersAll()), followsUpAll_(settings_.followsUpAll()),
      autoCompaction_(settings_.autoCompaction()), autoRetry_(settings_.retryEnabled()), idle_(services_.executor),
      runs_(services_.executor), steps_(services_.executor), retryWait_(services_.executor),
      shells_(services_.executor) {
    noteStart();
}

/// Takes the context from the session file and notes model and thinking level in it where they differ.
void AgentSession::noteStart() {
    SessionLog::Context context = log_.context();
    messages_ = std::move(context.messages);
    beforeCompaction_ = context.beforeCompaction;
    if (context.provider != options_.model.provider || context.model != options_.model.id)
        log_.append(Json{{"type", "model_change"}, {"provider", options_.model.provider}, {"modelId", options_.model.id}});
    const std::string_view level = toString(effectiveThinking());
    if (context.thinkingLevel != level)
        log_.append(Json{{"type", "thinking_level_change"}, {"thinkingLevel", level}});
}

void AgentSession::adopt(SessionLog log) {
    log_ = std::move(log);
    const SessionLog::Context context = log_.context();
    if (auto model = catalog_.findOrDerive(context.provider, context.model))
        options_.model = std::move(*model);
    if (const auto level = llm::parseThinkingLevel(context.thinkingLevel))
        options_.thinking = *level;
    steering_.clear();
    followUps_.clear();
    noteStart();
}

llm::ThinkingLevel AgentSession::effectiveThinking() const {
    if (!options_.model.reasoning)
        return llm::ThinkingLevel::off;
    const bool hasXhigh = findBool(options_.model.compat, "supportsXhigh").value_or(options_.model.id.starts_with("gpt-5.2"));
    if (options_.thinking == llm::ThinkingLevel::xhigh && !hasXhigh)
        return llm::ThinkingLevel::high;
    return options_.thinking;
}

Result<std::string> AgentSession::prompt(UserInput input, const std::string& behavior) {
    if (stopped_)
        return Error(Errc::closed, "The agent is shutting down");
    if (running_) {
        if (behavior == "steer") {
            steer(std::move(input));
            return std::string("queued");
        }
        if (behavior == "followUp") {
            followUp(std::move(input));
            return std::string("queued");
        }
        return Error(Errc::conflict, "Agent is already processing. Specify streamingBehavior ('steer' or 'followUp') to "
                                     "queue the message.");
    }
    if (!catalog_.findKey(options_.model.provider))
        return Error(Errc::unauthorized, "No API key found for the selected model (" + options_.model.provider + "/" +
                                             options_.model.id + "). Set it in auth.json, models.json or the environment.");
    running_ = true;
    aborted_ = false;
    std::vector<Json> messages;
    messages.push_back(userMessage(input));
    runs_.spawn("agent run", drive(std::move(messages)));
    return std::string("started");
}

void AgentSession::steer(UserInput input) {
    steering_.push_back(std::move(input));
    sendQueues();
}

void AgentSession::followUp(UserInput input) {
    followUps_.push_back(std::move(input));
    sendQueues();
}

void AgentSession::sendQueues() {
    const auto texts = [](const std::deque<UserInput>& queue) {
        Json list = Json::array();
        for (const UserInput& input : queue)
            list.push_back(input.text);
        return list;
    };
    services_.sink.send(
        dumpJson(Json{{"type", "queue_update"}, {"steering", texts(steering_)}, {"followUp", texts(followUps_)}}));
}

Json AgentSession::clearQueue() {
    Json removed{{"steering", Json::array()}, {"followUp", Json::array()}};
    for (const UserInput& input : steering_)
        removed["steering"].push_back(input.text);
    for (const UserInput& input : followUps_)
        removed["followUp"].push_back(input.text);
    steering_.clear();
    followUps_.clear();
    sendQueues();
    return removed;
}

Json AgentSession::userMessage(const UserInput& input) const {
    Json content = Json::array();
    content.push_back(Json{{"type", "text"}, {"text", input.text}});
    for (const Json& image : input.images)
        content.push_back(image);
    return Json{{"role", "user"}, {"content", std::move(content)}, {"timestamp", services_.clock.nowMs()}};
}

std::vector<Json> AgentSession::takeQueued(std::deque<UserInput>& queue, bool all) {
    std::vector<Json> messages;
    while (!queue.empty() && (all || messages.empty())) {
        messages.push_back(userMessage(queue.front()));
        queue.pop_front();
    }
    if (!messages.empty())
        sendQueues();
    return messages;
}

asio::awaitable<void> AgentSession::abort() {
    aborted_ = true;
    retryWait_.cancel();
    steps_.cancel();
    while (running_ || compacting_)
        co_await idle_.wait();
}

asio::awaitable<void> AgentSession::stop() {
    stopped_ = true;
    shells_.cancel();
    co_await abort();
    co_await shells_.join();
    co_await runs_.join();
    co_await client_.stop();
}

Result<Json> AgentSession::setModel(const std::string& provider, const std::string& id) {
    std::optional<llm::Model> model = catalog_.find(provider, id);
    if (!model || !catalog_.findKey(provider))
        return Error(Errc::notFound, "Model not found: " + provider + "/" + id);
    const llm::ThinkingLevel before = effectiveThinking();
    options_.model = std::move(*model);
    log_.append(Json{{"type", "model_change"}, {"provider", provider}, {"modelId", id}});
    settings_.set("defaultProvider", provider);
    settings_.set("defaultModel", id);
    announceThinking(before);
    return toJson(options_.model);
}

Json AgentSession::cycleModel() {
    const std::vector<llm::Model> models = catalog_.available();
    if (models.size() < 2)
        return nullptr;
    std::size_t next = 0;
    for (std::size_t i = 0; i < models.size(); ++i) {
        if (models[i].provider == options_.model.provider && models[i].id == options_.model.id)
            next = (i + 1) % models.size();
    }
    const Result<Json> model = setModel(models[next].provider, models[next].id);
    if (!model)
        return nullptr;
    return Json{{"model", *model}, {"thinkingLevel", toString(effectiveThinking())}, {"isScoped", false}};
}

void AgentSession::announceThinking(llm::ThinkingLevel before) {
    const llm::ThinkingLevel now = effectiveThinking();
    if (now == before)
        return;
    log_.append(Json{{"type", "thinking_level_change"}, {"thinkingLevel", toString(now)}});
    services_.sink.send(dumpJson(Json{{"type", "thinking_level_changed"}, {"level", toString(now)}}));
}

void AgentSession::setThinkingLevel(const std::string& level) {
    const llm::ThinkingLevel before = effectiveThinking();
    // An unknown level is accepted and means the nearest sensible one, as in the programs we stand in for.
    options_.thinking = llm::parseThinkingLevel(level).value_or(llm::ThinkingLevel::off);
    settings_.set("defaultThinkingLevel", toString(options_.thinking));
    announceThinking(before);
}

Json AgentSession::thinkingLevels() const {
    Json levels = Json::array({"off"});
    if (options_.model.reasoning) {
        for (const std::string_view level : {"minimal", "low", "medium", "high"})
            levels.push_back(level);
    }
    return levels;
}

Json AgentSession::cycleThinkingLevel() {
    const Json levels = thinkingLevels();
    if (levels.size() < 2)
        return nullptr;
    const auto current = std::find(levels.begin(), levels.end(), Json(toString(effectiveThinking())));
    const bool wraps = current == levels.end() || current + 1 == levels.end();
    const std::string next = wraps ? levels.front().get<std::string>() : (current + 1)->get<std::string>();
    setThinkingLevel(next);
    return Json{{"level", next}};
}

void AgentSession::setSteeringMode(bool all) {
    steersAll_ = all;
    settings_.set("steeringMode", all ? "all" : "one-at-a-time");
}

void AgentSession::setFollowUpMode(bool all) {
    followsUpAll_ = all;
    settings_.set("followUpMode", all ? "all" : "one-at-a-time");
}

void AgentSession::setAutoCompaction(bool enabled) {
    autoCompaction_ = enabled;
    settings_.set("compaction.enabled", enabled);
}

void AgentSession::setAutoRetry(bool enabled) {
    autoRetry_ = enabled;
    settings_.set("retry.enabled", enabled);
    if (!enabled)
        retryWait_.cancel();
}

Result<void> AgentSession::setName(const std::string& name) {
    const std::string trimmed(trimAscii(name));
    if (trimmed.empty())
        return Error(Errc::invalidInput, "Session name cannot be empty");
    log_.append(Json{{"type", "session_info"}, {"name", trimmed}});
    services_.sink.send(dumpJson(Json{{"type", "session_info_changed"}, {"name", trimmed}}));
    return {};
}

Json AgentSession::state() const {
    Json out{{"model", toJson(options_.model)},
        {"thinkingLevel", toString(effectiveThinking())},
        {"isStreaming", running_},
        {"isCompacting", compacting_},
        {"steeringMode", steersAll_ ? "all" : "one-at-a-time"},
        {"followUpMode", followsUpAll_ ? "all" : "one-at-a-time"},
        {"sessionId", log_.id()},
        {"autoCompactionEnabled", autoCompaction_},
        {"messageCount", messages_.size()},
        {"pendingMessageCount", steering_.size() + followUps_.size()}};
    if (log_.file())
        out["sessionFile"] = log_.file()->string();
    if (const std::string name = log_.name(); !name.empty())
        out["sessionName"] = name;
    return out;
}

Json AgentSession::stats() const {
    std::int64_t users = 0;
    std::int64_t assistants = 0;
    std::int64_t calls = 0;
    std::int64_t results = 0;
    llm::Usage usage;
    double cost = 0;
    for (const Json& message : messages_) {
        const std::string role = stringOr(message, "role");
        users += role == "user" ? 1 : 0;
        results += role == "toolResult" ? 1 : 0;
        if (role != "assistant")
            continue;
        ++assistants;
        for (const Json& block : message.at("content"))
            calls += stringOr(block, "type") == "toolCall" ? 1 : 0;
        const Json* used = findMember(message, "usage");
        if (!used)
            continue;
        usage.input += findInteger(*used, "input").value_or(0);
        usage.output += findInteger(*used, "output").value_or(0);
        usage.cacheRead += findInteger(*used, "cacheRead").value_or(0);
        usage.cacheWrite += findInteger(*used, "cacheWrite").value_or(0);
        if (const Json* price = findMember(*used, "cost"))
            cost += findNumber(*price, "total").value_or(0);
    }
    const std::int64_t context = contextTokens(messages_, beforeCompaction_);
    const auto window = static_cast<double>(options_.model.contextWindow);
    Json out{{"sessionId", log_.id()},
        {"userMessages", users},
        {"assistantMessages", assistants},
        {"toolCalls", calls},
        {"toolResults", results},
        {"totalMessages", messages_.size()},
        {"tokens", Json{{"input", usage.input},
                       {"output", usage.output},
                       {"cacheRead", usage.cacheRead},
                       {"cacheWrite", usage.cacheWrite},
                       {"total", usage.total()}}},
        {"cost", cost},
        {"contextUsage", Json{{"tokens", context},
                             {"contextWindow", options_.model.contextWindow},
                             {"percent", static_cast<double>(context) * 100 / window}}}};
    if (log_.file())
        out["sessionFile"] = log_.file()->string();
    return out;
}

std::optional<std::string> AgentSession::lastAssistantText() const {
    for (auto message = messages_.rbegin(); message != messages_.rend(); ++message) {
        if (stringOr(*message, "role") != "assistant")
            continue;
        const std::string text(trimAscii(llm::textOf(*message)));
        if (!text.empty())
            return text;
    }
    return std::nullopt;
}

Json AgentSession::forkMessages() const {
    Json out = Json::array();
    for (const Json* entry : log_.path()) {
        const Json* message = findMember(*entry, "message");
        if (message && stringOr(*message, "role") == "user")
            out.push_back(Json{{"entryId", stringOr(*entry, "id")}, {"text", llm::textOf(*message)}});
    }
    return out;
}

asio::awaitable<void> AgentSession::shellStep(ShellRequest request, ShellResult& result) {
    result = co_await runShell(toolServices_, std::move(request));
}

asio::awaitable<Json> AgentSession::bash(std::string command, bool excludeFromContext, Json commandId) {
    ShellRequest request(command);
    request.onPiece = [this, commandId](const std::string& piece) {
        Json event{{"type", "bash_execution_update"}, {"delta", piece}};
        if (!commandId.is_null())
            event["id"] = commandId;
        services_.sink.send(dumpJson(event));
    };
    ShellResult result;
    // abortBash() cancels through shells_, so the command runs there and is waited for by its own notifier.
    Notifier done(services_.executor);
    bool finished = false;
    auto task = [](AgentSession& self, ShellRequest shell, ShellResult& out, bool& end,
                    Notifier& wake) -> asio::awaitable<void> {
        co_await self.shellStep(std::move(shell), out);
        end = true;
        wake.notify();
    };
    shells_.spawn("bash command", task(*this, std::move(request), result, finished, done));
    while (!finished)
        co_await done.wait();

    if (!result.launchError.empty())
        result.output = "Cannot run the shell: " + result.launchError;
    Json data{{"output", result.output}, {"cancelled", result.cancelled}, {"truncated", result.truncated}};
    if (result.exitCode)
        data["exitCode"] = *result.exitCode;
    if (!result.fullOutputPath.empty())
        data["fullOutputPath"] = result.fullOutputPath;
    Json message = data;
    message["role"] = "bashExecution";
    message["command"] = command;
    message["timestamp"] = services_.clock.nowMs();
    if (excludeFromContext)
        message["excludeFromContext"] = true;
    shellMessages_.push_back(std::move(message));
    // Inside a run the message would come between a tool call and its result.
    if (!running_)
        storeShellMessages();
    co_return data;
}

void AgentSession::storeShellMessages() {
    for (Json& message : shellMessages_) {
        log_.appendMessage(message);
        messages_.push_back(std::move(message));
    }
    shellMessages_.clear();
}

asio::awaitable<void> AgentSession::newSession(std::string parent) {
    co_await abort();
    if (options_.sessionDirectory)
        log_ = SessionLog::create(services_.clock, options_.workingDirectory, *options_.sessionDirectory, parent);
    else
        log_ = SessionLog::inMemory(services_.clock, options_.workingDirectory);
    steering_.clear();
    followUps_.clear();
    noteStart();
}

asio::awaitable<Result<void>> AgentSession::switchSession(std::string path) {
    co_await abort();
    const std::filesystem::path file = std::filesystem::path(options_.workingDirectory) / path;
    Result<SessionLog> opened = SessionLog::open(services_.clock, options_.workingDirectory, file);
    if (!opened)
        co_return opened.error();
    adopt(std::move(*opened));
    co_return Result<void>();
}

asio::awaitable<Result<std::string>> AgentSession::fork(std::string entryId) {
    const Json* entry = log_.findEntry(entryId);
    const Json* message = entry ? findMember(*entry, "message") : nullptr;
    if (!message || stringOr(*message, "role") != "user")
        co_return Error(Errc::notFound, "Invalid entry ID for forking");
    const std::string text = llm::textOf(*message);
    const std::string before = stringOr(*entry, "parentId");
    co_await abort();
    SessionLog branch = log_.branch(options_.workingDirectory, before);
    adopt(std::move(branch));
    co_return text;
}

asio::awaitable<void> AgentSession::clone() {
    co_await abort();
    SessionLog branch = log_.branch(options_.workingDirectory, log_.leafId());
    adopt(std::move(branch));
}

}
