// chat.history, chat.send, chat.abort, chat.inject: conversations from the browser and other clients.
#include "gateway/MethodTable.hpp"

#include "gateway/messageText.hpp"
#include "gateway/RunEvents.hpp"
#include "gateway/sessionKeys.hpp"
#include "openclaw/commands/body.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <ctime>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

constexpr std::size_t maxHistoryBytes = 6 * 1024 * 1024;
constexpr std::size_t maxAttachmentBytes = 5'000'000;

/// "[Sun 2026-11-22 15:51 UTC] ", so that the agent knows when it was asked.
std::string datePrefix(std::int64_t nowMs) {
    const std::time_t seconds = static_cast<std::time_t>(nowMs / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    std::strftime(text, sizeof text, "[%a %Y-%m-%d %H:%M UTC] ", &parts);
    return text;
}

/// The image type that the bytes themselves show, or "".
std::string sniffImage(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
    if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
    if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
    return {};
}

Result<std::vector<agent::ImageInput>> decodeAttachments(const Json& params) {
    std::vector<agent::ImageInput> images;
    const Json* list = findMember(params, "attachments");
    if (!list)
        return images;
    for (std::size_t i = 0; i < list->size(); ++i) {
        const Json& item = (*list)[i];
        const std::string label = stringOr(item, "fileName", "attachment-" + std::to_string(i + 1));
        std::string content = stringOr(item, "content");
        if (const std::size_t comma = content.find(','); content.starts_with("data:") && comma != std::string::npos)
            content.erase(0, comma + 1);
        if (content.size() / 4 * 3 > maxAttachmentBytes + 3)
            return Error(Errc::invalidInput, "Error: attachment " + label + ": exceeds size limit");
        const auto bytes = base64Decode(content);
        if (!bytes || bytes->empty())
            return Error(Errc::invalidInput, "Error: attachment " + label + ": content is not base64");
        const std::string type = sniffImage(*bytes);
        if (type.empty()) {
            log::info("gateway", "dropped an attachment that is not an image");
            continue;
        }
        images.push_back(agent::ImageInput{type, base64Encode(*bytes)});
    }
    return images;
}

/// Removes what the gateway put in front of a user's text before the agent saw it.
void stripEnvelope(Json& message) {
    if (stringOr(message, "role") != "user")
        return;
    Json& content = message["content"];
    if (content.is_string()) {
        content = withoutEnvelope(content.get<std::string>());
        return;
    }
    for (Json& block : content) {
        if (block.is_object() && stringOr(block, "type") == "text")
            block["text"] = withoutEnvelope(stringOr(block, "text"));
    }
}

asio::awaitable<Answer> chatHistory(Services& services, Call call) {
    const std::string givenKey = call.params.at("sessionKey").get<std::string>();
    const auto settings = services.settings();
    const std::string key = canonicalSessionKey(*settings, givenKey);
    const std::size_t limit = static_cast<std::size_t>(
        std::min<std::int64_t>(1000, findInteger(call.params, "limit").value_or(200)));
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(key);
    if (!session)
        co_return Answer(session.error());
    std::vector<Json> messages;
    Json payload = {{"sessionKey", givenKey}, {"messages", Json::array()}};
    payload["thinkingLevel"] = settings->thinkingDefault.empty() ? "off" : settings->thinkingDefault;
    if (*session) {
        const store::SessionRow& row = **session;
        payload["sessionId"] = row.sessionId;
        payload["thinkingLevel"] = stringOr(row.entry, "thinkingLevel", payload["thinkingLevel"].get<std::string>());
        Result<std::vector<store::TranscriptMessage>> page =
            co_await services.store.transcript().page(row.sessionId, limit, std::nullopt);
        if (!page)
            co_return Answer(page.error());
        for (auto& message : *page)
            messages.push_back(std::move(message.message));
    }
    for (Json& message : services.runs.pendingMessages(key))
        messages.push_back(std::move(message));
    if (messages.size() > limit)
        messages.erase(messages.begin(), messages.end() - static_cast<std::ptrdiff_t>(limit));

    // Serialise newest first until the budget is used up, so that one huge message cannot hide the others' cost.
    std::vector<std::string> texts;
    std::size_t bytes = 0;
    for (auto it = messages.rbegin(); it != messages.rend(); ++it) {
        stripEnvelope(*it);
        std::string text = dumpJson(*it);
        bytes += text.size() + 1;
        if (bytes > maxHistoryBytes && !texts.empty())
            break;
        texts.push_back(std::move(text));
    }
    std::string joined;
    joined.reserve(bytes);
    for (auto it = texts.rbegin(); it != texts.rend(); ++it) {
        if (!joined.empty())
            joined += ',';
        joined += *it;
    }
    std::string text = dumpJson(payload);
    const std::string marker = R"("messages":[)";
    text.insert(text.find(marker) + marker.size(), joined);
    co_return Answer::text(std::move(text));
}

/// Aborts every chat run of the session under this spelling of its key.
Json abortSession(Services& services, const std::string& displayKey, const std::string& key, const char* reason) {
    Json ids = Json::array();
    for (const auto& run : services.runs.activeRuns(key)) {
        const bool isSame = run.isChat && (run.displayKey == displayKey || run.sessionKey == displayKey || key == run.sessionKey);
        if (isSame && services.runs.abort(run.runId, reason))
            ids.push_back(run.runId);
    }
    return Json{{"ok", true}, {"aborted", !ids.empty()}, {"runIds", ids}};
}

asio::awaitable<Answer> chatSend(Services& services, Call call) {
    const std::string displayKey = call.params.at("sessionKey").get<std::string>();
    const std::string message = call.params.at("message").get<std::string>();
    const std::string runId = call.params.at("idempotencyKey").get<std::string>();
    const Json* attachments = findMember(call.params, "attachments");
    if (trimAscii(message).empty() && (!attachments || attachments->empty()))
        co_return invalidRequest("message or attachment required");
    Result<std::vector<agent::ImageInput>> images = decodeAttachments(call.params);
    if (!images)
        co_return invalidRequest(images.error().message);
    const auto settings = services.settings();
    const std::string key = canonicalSessionKey(*settings, displayKey);
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(key);
    if (session && *session && stringOr((*session)->entry, "sendPolicy") == "deny")
        co_return invalidRequest("send blocked by session policy");
    // A command is authorised as the method that it amounts to, with the caller's own scopes.
    const auto commandScope = services.commands.requiredScope(message, settings->root);
    if (commandScope && !call.client->identity.isAdmin() && !call.client->identity.hasScope(*commandScope))
        co_return invalidRequest("missing scope: " + *commandScope);
    const bool isStop = commands::isAbortWord(message) || toLowerAscii(trimAscii(message)) == "/stop";
    if (isStop) {
        Json aborted = abortSession(services, displayKey, key, "stop");
        co_await services.subAgents.stopAll(key);
        co_return Answer(aborted);
    }
    if (services.runs.findActive(runId))
        co_return Answer(Json{{"runId", runId}, {"status", "in_flight"}});

    dispatch::RunRequest request;
    request.runId = runId;
    request.sessionKey = key;
    request.displayKey = displayKey;
    request.agentId = agentOfSession(*settings, key);
    request.message = datePrefix(services.clock.nowMs()) + message;
    request.images = std::move(*images);
    request.text = message;
    request.isCommand = commandScope.has_value();
    // The agent's tools reach as far as the caller does.
    request.isAuthorized = request.isCommand || call.client->identity.isAdmin();
    request.thinking = stringOr(call.params, "thinking");
    request.timeout = std::chrono::milliseconds(findInteger(call.params, "timeoutMs").value_or(0));
    request.isChat = true;
    request.sessionPatch = Json{{"chatType", "direct"}, {"lastChannel", "webchat"}};
    Result<store::Admission> admitted = co_await services.runs.admit(std::move(request));
    if (!admitted)
        co_return Answer(admitted.error());
    if (admitted->isNew)
        co_return Answer(Json{{"runId", runId}, {"status", "started"}});
    const bool isOver = admitted->state != store::InboundState::admitted && admitted->state != store::InboundState::running;
    co_return Answer(Json{{"runId", runId}, {"status", isOver ? "ok" : "in_flight"}});
}

std::optional<Answer> chatAbort(Services& services, const Call& call) {
    const std::string displayKey = call.params.at("sessionKey").get<std::string>();
    const std::string key = canonicalSessionKey(*services.settings(), displayKey);
    const auto runId = findString(call.params, "runId");
    if (!runId)
        return Answer(abortSession(services, displayKey, key, "rpc"));
    const auto run = services.runs.findActive(*runId);
    if (!run)
        return Answer(Json{{"ok", true}, {"aborted", false}, {"runIds", Json::array()}});
    if (run->displayKey != displayKey && run->sessionKey != key)
        return invalidRequest("runId does not match sessionKey");
    const bool aborted = services.runs.abort(*runId, "rpc");
    return Answer(Json{{"ok", true}, {"aborted", aborted}, {"runIds", aborted ? Json::array({*runId}) : Json::array()}});
}

asio::awaitable<Answer> chatInject(Services& services, Call call) {
    const std::string displayKey = call.params.at("sessionKey").get<std::string>();
    const std::string key = canonicalSessionKey(*services.settings(), displayKey);
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(key);
    if (!session)
        co_return Answer(session.error());
    if (!*session)
        co_return invalidRequest("session not found");
    std::string text = call.params.at("message").get<std::string>();
    if (const std::string label = stringOr(call.params, "label"); !label.empty())
        text = "[" + label + "]\n\n" + text;
    const std::int64_t now = services.clock.nowMs();
    Json message = chatMessage(text, now);
    message["stopReason"] = "injected";
    message["provider"] = "openclaw";
    message["model"] = "gateway-injected";
    message["api"] = "openai-responses";
    message["usage"] = zeroUsage();
    store::TranscriptMessage row;
    row.sessionId = (*session)->sessionId;
    row.messageId = randomHex(4);
    row.timestampMs = now;
    row.role = "assistant";
    row.message = message;
    const std::string messageId = row.messageId;
    std::vector<store::TranscriptMessage> rows;
    rows.push_back(std::move(row));
    Result<std::vector<store::TranscriptMessage>> stored = co_await services.store.transcript().append(std::move(rows));
    if (!stored)
        co_return Answer(stored.error());
    const Json event = {{"runId", "inject-" + messageId}, {"sessionKey", displayKey}, {"seq", 0}, {"state", "final"}, {"message", message}};
    services.clients.broadcast("chat", dumpJson(event));
    co_return Answer(Json{{"ok", true}, {"messageId", messageId}});
}

}

std::vector<Method> chatMethods() {
    const Schema text = Schema::string(1);
    return {
        {.name = "chat.history",
         .scope = Scope::read,
         .params = Schema::object({required("sessionKey", text), optional("limit", Schema::integer(1, 1000))}),
         .later = chatHistory},
        {.name = "chat.abort",
         .scope = Scope::write,
         .params = Schema::object({required("sessionKey", text), optional("runId", text)}),
         .now = chatAbort},
        {.name = "chat.send",
         .scope = Scope::write,
         .params = Schema::object({required("sessionKey", text), required("message", Schema::string()),
                                   optional("thinking", Schema::string()), optional("deliver", Schema::boolean()),
                                   optional("attachments", Schema::array(Schema::any())),
                                   optional("timeoutMs", Schema::integer(0)), required("idempotencyKey", text)}),
         .later = chatSend},
        {.name = "chat.inject",
         .scope = Scope::admin,
         .isAdvertised = false,
         .params = Schema::object({required("sessionKey", text), required("message", text),
                                   optional("label", Schema::string(0, 100))}),
         .later = chatInject},
    };
}

}
