// Sub-agents: how they begin, how they end, who is told. What people see of them is in SubAgentCommand.cpp.
#include "gateway/SubAgents.hpp"

#include "gateway/lastChat.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/dispatch/SystemEvents.hpp"
#include "openclaw/routing/session_keys.hpp"
#include "openclaw/text/reply_tags.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxListed = 200;
constexpr std::size_t maxTidied = 1000;
constexpr std::chrono::minutes tidyPause{1};

/// "provider/model" that the session has chosen, "" for none.
std::string ownModel(const Json& entry) {
    const std::string provider = stringOr(entry, "providerOverride");
    return provider.empty() ? provider : provider + "/" + stringOr(entry, "modelOverride");
}

Json newEntry(const std::string& requesterKey,
              const SubAgentOrder& order,
              const StartedSubAgent& started,
              std::int64_t nowMs,
              std::int64_t archiveAtMs) {
    Json entry = {{"sessionId", randomUuid()},
                  {"spawnedBy", requesterKey},
                  {"subagent",
                   {{"runId", started.runId},
                    {"task", order.task},
                    {"label", order.label},
                    {"cleanup", order.isDeletedAfterwards ? "delete" : "keep"},
                    {"createdAt", nowMs},
                    {"archiveAtMs", archiveAtMs}}}};
    if (!order.label.empty()) entry["displayName"] = order.label;
    if (!order.thinking.empty()) entry["thinkingLevel"] = order.thinking;
    if (const std::size_t slash = started.model.find('/'); slash != std::string::npos) {
        entry["providerOverride"] = started.model.substr(0, slash);
        entry["modelOverride"] = started.model.substr(slash + 1);
    }
    return entry;
}

}

SubAgents::SubAgents(asio::any_io_executor executor,
                     Clock& clock,
                     store::Store& store,
                     agent::AgentBackend& backend,
                     dispatch::RunEngine& runs,
                     channels::ChannelLookup channels,
                     dispatch::SettingsSource settings)
    : clock_(clock), store_(store), backend_(backend), runs_(runs), channels_(std::move(channels)),
      settings_(std::move(settings)), tasks_(std::move(executor)) {
    runs_.finishWith(
        "subagent",
        [this](const dispatch::RunRequest& request, const dispatch::RunResult& result,
               store::TurnCompletion& completion) { return finish(request, result, completion); });
}

asio::awaitable<void> SubAgents::stop() {
    tasks_.cancel();
    co_await tasks_.join();
}

asio::awaitable<Result<StartedSubAgent>> SubAgents::start(agent::ToolCaller requester, SubAgentOrder order) {
    StartedSubAgent started;
    started.runId = order.id;
    started.sessionKey = "agent:" + order.agentId + ":subagent:" + order.id;
    Result<std::optional<store::InboundRecord>> known =
        co_await store_.inbox().findByMessage("gateway", "rpc", order.id);
    if (!known) co_return known.error();
    if (*known) co_return started; // a turn that is run again asks again
    Result<std::optional<store::SessionRow>> own = co_await store_.sessions().get(requester.sessionKey);
    if (!own) co_return own.error();
    const Json entry = *own ? (*own)->entry : Json::object();
    const std::string inherited = order.agentId == requester.agentId ? ownModel(entry) : std::string();
    ModelChoice choice = subAgentModel(settings_()->root, order.agentId, order.model, inherited);
    started.model = std::move(choice.model);
    started.warning = std::move(choice.warning);
    SubAgentOrder ordered = order;
    StartedSubAgent described = started;
    const Result<void> opened =
        co_await openSession(requester.sessionKey, std::move(ordered), std::move(described));
    if (!opened) co_return opened.error();

    dispatch::RunRequest request;
    request.runId = started.runId;
    request.sessionKey = started.sessionKey;
    request.displayKey = started.sessionKey;
    request.agentId = order.agentId;
    request.message = order.task;
    request.extraSystemPrompt = subAgentPrompt(order.label, requester.sessionKey, started.sessionKey);
    request.chat = requester.chat;
    request.timeout = order.timeout;
    request.lane = dispatch::GlobalLane::subagent;
    request.isAuthorized = requester.isAuthorized;
    request.purpose = Json{{"kind", "subagent"},
                           {"task", order.task},
                           {"label", order.label},
                           {"isDeletedAfterwards", order.isDeletedAfterwards},
                           {"announcement", announcementFor(requester, entry).toJson()}};
    Result<store::Admission> admitted = co_await runs_.admit(std::move(request));
    if (!admitted) co_return admitted.error();
    log::info("gateway", "sub-agent started session={} by={}", started.sessionKey, requester.sessionKey);
    co_return started;
}

/// The label goes to the session as long as no other one has it.
asio::awaitable<Result<void>>
SubAgents::openSession(std::string requesterKey, SubAgentOrder order, StartedSubAgent started) {
    store::SessionPatch change;
    change.sessionKey = started.sessionKey;
    change.agentId = order.agentId;
    change.updatedAtMs = clock_.nowMs();
    const std::int64_t archiveAt = change.updatedAtMs + archiveAfterMs(settings_()->root);
    change.patch = newEntry(requesterKey, order, started, change.updatedAtMs, archiveAt);
    store::SessionPatch labelled = change;
    if (!order.label.empty()) labelled.patch["label"] = order.label;
    Result<store::SessionRow> row = co_await store_.sessions().upsert(std::move(labelled));
    if (!row && row.error().is(Errc::conflict)) row = co_await store_.sessions().upsert(std::move(change));
    if (!row) co_return row.error();
    co_return Result<void>();
}

/// The turn that tells the requester, but for its words: it speaks in the chat of the turn that is under way
/// now, or in the session's last one when nobody sits in front of it.
dispatch::RunRequest SubAgents::announcementFor(const agent::ToolCaller& requester,
                                                const Json& requesterEntry) const {
    const std::optional<dispatch::RunRequest> asking = runs_.requestOf(requester.runId);
    dispatch::RunRequest next;
    next.sessionKey = requester.sessionKey;
    next.displayKey = requester.sessionKey;
    next.agentId = requester.agentId;
    next.chat = requester.chat;
    next.isAuthorized = requester.isAuthorized;
    next.isGroup = requester.chat.isGroup;
    next.isChat = true;
    next.mayBeQueued = true;
    if (asking) {
        next.displayKey = asking->displayKey;
        next.route = asking->route;
        next.queue = asking->queue;
    }
    const bool isWatched = asking && asking->isChat;
    if (!next.route && !isWatched) next.route = lastChat(requesterEntry, channels_);
    if (next.route) {
        next.route->replyToId.clear();
        next.route->currentId.clear();
    }
    // Nothing that a person asked for ends because a sub-agent has.
    if (next.queue.mode == sessions::QueueMode::interrupt) next.queue.mode = sessions::QueueMode::followup;
    return next;
}

asio::awaitable<dispatch::RunSequel> SubAgents::finish(const dispatch::RunRequest& request,
                                                       const dispatch::RunResult& result,
                                                       store::TurnCompletion& completion) {
    const Json& purpose = request.purpose;
    SubAgentRecord record;
    record.label = stringOr(purpose, "label");
    record.task = stringOr(purpose, "task");
    const bool isDeleted = findBool(purpose, "isDeletedAfterwards").value_or(false);
    const std::int64_t now = completion.nowMs;
    if (!completion.session) {
        // The run ended before it had begun.
        completion.session.emplace();
        completion.session->sessionKey = request.sessionKey;
        completion.session->agentId = request.agentId;
        completion.session->updatedAtMs = now;
    }
    completion.session->patch["subagent"] =
        Json{{"startedAt", result.startedAtMs},
             {"endedAt", now},
             {"outcome", {{"status", subAgentStatus(result)}, {"error", result.error}}},
             {"archiveAtMs", isDeleted ? now : now + archiveAfterMs(settings_()->root)}};

    dispatch::RunSequel sequel;
    const Json* prepared = findMember(purpose, "announcement");
    dispatch::RunRequest told = dispatch::RunRequest::fromJson(prepared ? *prepared : Json::object());
    const bool isSkipped = trimAscii(result.text) == text::announceSkipToken;
    if (result.status == dispatch::RunStatus::aborted) {
        // Whoever stopped it knows; its agent learns of it with the next turn.
        completion.events.push_back(dispatch::systemEvent(
            told.sessionKey, "The sub-agent \"" + record.name() + "\" was stopped.", now));
    } else if (!isSkipped) {
        told.runId = "announce:" + request.runId;
        told.message = announcement(record.name(), request.sessionKey, result);
        sequel.runs.push_back(std::move(told));
    }
    sequel.afterwards = [this, isDeleted, key = request.sessionKey, id = result.sessionId] {
        if (isDeleted)
            tasks_.spawn("subagents.remove", remove(key, id));
        else
            backend_.release(key); // its process is not needed any more
    };
    co_return sequel;
}

asio::awaitable<void> SubAgents::remove(std::string sessionKey, std::string sessionId) {
    const Result<bool> removed = co_await store_.sessions().remove(sessionKey);
    if (removed && !sessionId.empty()) {
        const Result<std::int64_t> rows = co_await store_.transcript().remove(std::move(sessionId));
        if (!rows) log::warn("gateway", "{}: {}", sessionKey, rows.error().message);
    }
    if (!removed) log::warn("gateway", "{} could not be deleted: {}", sessionKey, removed.error().message);
    backend_.release(sessionKey);
}

bool SubAgents::isAtWork(const SubAgentRecord& record) const {
    return !runs_.activeRuns(record.sessionKey).empty();
}

/// Run by run, so that each ends as one that was stopped.
bool SubAgents::end(const SubAgentRecord& record) {
    bool hasEnded = false;
    for (const dispatch::RunInfo& run : runs_.activeRuns(record.sessionKey))
        hasEnded = runs_.abort(run.runId, "stop") || hasEnded;
    return hasEnded;
}

asio::awaitable<Result<SubAgents::Records>> SubAgents::list(std::string requesterKey) {
    store::SessionQuery query;
    query.spawnedBy = std::move(requesterKey);
    query.limit = maxListed;
    const Result<std::vector<store::SessionRow>> rows = co_await store_.sessions().list(std::move(query));
    if (!rows) co_return rows.error();
    Records records;
    for (const store::SessionRow& row : *rows) {
        if (auto record = subAgentOf(row)) records.push_back(std::move(*record));
    }
    std::ranges::stable_sort(records, std::ranges::greater(), &SubAgentRecord::createdAtMs);
    co_return records;
}

asio::awaitable<std::size_t> SubAgents::stopAll(std::string requesterKey) {
    const Result<Records> records = co_await list(std::move(requesterKey));
    if (!records) {
        log::error("gateway", "sub-agents could not be stopped: {}", records.error().message);
        co_return 0;
    }
    std::size_t count = 0;
    for (const SubAgentRecord& record : *records)
        count += end(record) ? 1 : 0;
    co_return count;
}

asio::awaitable<void> SubAgents::tidy() {
    store::SessionQuery query;
    query.onlySpawned = true;
    query.limit = maxTidied;
    const Result<std::vector<store::SessionRow>> rows = co_await store_.sessions().list(std::move(query));
    if (!rows) co_return;
    const std::int64_t now = clock_.nowMs();
    for (const store::SessionRow& row : *rows) {
        const auto record = subAgentOf(row);
        if (!record || record->archiveAtMs == 0 || record->archiveAtMs > now || isAtWork(*record)) continue;
        co_await remove(record->sessionKey, record->sessionId);
    }
}

asio::awaitable<void> SubAgents::keepTidy() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        co_await tidy();
        co_await clock_.sleepUntil(clock_.steadyNow() + tidyPause);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
}

}
