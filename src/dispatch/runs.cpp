// Runs as JSON: the form they have in the inbound ledger.
#include "openclaw/dispatch/runs.hpp"

#include <initializer_list>
#include <utility>

namespace openclaw::dispatch {

namespace {

std::string_view toString(GlobalLane lane) {
    switch (lane) {
    case GlobalLane::main: return "main";
    case GlobalLane::cron: return "cron";
    case GlobalLane::subagent: return "subagent";
    case GlobalLane::nested: return "nested";
    }
    return "main";
}

GlobalLane laneFrom(std::string_view word) {
    if (word == "cron") return GlobalLane::cron;
    if (word == "nested") return GlobalLane::nested;
    return word == "subagent" ? GlobalLane::subagent : GlobalLane::main;
}

Json queueToJson(const sessions::QueueSettings& queue) {
    return Json{{"mode", sessions::toString(queue.mode)},
                {"debounceMs", queue.debounceMs},
                {"cap", queue.cap},
                {"drop", sessions::toString(queue.dropPolicy)}};
}

sessions::QueueSettings queueFromJson(const Json& json) {
    sessions::QueueSettings queue;
    queue.mode = sessions::parseQueueMode(stringOr(json, "mode")).value_or(queue.mode);
    queue.debounceMs = findInteger(json, "debounceMs").value_or(queue.debounceMs);
    queue.cap = static_cast<std::size_t>(
        std::max<std::int64_t>(1, findInteger(json, "cap").value_or(static_cast<std::int64_t>(queue.cap))));
    queue.dropPolicy = sessions::parseDropPolicy(stringOr(json, "drop")).value_or(queue.dropPolicy);
    return queue;
}

Json chatToJson(const agent::ChatFacts& chat) {
    Json json = {{"channel", chat.channel}, {"accountId", chat.accountId}, {"isGroup", chat.isGroup},
                 {"groupId", chat.groupId}, {"threadId", chat.threadId},   {"guildId", chat.guildId},
                 {"isAlwaysOn", chat.isAlwaysOn}};
    for (const agent::ToolRule& rule : chat.toolRules)
        json["toolRules"].push_back({{"path", rule.path}, {"policy", rule.policy}});
    return json;
}

agent::ChatFacts chatFromJson(const Json& json) {
    agent::ChatFacts chat;
    chat.channel = stringOr(json, "channel");
    chat.accountId = stringOr(json, "accountId");
    chat.isGroup = findBool(json, "isGroup").value_or(false);
    chat.groupId = stringOr(json, "groupId");
    chat.threadId = stringOr(json, "threadId");
    chat.guildId = stringOr(json, "guildId");
    chat.isAlwaysOn = findBool(json, "isAlwaysOn").value_or(false);
    if (const Json* rules = findMember(json, "toolRules"); rules && rules->is_array()) {
        for (const Json& rule : *rules) {
            const Json* policy = findMember(rule, "policy");
            chat.toolRules.push_back({stringOr(rule, "path"), policy ? *policy : Json::object()});
        }
    }
    return chat;
}

}

Json ReplyRoute::toJson() const {
    Json json = {{"channel", channel},
                 {"accountId", accountId},
                 {"to", target},
                 {"threadId", threadId},
                 {"replyToId", replyToId}};
    if (!currentId.empty()) json["currentId"] = currentId;
    if (!channelData.is_null()) json["channelData"] = channelData;
    return json;
}

std::optional<ReplyRoute> ReplyRoute::fromJson(const Json& json) {
    ReplyRoute route;
    route.channel = stringOr(json, "channel");
    route.accountId = stringOr(json, "accountId");
    route.target = stringOr(json, "to");
    route.threadId = stringOr(json, "threadId");
    route.replyToId = stringOr(json, "replyToId");
    route.currentId = stringOr(json, "currentId");
    if (const Json* data = findMember(json, "channelData")) route.channelData = *data;
    if (route.channel.empty() || route.target.empty()) return std::nullopt;
    return route;
}

bool ReplyRoute::isSameTarget(const ReplyRoute& other) const {
    return channel == other.channel && accountId == other.accountId && target == other.target &&
           threadId == other.threadId;
}

Json RunRequest::toJson() const {
    Json json = {{"runId", runId},     {"sessionKey", sessionKey},     {"displayKey", displayKey},
                 {"agentId", agentId}, {"message", message},           {"thinking", thinking},
                 {"isChat", isChat},   {"timeoutMs", timeout.count()}, {"sessionPatch", sessionPatch}};
    if (!extraSystemPrompt.empty()) json["extraSystemPrompt"] = extraSystemPrompt;
    if (!chat.channel.empty()) json["chat"] = chatToJson(chat);
    if (route) json["route"] = route->toJson();
    for (const auto& image : images)
        json["images"].push_back({{"mimeType", image.mimeType}, {"data", image.base64}});
    for (const auto& attachment : attachments)
        json["attachments"].push_back({{"kind", attachment.kind},
                                       {"mimeType", attachment.mimeType},
                                       {"fileName", attachment.fileName},
                                       {"sizeBytes", attachment.sizeBytes},
                                       {"durationMs", attachment.durationMs},
                                       {"source", attachment.source}});
    if (lane != GlobalLane::main) json["lane"] = toString(lane);
    for (const auto& [key, value] :
         std::initializer_list<std::pair<const char*, const std::string*>>{{"text", &text},
                                                                           {"head", &head},
                                                                           {"tail", &tail},
                                                                           {"debounceKey", &debounceKey},
                                                                           {"ackEmoji", &ackEmoji},
                                                                           {"model", &model},
                                                                           {"outsideOf", &outsideOf}}) {
        if (!value->empty()) json[key] = *value;
    }
    if (!history.empty()) json["history"] = history;
    if (receivedAtMs > 0) json["receivedAt"] = receivedAtMs;
    if (debounce.count() > 0) json["debounceMs"] = debounce.count();
    if (mayBeQueued) json["queue"] = queueToJson(queue);
    if (!purpose.is_null()) json["purpose"] = purpose;
    json["isAuthorized"] = isAuthorized;
    if (isCommand) json["isCommand"] = true;
    if (isGroup) json["isGroup"] = true;
    json["wasMentioned"] = wasMentioned;
    return json;
}

RunRequest RunRequest::fromJson(const Json& json) {
    RunRequest request;
    request.runId = stringOr(json, "runId");
    request.sessionKey = stringOr(json, "sessionKey");
    request.displayKey = stringOr(json, "displayKey", request.sessionKey);
    request.agentId = stringOr(json, "agentId", "main");
    request.message = stringOr(json, "message");
    request.thinking = stringOr(json, "thinking");
    request.extraSystemPrompt = stringOr(json, "extraSystemPrompt");
    if (const Json* chat = findMember(json, "chat")) request.chat = chatFromJson(*chat);
    request.isChat = findBool(json, "isChat").value_or(false);
    request.timeout = std::chrono::milliseconds(findInteger(json, "timeoutMs").value_or(0));
    if (const Json* patch = findMember(json, "sessionPatch"); patch && patch->is_object())
        request.sessionPatch = *patch;
    if (const Json* route = findMember(json, "route")) request.route = ReplyRoute::fromJson(*route);
    if (const Json* images = findMember(json, "images"); images && images->is_array()) {
        for (const auto& image : *images)
            request.images.push_back(agent::ImageInput{stringOr(image, "mimeType"), stringOr(image, "data")});
    }
    if (const Json* attachments = findMember(json, "attachments"); attachments && attachments->is_array()) {
        for (const auto& entry : *attachments) {
            channels::Attachment attachment;
            attachment.kind = stringOr(entry, "kind");
            attachment.mimeType = stringOr(entry, "mimeType");
            attachment.fileName = stringOr(entry, "fileName");
            attachment.sizeBytes = findInteger(entry, "sizeBytes").value_or(0);
            attachment.durationMs = findInteger(entry, "durationMs").value_or(0);
            if (const Json* source = findMember(entry, "source")) attachment.source = *source;
            request.attachments.push_back(std::move(attachment));
        }
    }
    request.lane = laneFrom(stringOr(json, "lane"));
    request.text = stringOr(json, "text");
    request.head = stringOr(json, "head");
    request.tail = stringOr(json, "tail");
    request.debounceKey = stringOr(json, "debounceKey");
    request.ackEmoji = stringOr(json, "ackEmoji");
    request.model = stringOr(json, "model");
    request.outsideOf = stringOr(json, "outsideOf");
    if (const Json* purpose = findMember(json, "purpose")) request.purpose = *purpose;
    if (const Json* history = findMember(json, "history"); history && history->is_array()) {
        for (const auto& line : *history) {
            if (line.is_string()) request.history.push_back(line.get<std::string>());
        }
    }
    request.receivedAtMs = findInteger(json, "receivedAt").value_or(0);
    request.debounce = std::chrono::milliseconds(findInteger(json, "debounceMs").value_or(0));
    if (const Json* queue = findMember(json, "queue")) {
        request.mayBeQueued = true;
        request.queue = queueFromJson(*queue);
    }
    request.isAuthorized = findBool(json, "isAuthorized").value_or(false);
    request.isCommand = findBool(json, "isCommand").value_or(false);
    request.isGroup = findBool(json, "isGroup").value_or(false);
    request.wasMentioned = findBool(json, "wasMentioned").value_or(true);
    return request;
}

}
