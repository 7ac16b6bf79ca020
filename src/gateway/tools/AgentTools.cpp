// agents_list, sessions_spawn, sessions_send: what agents ask of each other.
#include "gateway/tools/Tools.hpp"
#include "gateway/tools/access.hpp"

#include "gateway/lastChat.hpp"
#include "gateway/sessionKeys.hpp"
#include "openclaw/commands/levels.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/routing/session_keys.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t maxTaskBytes = 64 * 1024;
constexpr std::size_t maxLabelBytes = 64;
constexpr double mostSeconds = 24 * 3600;
constexpr double usualPatience = 30;

/// A UUID made of what is to be done and by which run, the same when the run is begun again.
std::string idOf(const std::vector<std::string>& parts) {
    const std::string hash = crypto::sha256Hex(join(parts, "\n"));
    return hash.substr(0, 8) + "-" + hash.substr(8, 4) + "-" + hash.substr(12, 4) + "-" + hash.substr(16, 4) +
           "-" + hash.substr(20, 12);
}

std::chrono::seconds secondsOf(const Json& arguments, const char* key, double usual) {
    const double seconds = std::clamp(findNumber(arguments, key).value_or(usual), 0.0, mostSeconds);
    return std::chrono::seconds(static_cast<std::int64_t>(seconds));
}

}

std::vector<std::string> Tools::agentIds() const {
    const auto settings = services_.settings();
    std::vector<std::string> ids{settings->defaultAgentId};
    for (const auto& agent : settings->routing.agents) {
        std::string id = routing::normalizeAgentId(agent.id);
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(std::move(id));
    }
    return ids;
}

asio::awaitable<Result<Json>> Tools::listAgents(agent::ToolCaller caller, Json) {
    const auto settings = services_.settings();
    Json agents = Json::array();
    for (const std::string& id : visibleAgents(settings->root, caller, agentIds()))
        agents.push_back({{"id", id},
                          {"mayStart", startRefusal(settings->root, caller, id).empty()},
                          {"mayWriteTo", mayDealWith(settings->root, caller.agentId, id)}});
    co_return agent::toolValue(Json{{"requester", caller.agentId}, {"agents", std::move(agents)}});
}

asio::awaitable<Result<Json>> Tools::startSubAgent(agent::ToolCaller caller, Json arguments) {
    SubAgentOrder order;
    order.task = std::string(trimAscii(stringOr(arguments, "task")));
    order.label = std::string(utf8Prefix(trimAscii(stringOr(arguments, "label")), maxLabelBytes));
    order.agentId = routing::normalizeAgentId(stringOr(arguments, "agentId", caller.agentId));
    order.model = std::string(trimAscii(stringOr(arguments, "model")));
    order.timeout = secondsOf(arguments, "runTimeoutSeconds", 0);
    order.isDeletedAfterwards = stringOr(arguments, "cleanup") == "delete";
    if (order.task.empty() || order.task.size() > maxTaskBytes)
        co_return Error(Errc::invalidInput, "the task is empty or too long");
    const std::string refusal = startRefusal(services_.settings()->root, caller, order.agentId);
    if (!refusal.empty()) co_return Error(Errc::unauthorized, refusal);
    const std::vector<std::string> known = agentIds();
    if (order.agentId != caller.agentId &&
        std::find(known.begin(), known.end(), order.agentId) == known.end())
        co_return Error(Errc::notFound, "there is no agent " + order.agentId);
    if (const std::string thinking = stringOr(arguments, "thinking"); !thinking.empty()) {
        const auto level = commands::parseThinkLevel(thinking);
        if (!level)
            co_return Error(Errc::invalidInput,
                            "thinking is one of off, minimal, low, medium, high and xhigh");
        order.thinking = commands::toString(*level);
    }
    const std::string deed = join({"start", order.agentId, order.label, order.task}, "\n");
    order.id = idOf({caller.runId, deed, std::to_string(occurrence(caller.runId, deed))});
    Result<StartedSubAgent> started = co_await services_.subAgents.start(std::move(caller), std::move(order));
    if (!started) co_return started.error();
    Json answer = {
        {"status", "accepted"}, {"runId", started->runId}, {"childSessionKey", started->sessionKey}};
    if (!started->model.empty()) answer["model"] = started->model;
    if (!started->warning.empty()) answer["warning"] = started->warning;
    co_return agent::toolValue(std::move(answer));
}

asio::awaitable<Result<store::SessionRow>> Tools::addressee(agent::ToolCaller caller, Json arguments) {
    const auto settings = services_.settings();
    std::string key = stringOr(arguments, "sessionKey");
    const std::string label = stringOr(arguments, "label");
    if (key.empty() == label.empty())
        co_return Error(Errc::invalidInput, "name the conversation by sessionKey or by label");
    Result<std::optional<store::SessionRow>> row = std::optional<store::SessionRow>();
    if (!label.empty()) {
        row = co_await services_.store.sessions().findByLabel(label);
    } else {
        row = co_await services_.store.sessions().findBySessionId(key);
    }
    if (!row) co_return row.error();
    const std::string wanted = *row          ? (*row)->sessionKey
                               : key.empty() ? std::string()
                                             : canonicalSessionKey(*settings, key);
    const std::string agentId = agentOfSession(*settings, wanted);
    const std::string labelAgent = stringOr(arguments, "agentId");
    const bool isOthers =
        !label.empty() && !labelAgent.empty() && routing::normalizeAgentId(labelAgent) != agentId;
    const Error unknown(Errc::notFound, "there is no such session, or you may not see it");
    if (wanted.empty() || isOthers) co_return unknown;
    const std::string refusal = speechRefusal(settings->root, caller, wanted, agentId);
    if (!refusal.empty()) co_return Error(Errc::unauthorized, refusal);
    if (!*row) row = co_await services_.store.sessions().get(wanted);
    if (!row) co_return row.error();
    if (*row) co_return std::move(**row);
    // An agent can be spoken to before anybody else has done so.
    const std::vector<std::string> known = agentIds();
    const bool isAgents = std::find(known.begin(), known.end(), agentId) != known.end() &&
                          wanted == routing::buildMainSessionKey(agentId, settings->sessionKeys.mainKey);
    if (!isAgents) co_return unknown;
    store::SessionRow fresh;
    fresh.sessionKey = wanted;
    co_return fresh;
}

TalkPlan
Tools::planTalk(const agent::ToolCaller& caller, const store::SessionRow& target, std::string message) {
    const auto settings = services_.settings();
    TalkPlan plan;
    plan.maxTurns = pingPongTurns(settings->root);
    plan.requester.sessionKey = caller.sessionKey;
    plan.requester.displayKey = caller.sessionKey;
    plan.requester.agentId = caller.agentId;
    plan.requester.chat = caller.chat;
    plan.requester.isAuthorized = caller.isAuthorized;
    plan.target.sessionKey = target.sessionKey;
    plan.target.displayKey = target.sessionKey;
    plan.target.agentId = agentOfSession(*settings, target.sessionKey);
    plan.target.isAuthorized = caller.isAuthorized;
    plan.target.route = lastChat(target.entry, services_.channels);
    const std::string deed = join({"send", target.sessionKey, message}, "\n");
    plan.id = "talk:" + idOf({caller.runId, deed, std::to_string(occurrence(caller.runId, deed))});
    plan.message = std::move(message);
    return plan;
}

asio::awaitable<Result<Json>> Tools::speakTo(agent::ToolCaller caller, Json arguments) {
    std::string message(trimAscii(stringOr(arguments, "message")));
    if (message.empty() || message.size() > maxTaskBytes)
        co_return Error(Errc::invalidInput, "the message is empty or too long");
    agent::ToolCaller asked = caller;
    Json named = arguments;
    Result<store::SessionRow> target = co_await addressee(std::move(asked), std::move(named));
    if (!target) co_return target.error();
    if (stringOr(target->entry, "sendPolicy") == "deny")
        co_return Error(Errc::unauthorized, "that conversation does not take messages (its send policy)");
    Json answer = {{"sessionKey", target->sessionKey}};
    const TalkPlan plan = planTalk(caller, *target, std::move(message));
    const std::string runId = plan.id;
    answer["runId"] = runId;
    dispatch::RunRequest first = firstStep(plan);
    const Result<store::Admission> admitted = co_await services_.runs.admit(std::move(first));
    if (!admitted) co_return admitted.error();
    const std::chrono::seconds patience = secondsOf(arguments, "timeoutSeconds", usualPatience);
    if (!services_.runs.findActive(runId) || patience.count() == 0) {
        // Or it was answered before a restart: its session tells.
        answer["status"] = "accepted";
        co_return agent::toolValue(std::move(answer));
    }
    const std::optional<dispatch::RunResult> result = co_await services_.runs.wait(runId, patience);
    if (!result) {
        answer["status"] = "timeout";
        answer["error"] = "no answer yet; the other agent goes on";
    } else if (result->status == dispatch::RunStatus::ok) {
        answer["status"] = "ok";
        answer["reply"] = result->text;
    } else {
        answer["status"] = "error";
        answer["error"] = result->error.empty() ? "the turn was stopped" : result->error;
    }
    co_return agent::toolValue(std::move(answer));
}

}
