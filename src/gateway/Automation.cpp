// Jobs, heartbeats and webhooks as runs: how they begin. How they end is in AutomationOutcomes.cpp.
#include "gateway/Automation.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/dispatch/SystemEvents.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/security/untrusted.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t summaryBytes = 2000; // what the history keeps of an answer
constexpr std::size_t maxHeartbeatFileBytes = 256 * 1024;
/// A run ends by its own timeout; this only bounds the wait for it.
constexpr std::chrono::hours longestRun{24 * 31};

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
      settings_(std::move(settings)), workspace_(std::move(workspace)),
      heartbeats_(std::move(executor), clock, *this, [this] {
          const auto current = settings_();
          return std::shared_ptr<const Json>(current, &current->root);
      }) {
    for (const char* kind : {"cron", "heartbeat", "hook"})
        runs_.finishWith(kind, [this](const dispatch::RunRequest& request, const dispatch::RunResult& result,
                                      store::TurnCompletion& completion) {
            return finish(request, result, completion);
        });
}

std::string Automation::mainKey(const std::string& agentId) const {
    const auto settings = settings_();
    return routing::canonicalMainAlias(settings->sessionKeys, agentId,
                                       routing::buildMainSessionKey(agentId, settings->sessionKeys.mainKey));
}

std::string Automation::agentOrDefault(const std::string& agentId) const {
    return agentId.empty() ? settings_()->defaultAgentId : routing::normalizeAgentId(agentId);
}

std::string Automation::heartbeatKey(const std::string& agentId, const Json& settings) const {
    const std::string session = stringOr(settings, "session");
    if (session.empty() || session == "main") return mainKey(agentId);
    return routing::toStoreKey(agentId, session, settings_()->sessionKeys.mainKey);
}

asio::awaitable<Result<void>> Automation::tell(std::string agentId, std::string text, bool isNow) {
    const std::string agent = agentOrDefault(agentId);
    store::SystemEvent event = dispatch::systemEvent(mainKey(agent), text, clock_.nowMs());
    Result<void> stored = co_await store_.systemEvents().add(std::move(event));
    if (stored && isNow) heartbeats_.wake(agent);
    co_return stored;
}

asio::awaitable<cron::JobOutcome> Automation::run(cron::JobRun run) {
    const std::string agentId = agentOrDefault(stringOr(run.job, "agentId"));
    const Json& payload = run.job.at("payload");
    cron::JobOutcome outcome;
    if (stringOr(run.job, "sessionTarget") == "main") {
        outcome.summary = stringOr(payload, "text");
        outcome.events.push_back(dispatch::systemEvent(mainKey(agentId), outcome.summary, clock_.nowMs()));
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
    const Json* isolation = findMember(run.job, "isolation");
    turn.purpose = Json{{"kind", "cron"},
                        {"isNow", stringOr(run.job, "wakeMode") == "now"},
                        {"isolation", isolation ? *isolation : Json::object()}};
    outcome = co_await carryOut(std::move(turn));
    co_return outcome;
}

void Automation::onRecorded(const Json& job) {
    const bool isMain = stringOr(job, "sessionTarget") == "main";
    if (isMain && stringOr(job, "wakeMode") == "now")
        heartbeats_.wake(agentOrDefault(stringOr(job, "agentId")));
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

/// Puts the turn into the ledger; one with the same run id is answered with its row.
asio::awaitable<Result<store::Admission>> Automation::admit(Turn turn) {
    Turn asked = turn;
    Result<std::optional<dispatch::ReplyRoute>> route = co_await routeFor(std::move(asked));
    if (!route) co_return route.error();
    // A run that the last process began keeps its session; a new one begins afresh.
    Result<std::optional<store::InboundRecord>> known =
        co_await store_.inbox().findByMessage("gateway", "rpc", turn.runId);
    if (!known) co_return known.error();
    if (!*known) {
        store::SessionPatch fresh;
        fresh.sessionKey = turn.sessionKey;
        fresh.agentId = turn.agentId;
        fresh.updatedAtMs = clock_.nowMs();
        fresh.patch = Json{{"sessionId", randomUuid()}};
        Result<store::SessionRow> made = co_await store_.sessions().upsert(std::move(fresh));
        if (!made) co_return made.error();
    }
    dispatch::RunRequest request;
    request.runId = turn.runId;
    request.sessionKey = turn.sessionKey;
    request.displayKey = turn.sessionKey;
    request.agentId = turn.agentId;
    request.message = std::move(turn.message);
    request.model = std::move(turn.model);
    request.thinking = std::move(turn.thinking);
    request.timeout = std::chrono::seconds(turn.timeoutSeconds);
    request.lane = dispatch::GlobalLane::cron;
    request.route = std::move(*route);
    // Jobs are made by people who may; what a webhook says comes from anywhere.
    request.isAuthorized = stringOr(turn.purpose, "kind") != "hook";
    request.purpose = std::move(turn.purpose);
    Result<store::Admission> admitted = co_await runs_.admit(std::move(request));
    co_return admitted;
}

asio::awaitable<cron::JobOutcome> Automation::carryOut(Turn turn) {
    cron::JobOutcome outcome;
    outcome.status = "error";
    const std::string runId = turn.runId;
    const std::string main = mainKey(turn.agentId);
    const std::string prefix = stringOr(turn.purpose.at("isolation"), "postToMainPrefix", "Cron");
    Result<store::Admission> admitted = co_await admit(std::move(turn));
    if (!admitted) {
        outcome.error = admitted.error().message;
        outcome.events.push_back(
            dispatch::systemEvent(main, prefix + " (error): " + outcome.error, clock_.nowMs()));
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
    std::optional<dispatch::RunResult> result = co_await runs_.wait(runId, longestRun);
    if (!result) {
        outcome.error = "interrupted";
        co_return outcome;
    }
    outcome.status = result->status == dispatch::RunStatus::ok ? "ok" : "error";
    outcome.error = result->status == dispatch::RunStatus::aborted ? "aborted" : result->error;
    outcome.summary = utf8Prefix(result->text, summaryBytes);
    if (outcome.summary.size() < result->text.size()) outcome.summary += "…";
    co_return outcome;
}

bool Automation::isBusy() const { return runs_.activeCount() > 0; }

std::optional<std::string> Automation::heartbeatFile(const std::string& agentId) const {
    const Result<std::string> content = readFile(workspace_(agentId) / "HEARTBEAT.md", maxHeartbeatFileBytes);
    if (!content) return std::nullopt;
    return *content;
}

asio::awaitable<bool> Automation::hasEvents(std::string agentId, Json settings) {
    const Result<std::vector<store::SystemEvent>> own =
        co_await store_.systemEvents().list(heartbeatKey(agentId, settings));
    if (own && std::ranges::any_of(*own, [](const auto& event) { return !event.isOutside; })) co_return true;
    const Result<std::vector<store::SystemEvent>> main =
        co_await store_.systemEvents().list(mainKey(agentId));
    co_return main&& std::ranges::any_of(*main, [](const auto& event) { return event.isOutside; });
}

asio::awaitable<Result<void>> Automation::turn(std::string agentId, std::string prompt, Json settings) {
    dispatch::RunRequest request;
    request.runId = "heartbeat:" + agentId + ":" + randomUuid();
    request.sessionKey = heartbeatKey(agentId, settings);
    request.displayKey = request.sessionKey;
    request.agentId = agentId;
    request.message = std::move(prompt);
    request.model = stringOr(settings, "model");
    request.outsideOf = mainKey(agentId);
    request.purpose = Json{{"kind", "heartbeat"}, {"settings", std::move(settings)}};
    std::string runId = request.runId;
    Result<store::Admission> admitted = co_await runs_.admit(std::move(request));
    if (!admitted) co_return admitted.error();
    co_await runs_.wait(std::move(runId), longestRun);
    co_return Result<void>();
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

asio::awaitable<Result<void>> Automation::wake(protocol::WakeCall call, std::string source) {
    const std::string agentId = settings_()->defaultAgentId;
    store::SystemEvent event;
    event.sessionKey = mainKey(agentId);
    event.text = security::wrapUntrusted(source, call.text, randomUuid().substr(0, 8));
    event.atMs = clock_.nowMs();
    event.isOutside = true;
    Result<void> stored = co_await store_.systemEvents().add(std::move(event));
    if (stored && call.isNow) heartbeats_.wake(agentId);
    co_return stored;
}

asio::awaitable<Result<std::string>>
Automation::start(protocol::AgentCall call, std::string agentId, bool isTrusted) {
    Turn turn;
    turn.agentId = agentOrDefault(agentId);
    turn.runId = "hook:" + randomUuid();
    turn.sessionKey = routing::toStoreKey(turn.agentId, call.sessionKey, settings_()->sessionKeys.mainKey);
    if (isTrusted)
        turn.message = call.message;
    else
        turn.message =
            security::wrapUntrusted("webhook " + call.name, call.message, randomUuid().substr(0, 8));
    turn.model = call.model;
    turn.thinking = call.thinking;
    turn.timeoutSeconds = call.timeoutSeconds.value_or(0);
    turn.to = call.to;
    if (call.deliver) turn.channel = call.channel;
    turn.purpose = Json{{"kind", "hook"}, {"name", call.name}, {"isNow", call.isNow}};
    std::string runId = turn.runId;
    Result<store::Admission> admitted = co_await admit(std::move(turn));
    if (!admitted) co_return admitted.error();
    co_return runId;
}

}
