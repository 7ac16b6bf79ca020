// Jobs, heartbeats and webhooks as runs.
#include "gateway/Automation.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/security/untrusted.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t summaryBytes = 2000;
constexpr std::size_t maxOutsideTexts = 20;
constexpr std::size_t maxHeartbeatFileBytes = 256 * 1024;
constexpr std::int64_t repetitionMs = 24LL * 3600 * 1000;
/// A run ends by its own timeout; this only bounds the wait for it.
constexpr std::chrono::hours longestWait{24 * 31};

std::string shortened(const std::string& text, std::size_t limit) {
    if (text.size() <= limit) return text;
    return std::string(utf8Prefix(text, limit)) + "…";
}

/// "Cron: …" for the main session; `isolation` says how much of it.
std::string mainSessionLine(const Json& job, const cron::JobOutcome& outcome) {
    const Json* isolation = findMember(job, "isolation");
    const Json none = Json::object();
    const Json& options = isolation ? *isolation : none;
    const std::string prefix = stringOr(options, "postToMainPrefix", "Cron");
    if (outcome.status != "ok") return prefix + " (" + outcome.status + "): " + outcome.error;
    std::size_t limit = summaryBytes;
    if (stringOr(options, "postToMainMode") == "full")
        limit = static_cast<std::size_t>(
            std::max<std::int64_t>(0, findInteger(options, "postToMainMaxChars").value_or(8000)));
    return prefix + ": " + shortened(outcome.summary, limit);
}

std::string newNonce() { return randomUuid().substr(0, 8); }

}

Automation::Automation(asio::any_io_executor executor,
                       Clock& clock,
                       store::Store& store,
                       dispatch::RunEngine& runs,
                       channels::Outbox& outbox,
                       channels::ChannelLookup channels,
                       dispatch::SettingsSource settings,
                       std::function<std::filesystem::path(const std::string& agentId)> workspace)
    : clock_(clock), store_(store), runs_(runs), outbox_(outbox), channels_(std::move(channels)),
      settings_(std::move(settings)), workspace_(std::move(workspace)), tasks_(executor),
      heartbeats_(executor, clock, *this, [this] {
          return std::shared_ptr<const Json>(settings_(), &settings_()->root);
      }) {}

std::string Automation::mainKey(const std::string& agentId) const {
    const auto settings = settings_();
    return routing::canonicalMainAlias(settings->sessionKeys, agentId,
                                       routing::buildMainSessionKey(agentId, settings->sessionKeys.mainKey));
}

std::string Automation::agentOrDefault(const std::string& agentId) const {
    return agentId.empty() ? settings_()->defaultAgentId : routing::normalizeAgentId(agentId);
}

void Automation::tell(const std::string& agentId, const std::string& text, bool isNow) {
    const std::string agent = agentOrDefault(agentId);
    runs_.systemEvents().add(mainKey(agent), text, clock_.nowMs());
    if (isNow) heartbeats_.wake(agent);
}

asio::awaitable<void> Automation::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<cron::JobOutcome> Automation::run(cron::JobRun run) {
    const std::string agentId = agentOrDefault(stringOr(run.job, "agentId"));
    const Json& payload = run.job.at("payload");
    const bool isNow = stringOr(run.job, "wakeMode") == "now";
    cron::JobOutcome outcome;
    if (stringOr(run.job, "sessionTarget") == "main") {
        outcome.summary = stringOr(payload, "text");
        tell(agentId, outcome.summary, isNow);
        co_return outcome;
    }
    const std::string id = stringOr(run.job, "id");
    Turn turn;
    turn.runId = run.runId;
    turn.agentId = agentId;
    turn.sessionKey = "agent:" + agentId + ":cron:" + id;
    turn.message = "[cron:" + id + " " + stringOr(run.job, "name") + "] " + stringOr(payload, "message") +
                   "\nCurrent time: " + formatIsoTime(clock_.nowMs());
    turn.model = stringOr(payload, "model");
    turn.thinking = stringOr(payload, "thinking");
    turn.timeoutSeconds = findInteger(payload, "timeoutSeconds").value_or(0);
    turn.to = stringOr(payload, "to");
    const bool delivers = findBool(payload, "deliver").value_or(!turn.to.empty());
    if (delivers) turn.channel = stringOr(payload, "channel", "last");
    turn.mustDeliver = delivers && !findBool(payload, "bestEffortDeliver").value_or(false);
    outcome = co_await carryOut(std::move(turn));
    const bool cancelled = co_await isCancelled();
    if (!cancelled && !(outcome.status == "ok" && outcome.summary.empty()))
        tell(agentId, mainSessionLine(run.job, outcome), isNow);
    outcome.summary = shortened(outcome.summary, summaryBytes);
    co_return outcome;
}

/// Where the answer goes; nullopt when it goes nowhere. Errc::notFound when it should and nobody knows where.
asio::awaitable<Result<std::optional<dispatch::ReplyRoute>>> Automation::routeFor(Turn turn) {
    dispatch::ReplyRoute route;
    if (turn.channel.empty()) co_return std::optional<dispatch::ReplyRoute>();
    if (turn.channel == "last" || turn.to.empty()) {
        Result<std::optional<store::SessionRow>> main = co_await store_.sessions().get(mainKey(turn.agentId));
        if (!main) co_return main.error();
        const Json entry = *main ? (*main)->entry : Json::object();
        const std::string lastChannel = stringOr(entry, "lastChannel");
        if (turn.channel == "last" || turn.channel == lastChannel) {
            route.channel = lastChannel;
            route.accountId = stringOr(entry, "lastAccountId", "default");
            route.target = stringOr(entry, "lastTo");
            const Json* thread = findMember(entry, "lastThreadId");
            if (thread && thread->is_string()) route.threadId = thread->get<std::string>();
        }
    }
    if (turn.channel != "last" && route.channel.empty()) {
        route.channel = turn.channel;
        route.accountId = "default";
    }
    if (!turn.to.empty()) {
        route.target = turn.to;
        route.threadId.clear();
    }
    if (route.channel.empty() || route.target.empty()) {
        if (turn.mustDeliver) co_return Error(Errc::notFound, "nobody knows where to deliver the answer");
        co_return std::optional<dispatch::ReplyRoute>();
    }
    co_return std::optional<dispatch::ReplyRoute>(std::move(route));
}

asio::awaitable<cron::JobOutcome> Automation::carryOut(Turn turn) {
    cron::JobOutcome outcome;
    outcome.status = "error";
    Result<std::optional<dispatch::ReplyRoute>> route = co_await routeFor(turn);
    if (!route) {
        outcome.error = route.error().message;
        co_return outcome;
    }
    dispatch::RunRequest request;
    request.runId = turn.runId;
    request.sessionKey = turn.sessionKey;
    request.displayKey = turn.sessionKey;
    request.agentId = turn.agentId;
    request.message = turn.message;
    request.thinking = turn.thinking;
    request.timeout = std::chrono::seconds(turn.timeoutSeconds);
    request.lane = dispatch::GlobalLane::cron;
    request.route = std::move(*route);
    // A run that the last process began keeps its session; a new one begins afresh.
    Result<std::optional<store::InboundRecord>> known =
        co_await store_.inbox().findByMessage("gateway", "rpc", turn.runId);
    const bool isNew = known && !*known;
    if (isNew) {
        store::SessionPatch fresh;
        fresh.sessionKey = turn.sessionKey;
        fresh.agentId = turn.agentId;
        fresh.updatedAtMs = clock_.nowMs();
        fresh.patch = Json{{"sessionId", randomUuid()}};
        const std::size_t slash = turn.model.find('/');
        if (slash != std::string::npos) {
            fresh.patch["providerOverride"] = turn.model.substr(0, slash);
            fresh.patch["modelOverride"] = turn.model.substr(slash + 1);
        }
        Result<store::SessionRow> made = co_await store_.sessions().upsert(std::move(fresh));
        if (!made) {
            outcome.error = made.error().message;
            co_return outcome;
        }
    }
    Result<store::Admission> admitted = co_await runs_.admit(std::move(request));
    if (!admitted) {
        outcome.error = admitted.error().message;
        co_return outcome;
    }
    const bool isOver =
        admitted->state != store::InboundState::admitted && admitted->state != store::InboundState::running;
    if (isOver && !admitted->isNew) {
        // It ended before this process began; only the note of it was missing.
        outcome.status = admitted->state == store::InboundState::answered ? "ok" : "error";
        if (outcome.status != "ok") outcome.error = "the run did not end well before a restart";
        co_return outcome;
    }
    std::optional<dispatch::RunResult> result = co_await runs_.wait(turn.runId, longestWait);
    if (!result) {
        outcome.error = "interrupted";
        co_return outcome;
    }
    outcome.status = result->status == dispatch::RunStatus::ok ? "ok" : "error";
    outcome.error = result->status == dispatch::RunStatus::aborted ? "aborted" : result->error;
    outcome.summary = result->text;
    co_return outcome;
}

bool Automation::isBusy() const { return runs_.activeCount() > 0; }

std::optional<std::string> Automation::heartbeatFile(const std::string& agentId) const {
    const Result<std::string> content = readFile(workspace_(agentId) / "HEARTBEAT.md", maxHeartbeatFileBytes);
    if (!content) return std::nullopt;
    return *content;
}

bool Automation::hasEvents(const std::string& agentId) const {
    const auto outside = outside_.find(agentId);
    return (outside != outside_.end() && !outside->second.empty()) ||
           !runs_.systemEvents().peek(mainKey(agentId)).empty();
}

asio::awaitable<cron::HeartbeatReply>
Automation::turn(std::string agentId, std::string prompt, Json settings) {
    dispatch::RunRequest request;
    request.runId = "heartbeat:" + agentId + ":" + randomUuid();
    const std::string session = stringOr(settings, "session");
    request.sessionKey = session.empty() || session == "main"
                             ? mainKey(agentId)
                             : routing::toStoreKey(agentId, session, settings_()->sessionKeys.mainKey);
    request.displayKey = request.sessionKey;
    request.agentId = agentId;
    request.message = std::move(prompt);
    for (const std::string& text : std::exchange(outside_[agentId], {}))
        request.message += "\n\n" + text;
    const std::string runId = request.runId;
    cron::HeartbeatReply reply;
    Result<store::Admission> admitted = co_await runs_.admit(std::move(request));
    if (!admitted) {
        reply.error = admitted.error().message;
        co_return reply;
    }
    std::optional<dispatch::RunResult> result = co_await runs_.wait(runId, longestWait);
    if (!result || result->status != dispatch::RunStatus::ok) {
        reply.error = result && !result->error.empty() ? result->error : "the turn was ended";
        co_return reply;
    }
    reply.isOk = true;
    reply.text = result->text;
    co_return reply;
}

asio::awaitable<cron::HeartbeatTarget> Automation::target(std::string agentId, Json settings) {
    cron::HeartbeatTarget target;
    const std::string wanted = stringOr(settings, "target", "last");
    if (wanted == "none") co_return target;
    Turn turn;
    turn.agentId = agentId;
    turn.channel = wanted;
    turn.to = stringOr(settings, "to");
    Result<std::optional<dispatch::ReplyRoute>> route = co_await routeFor(std::move(turn));
    if (route && *route) {
        target.channel = (*route)->channel;
        target.accountId = (*route)->accountId;
        target.to = (*route)->target;
    }
    co_return target;
}

asio::awaitable<Result<bool>>
Automation::deliver(std::string agentId, cron::HeartbeatTarget target, std::string text) {
    const std::string key = mainKey(agentId);
    const std::int64_t now = clock_.nowMs();
    Result<std::optional<store::SessionRow>> session = co_await store_.sessions().get(key);
    if (!session) co_return session.error();
    const Json entry = *session ? (*session)->entry : Json::object();
    const bool isRecent = now - findInteger(entry, "lastHeartbeatSentAt").value_or(0) < repetitionMs;
    if (isRecent && stringOr(entry, "lastHeartbeatText") == text) co_return false;
    const channels::Channel* channel = channels_(target.channel, target.accountId);
    if (!channel) co_return Error(Errc::unavailable, target.channel + " is not running");
    std::vector<store::OutboundRecord> parts;
    for (Json& payload : channel->render(channels::Reply{text, ""})) {
        store::OutboundRecord part;
        part.key = "heartbeat:" + agentId + ":" + std::to_string(now) + ":" + std::to_string(parts.size());
        part.channel = target.channel;
        part.accountId = target.accountId;
        part.target = target.to;
        part.payload = std::move(payload);
        part.createdAtMs = now;
        part.updatedAtMs = now;
        parts.push_back(std::move(part));
    }
    Result<std::vector<store::Enqueued>> queued = co_await outbox_.enqueue(std::move(parts));
    if (!queued) co_return queued.error();
    store::SessionPatch said;
    said.sessionKey = key;
    said.agentId = agentId;
    said.updatedAtMs = now;
    said.patch = Json{{"lastHeartbeatText", text}, {"lastHeartbeatSentAt", now}};
    Result<store::SessionRow> stored = co_await store_.sessions().upsert(std::move(said));
    if (!stored) log::warn("heartbeat", "what was said could not be noted: {}", stored.error().message);
    co_return true;
}

void Automation::wake(const protocol::WakeCall& call, const std::string& source) {
    const std::string agentId = settings_()->defaultAgentId;
    std::vector<std::string>& texts = outside_[agentId];
    texts.push_back(security::wrapUntrusted(source, call.text, newNonce()));
    if (texts.size() > maxOutsideTexts) {
        log::warn("hooks", "more than {} texts wait for the next heartbeat, the oldest is dropped",
                  maxOutsideTexts);
        texts.erase(texts.begin());
    }
    if (call.isNow) heartbeats_.wake(agentId);
}

asio::awaitable<Result<std::string>>
Automation::start(protocol::AgentCall call, std::string agentId, bool isTrusted) {
    Turn turn;
    turn.agentId = agentOrDefault(agentId);
    turn.runId = "hook:" + randomUuid();
    turn.sessionKey = routing::toStoreKey(turn.agentId, call.sessionKey, settings_()->sessionKeys.mainKey);
    turn.message =
        isTrusted ? call.message : security::wrapUntrusted("webhook " + call.name, call.message, newNonce());
    turn.model = call.model;
    turn.thinking = call.thinking;
    turn.timeoutSeconds = call.timeoutSeconds.value_or(0);
    turn.to = call.to;
    if (call.deliver) turn.channel = call.channel;
    const std::string runId = turn.runId;
    tasks_.spawn("hook", followHook(std::move(turn), call.name, call.isNow));
    co_return runId;
}

asio::awaitable<void> Automation::followHook(Turn turn, std::string name, bool isNow) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::string agentId = turn.agentId;
    const cron::JobOutcome outcome = co_await carryOut(std::move(turn));
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return;
    const bool isOk = outcome.status == "ok";
    const std::string line = isOk ? "Hook " + name + ": " + shortened(outcome.summary, summaryBytes)
                                  : "Hook " + name + " (" + outcome.status + "): " + outcome.error;
    // The answer repeats words from outside, so it is passed on as such and not as a line of the house.
    std::vector<std::string>& texts = outside_[agentId];
    texts.push_back(security::wrapUntrusted("webhook " + name, line, newNonce()));
    if (texts.size() > maxOutsideTexts) texts.erase(texts.begin());
    if (isNow) heartbeats_.wake(agentId);
}

}
