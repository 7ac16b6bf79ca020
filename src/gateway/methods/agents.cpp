// agent, agent.wait, agents.list, agent.identity.get.
#include "gateway/MethodTable.hpp"

#include "gateway/sessionKeys.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/routing/group_keys.hpp"

#include <algorithm>
#include <set>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

const Json* agentConfig(const dispatch::Settings& settings, const std::string& agentId) {
    const Json* list = findPath(settings.root, "agents.list");
    if (!list || !list->is_array())
        return nullptr;
    for (const auto& agent : *list) {
        if (routing::normalizeAgentId(stringOr(agent, "id")) == agentId)
            return &agent;
    }
    return nullptr;
}

bool isKnownAgent(const dispatch::Settings& settings, const std::string& agentId) {
    if (agentId == settings.defaultAgentId)
        return true;
    return std::any_of(settings.routing.agents.begin(), settings.routing.agents.end(),
                       [&](const auto& agent) { return routing::normalizeAgentId(agent.id) == agentId; });
}

Json agentResult(const std::string& runId, const dispatch::RunResult& result) {
    Json payloads = Json::array();
    if (!result.text.empty())
        payloads.push_back({{"text", result.text}, {"mediaUrl", nullptr}});
    const agent::Usage& usage = result.usage;
    return Json{{"runId", runId},
                {"status", "ok"},
                {"summary", "completed"},
                {"result",
                 {{"payloads", std::move(payloads)},
                  {"meta",
                   {{"durationMs", std::max<std::int64_t>(0, result.endedAtMs - result.startedAtMs)},
                    {"agentMeta",
                     {{"sessionId", result.sessionId},
                      {"provider", result.provider},
                      {"model", result.model},
                      {"usage",
                       {{"input", usage.input},
                        {"output", usage.output},
                        {"cacheRead", usage.cacheRead},
                        {"cacheWrite", usage.cacheWrite},
                        {"total", usage.total}}}}},
                    {"aborted", result.status == dispatch::RunStatus::aborted}}}}}};
}

/// Where the reply of an `agent` call goes when it is to be delivered; an error text when that cannot be told.
Result<std::optional<dispatch::ReplyRoute>> deliveryRoute(Services& services, const Json& params) {
    if (!findBool(params, "deliver").value_or(false))
        return std::optional<dispatch::ReplyRoute>();
    dispatch::ReplyRoute route;
    route.channel = toLowerAscii(stringOr(params, "replyChannel", stringOr(params, "channel")));
    route.accountId = stringOr(params, "replyAccountId", stringOr(params, "accountId", "default"));
    route.target = stringOr(params, "replyTo", stringOr(params, "to"));
    route.threadId = stringOr(params, "threadId");
    if (route.channel.empty() || route.target.empty())
        return Error(Errc::invalidInput, "invalid agent params: deliver needs a channel and a target");
    if (!services.supervisor.find(route.channel, route.accountId))
        return Error(Errc::invalidInput, "invalid agent params: unknown channel: " + route.channel);
    return std::optional(route);
}

asio::awaitable<Answer> agentRun(Services& services, Call call) {
    const Json& params = call.params;
    const auto settings = services.settings();
    const std::string runId = params.at("idempotencyKey").get<std::string>();
    const std::string channel = stringOr(params, "channel");
    if (!channel.empty() && channel != "last" && channel != "webchat" && !routing::isChatChannel(toLowerAscii(channel)))
        co_return invalidRequest("invalid agent params: unknown channel: " + channel);
    std::string agentId;
    if (const std::string given = stringOr(params, "agentId"); !given.empty()) {
        agentId = routing::normalizeAgentId(given);
        if (!isKnownAgent(*settings, agentId))
            co_return invalidRequest("invalid agent params: unknown agent id \"" + given + "\"");
    }
    std::string displayKey = stringOr(params, "sessionKey");
    if (displayKey.empty()) {
        if (const std::string sessionId = stringOr(params, "sessionId"); !sessionId.empty()) {
            Result<std::optional<store::SessionRow>> row = co_await services.store.sessions().findBySessionId(sessionId);
            if (!row)
                co_return Answer(row.error());
            displayKey = *row ? (*row)->sessionKey : "agent:" + settings->defaultAgentId + ":" + sessionId;
        } else {
            displayKey = agentId.empty() ? settings->mainSessionKey : routing::buildMainSessionKey(agentId, settings->sessionKeys.mainKey);
        }
    }
    const std::string key = canonicalSessionKey(*settings, displayKey);
    const std::string keyAgent = agentOfSession(*settings, key);
    if (!agentId.empty() && keyAgent != agentId)
        co_return invalidRequest("invalid agent params: agent \"" + agentId + "\" does not match session key agent \"" + keyAgent + "\"");
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(key);
    if (session && *session && stringOr((*session)->entry, "sendPolicy") == "deny")
        co_return invalidRequest("send blocked by session policy");
    Result<std::optional<dispatch::ReplyRoute>> route = deliveryRoute(services, params);
    if (!route)
        co_return invalidRequest(route.error().message);

    dispatch::RunRequest request;
    request.runId = runId;
    request.sessionKey = key;
    request.displayKey = displayKey;
    request.agentId = keyAgent;
    request.message = params.at("message").get<std::string>();
    request.thinking = stringOr(params, "thinking");
    request.extraSystemPrompt = stringOr(params, "extraSystemPrompt");
    request.timeout = std::chrono::seconds(findInteger(params, "timeout").value_or(0));
    request.isChat = key == settings->mainSessionKey;
    request.route = std::move(*route);
    request.isAuthorized = call.client->identity.isAdmin();
    if (const std::string label = stringOr(params, "label"); !label.empty())
        request.sessionPatch["label"] = label;
    const bool wasActive = services.runs.findActive(runId).has_value();
    if (!wasActive) {
        Result<store::Admission> admitted = co_await services.runs.admit(std::move(request));
        if (!admitted)
            co_return Answer(admitted.error());
    }
    const Json accepted = {{"runId", runId}, {"status", "accepted"}, {"acceptedAt", services.clock.nowMs()}};
    call.client->send(protocol::encodeResponse(call.id, dumpJson(accepted)));

    // An id that was answered before a restart is neither active nor remembered: there is nothing to wait for.
    std::chrono::milliseconds patience{0};
    if (services.runs.findActive(runId))
        patience = std::chrono::hours(24);
    const std::optional<dispatch::RunResult> result = co_await services.runs.wait(runId, patience);
    if (!result)
        co_return Answer(protocol::RpcError(protocol::code::unavailable, "the run's result is no longer known"));
    if (result->status != dispatch::RunStatus::error)
        co_return Answer(agentResult(runId, *result));
    Answer failure(protocol::RpcError(protocol::code::unavailable, result->error));
    failure.payload = dumpJson(Json{{"runId", runId}, {"status", "error"}, {"summary", result->error}});
    co_return failure;
}

asio::awaitable<Answer> agentWait(Services& services, Call call) {
    const std::string runId = call.params.at("runId").get<std::string>();
    const std::chrono::milliseconds limit(findInteger(call.params, "timeoutMs").value_or(30'000));
    const std::optional<dispatch::RunResult> result = co_await services.runs.wait(runId, limit);
    if (!result)
        co_return Answer(Json{{"runId", runId}, {"status", "timeout"}});
    Json payload = {{"runId", runId},
                    {"status", result->status == dispatch::RunStatus::error ? "error" : "ok"},
                    {"endedAt", result->endedAtMs}};
    if (result->startedAtMs > 0)
        payload["startedAt"] = result->startedAtMs;
    if (result->status == dispatch::RunStatus::error)
        payload["error"] = result->error;
    co_return Answer(payload);
}

std::optional<Answer> agentsList(Services& services, const Call&) {
    const auto settings = services.settings();
    std::set<std::string> others;
    for (const auto& agent : settings->routing.agents) {
        const std::string id = routing::normalizeAgentId(agent.id);
        if (id != settings->defaultAgentId)
            others.insert(id);
    }
    std::vector<std::string> ids = {settings->defaultAgentId};
    ids.insert(ids.end(), others.begin(), others.end());
    Json agents = Json::array();
    for (const auto& id : ids) {
        Json item = {{"id", id}};
        if (const Json* config = agentConfig(*settings, id)) {
            for (const char* key : {"name", "identity"}) {
                if (const Json* value = findMember(*config, key))
                    item[key] = *value;
            }
        }
        agents.push_back(std::move(item));
    }
    return Answer(Json{{"defaultId", settings->defaultAgentId},
                       {"mainKey", settings->sessionKeys.mainKey},
                       {"scope", settings->mainSessionKey == "global" ? "global" : "per-sender"},
                       {"agents", std::move(agents)}});
}

std::optional<Answer> identityGet(Services& services, const Call& call) {
    const auto settings = services.settings();
    std::string agentId = stringOr(call.params, "agentId");
    if (agentId.empty())
        agentId = agentOfSession(*settings, stringOr(call.params, "sessionKey"));
    agentId = routing::normalizeAgentId(agentId);
    std::string name = "Assistant";
    std::string avatar = "A";
    for (const Json* identity : {agentConfig(*settings, agentId) ? findMember(*agentConfig(*settings, agentId), "identity") : nullptr,
                                 findPath(settings->root, "ui.assistant")}) {
        if (!identity)
            continue;
        name = stringOr(*identity, "name", name);
        avatar = stringOr(*identity, "avatar", stringOr(*identity, "emoji", avatar));
    }
    return Answer(Json{{"agentId", agentId},
                       {"name", std::string(utf8Prefix(name, 50))},
                       {"avatar", std::string(utf8Prefix(avatar, 200))}});
}

}

std::vector<Method> agentMethods() {
    const Schema text = Schema::string(1);
    const Schema any = Schema::string();
    return {
        {.name = "agents.list", .scope = Scope::read, .params = Schema::object({}), .now = agentsList},
        {.name = "agent",
         .scope = Scope::write,
         .params = Schema::object({required("message", text), optional("agentId", text), optional("to", any),
                                   optional("replyTo", any), optional("sessionId", any), optional("sessionKey", any),
                                   optional("thinking", any), optional("deliver", Schema::boolean()),
                                   optional("attachments", Schema::array(Schema::any())), optional("channel", any),
                                   optional("replyChannel", any), optional("accountId", any), optional("replyAccountId", any),
                                   optional("threadId", any), optional("groupId", any), optional("groupChannel", any),
                                   optional("groupSpace", any), optional("timeout", Schema::integer(0)), optional("lane", any),
                                   optional("extraSystemPrompt", any), required("idempotencyKey", text),
                                   optional("label", Schema::string(1, 64)), optional("spawnedBy", any)}),
         .later = agentRun},
        {.name = "agent.identity.get",
         .scope = Scope::read,
         .params = Schema::object({optional("agentId", text), optional("sessionKey", any)}),
         .now = identityGet},
        {.name = "agent.wait",
         .scope = Scope::write,
         .params = Schema::object({required("runId", text), optional("timeoutMs", Schema::integer(0))}),
         .later = agentWait},
    };
}

}
