// Runs as JSON: the form they have in the inbound ledger.
#include "openclaw/dispatch/runs.hpp"

namespace openclaw::dispatch {

Json ReplyRoute::toJson() const {
    return Json{{"channel", channel}, {"accountId", accountId}, {"to", target}, {"threadId", threadId}, {"replyToId", replyToId}};
}

std::optional<ReplyRoute> ReplyRoute::fromJson(const Json& json) {
    ReplyRoute route;
    route.channel = stringOr(json, "channel");
    route.accountId = stringOr(json, "accountId");
    route.target = stringOr(json, "to");
    route.threadId = stringOr(json, "threadId");
    route.replyToId = stringOr(json, "replyToId");
    if (route.channel.empty() || route.target.empty())
        return std::nullopt;
    return route;
}

Json RunRequest::toJson() const {
    Json json = {{"runId", runId},         {"sessionKey", sessionKey}, {"displayKey", displayKey}, {"agentId", agentId},
                 {"message", message},     {"thinking", thinking},     {"isChat", isChat},
                 {"timeoutMs", timeout.count()}, {"sessionPatch", sessionPatch}};
    if (!extraSystemPrompt.empty())
        json["extraSystemPrompt"] = extraSystemPrompt;
    if (route)
        json["route"] = route->toJson();
    for (const auto& image : images)
        json["images"].push_back({{"mimeType", image.mimeType}, {"data", image.base64}});
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
    request.isChat = findBool(json, "isChat").value_or(false);
    request.timeout = std::chrono::milliseconds(findInteger(json, "timeoutMs").value_or(0));
    if (const Json* patch = findMember(json, "sessionPatch"); patch && patch->is_object())
        request.sessionPatch = *patch;
    if (const Json* route = findMember(json, "route"))
        request.route = ReplyRoute::fromJson(*route);
    if (const Json* images = findMember(json, "images"); images && images->is_array()) {
        for (const auto& image : *images)
            request.images.push_back(agent::ImageInput{stringOr(image, "mimeType"), stringOr(image, "data")});
    }
    return request;
}

}
