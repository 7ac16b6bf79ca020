// send, poll, message.action: what people and programs do with chats through the gateway. Texts and files go through the
// outgoing ledger; everything else is one call of the channel.
#include "gateway/MethodTable.hpp"

#include "gateway/RunEvents.hpp"
#include "gateway/sessionKeys.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <array>

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

constexpr std::chrono::seconds deliveryPatience{60};
constexpr std::chrono::seconds actionPatience{60};

struct KnownType {
    std::string_view extension;
    std::string_view mimeType;
};
constexpr auto knownTypes = std::to_array<KnownType>({{".png", "image/png"},   {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"},
                                                      {".gif", "image/gif"},   {".webp", "image/webp"}, {".mp4", "video/mp4"},
                                                      {".mov", "video/quicktime"}, {".mp3", "audio/mpeg"}, {".m4a", "audio/mp4"},
                                                      {".ogg", "audio/ogg"},   {".opus", "audio/ogg"}, {".wav", "audio/wav"},
                                                      {".pdf", "application/pdf"}, {".txt", "text/plain"}});

std::string mimeTypeOf(const std::filesystem::path& file) {
    const std::string extension = toLowerAscii(file.extension().string());
    const auto* known = std::ranges::find(knownTypes, extension, &KnownType::extension);
    return std::string(known == knownTypes.end() ? std::string_view("application/octet-stream") : known->mimeType);
}

/// A file that may leave: below the state folder's "media", after links are resolved. The shell copies there what it sends.
Result<channels::MediaFile> mediaFile(const Services& services, const std::string& path) {
    std::error_code failure;
    const std::filesystem::path root = std::filesystem::weakly_canonical(services.stateDirectory / "media", failure);
    const std::filesystem::path file = std::filesystem::canonical(path, failure);
    if (failure) return Error(Errc::notFound, "the file to send does not exist");
    const auto [end, ignored] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
    const bool isInside = end == root.end() && std::filesystem::is_regular_file(file, failure);
    if (!isInside) return Error(Errc::unauthorized, "only files below the state folder's media may be sent");
    channels::MediaFile media;
    media.path = file.string();
    media.mimeType = mimeTypeOf(file);
    // The shell puts a random prefix before the name.
    media.fileName = file.filename().string();
    if (const std::size_t mark = media.fileName.find("---"); mark != std::string::npos) media.fileName.erase(0, mark + 3);
    return media;
}

/// Puts the sent text into the session it belongs to, so that the agent's history shows what the person read.
asio::awaitable<void> mirrorIntoSession(Services& services, std::string sessionKey, std::string text) {
    Result<std::optional<store::SessionRow>> session = co_await services.store.sessions().get(sessionKey);
    if (!session || !*session) co_return;
    const std::int64_t now = services.clock.nowMs();
    store::TranscriptMessage row;
    row.sessionId = (*session)->sessionId;
    row.timestampMs = now;
    row.role = "assistant";
    row.message = chatMessage(text, now);
    row.message["provider"] = "openclaw";
    row.message["model"] = "delivery-mirror";
    row.message["api"] = "openai-responses";
    row.message["stopReason"] = "stop";
    row.message["usage"] = zeroUsage();
    std::vector<store::TranscriptMessage> rows;
    rows.push_back(std::move(row));
    co_await services.store.transcript().append(std::move(rows));
}

/// The reply that a `send` asks for, its files checked.
Result<channels::Reply> readReply(const Services& services, const Json& params) {
    channels::Reply reply;
    reply.text = stringOr(params, "message");
    reply.replyToId = stringOr(params, "replyToId");
    reply.isSilent = findBool(params, "silent").value_or(false);
    std::vector<std::string> paths;
    if (const auto one = findString(params, "mediaUrl")) paths.push_back(*one);
    if (const Json* list = findMember(params, "mediaUrls"); list && list->is_array()) {
        for (const Json& path : *list)
            paths.push_back(path.get<std::string>());
    }
    for (const std::string& path : paths) {
        Result<channels::MediaFile> media = mediaFile(services, path);
        if (!media) return media.error();
        reply.media.push_back(std::move(*media));
    }
    const Json* rows = findMember(params, "buttons");
    if (!rows || !rows->is_array()) return reply;
    for (const Json& row : *rows) {
        std::vector<channels::Button> line;
        if (!row.is_array()) return Error(Errc::invalidInput, "buttons must be rows of {text, callback_data}");
        for (const Json& button : row)
            line.push_back(channels::Button{stringOr(button, "text"), stringOr(button, "callback_data")});
        reply.buttons.push_back(std::move(line));
    }
    return reply;
}

asio::awaitable<Answer> sendMessage(Services& services, Call call) {
    const Json& params = call.params;
    const std::string runId = params.at("idempotencyKey").get<std::string>();
    const std::string channelName = toLowerAscii(stringOr(params, "channel", "whatsapp"));
    const std::string accountId = stringOr(params, "accountId", "default");
    const channels::Channel* channel = services.supervisor.find(channelName, accountId);
    if (!channel) co_return invalidRequest("unsupported channel: " + channelName);
    Result<channels::Reply> reply = readReply(services, params);
    if (!reply) co_return invalidRequest(reply.error().message);
    if (!reply->media.empty() && !channel->capabilities().hasMedia)
        co_return invalidRequest("media is not supported by " + channelName);
    const std::int64_t now = services.clock.nowMs();
    const store::ChatAddress to{channelName, accountId, params.at("to").get<std::string>(), stringOr(params, "threadId")};
    std::vector<store::OutboundRecord> parts;
    for (Json& payload : channel->render(*reply)) {
        std::string key = "send:" + channelName + ":" + accountId + ":" + runId + ":" + std::to_string(parts.size());
        parts.push_back(store::duePart(to, std::move(key), std::move(payload), now));
    }
    if (parts.empty()) co_return invalidRequest("the message is empty");
    Result<std::vector<store::Enqueued>> queued = co_await services.outbox.enqueue(std::move(parts));
    if (!queued) co_return Answer(queued.error());
    std::string messageId;
    std::string target;
    for (const auto& row : *queued) {
        Result<store::OutboundRecord> settled =
            co_await withTimeout(std::chrono::duration_cast<std::chrono::milliseconds>(deliveryPatience),
                                 services.outbox.waitFor(row.record.id));
        if (!settled)
            co_return Answer(protocol::RpcError(protocol::code::unavailable, "the message is queued and has not been delivered yet"));
        if (settled->state == store::OutboundState::failed)
            co_return Answer(protocol::RpcError(protocol::code::unavailable, settled->lastError));
        if (settled->state == store::OutboundState::uncertain)
            co_return Answer(protocol::RpcError(protocol::code::unavailable,
                                                "the message may or may not have arrived: " + settled->lastError));
        if (messageId.empty()) messageId = settled->platformMessageId;
        target = settled->target;
    }
    if (const std::string key = stringOr(params, "sessionKey"); !key.empty())
        co_await mirrorIntoSession(services, canonicalSessionKey(*services.settings(), key), reply->text);
    co_return Answer(Json{{"runId", runId}, {"messageId", messageId}, {"channel", channelName}, {"chatId", target}});
}

asio::awaitable<Answer> performAction(Services& services, std::string channelName, std::string accountId,
                                      channels::ActionRequest request) {
    channels::Channel* channel = services.supervisor.find(channelName, accountId);
    if (!channel) co_return invalidRequest("unsupported channel: " + channelName);
    const std::string name(channels::toString(request.kind));
    const auto actions = channel->capabilities().actions;
    if (std::ranges::find(actions, request.kind) == actions.end())
        co_return invalidRequest("Message action " + name + " not supported for channel " + channelName + ".");
    Result<Json> done = co_await withTimeout(std::chrono::duration_cast<std::chrono::milliseconds>(actionPatience),
                                             channel->perform(std::move(request)));
    if (!done) co_return Answer(done.error());
    co_return Answer(Json{{"channel", channelName}, {"action", name}, {"payload", std::move(*done)}});
}

asio::awaitable<Answer> messageAction(Services& services, Call call) {
    const Json& params = call.params;
    const std::string name = params.at("action").get<std::string>();
    const auto kind = channels::actionFromName(name);
    if (!kind) co_return invalidRequest("unknown message action: " + name);
    channels::ActionRequest request;
    request.kind = *kind;
    request.target = stringOr(params, "target");
    request.threadId = stringOr(params, "threadId");
    request.messageId = stringOr(params, "messageId");
    if (const Json* parameters = findMember(params, "parameters")) request.parameters = *parameters;
    request.parameters["idempotencyKey"] = params.at("idempotencyKey");
    if (const auto path = findString(request.parameters, "mediaPath")) {
        const Result<channels::MediaFile> media = mediaFile(services, *path);
        if (!media) co_return invalidRequest(media.error().message);
        request.parameters["mediaPath"] = media->path;
        request.parameters["mimeType"] = media->mimeType;
    }
    Answer answer = co_await performAction(services, toLowerAscii(params.at("channel").get<std::string>()),
                                           stringOr(params, "accountId", "default"), std::move(request));
    co_return answer;
}

asio::awaitable<Answer> sendPoll(Services& services, Call call) {
    const Json& params = call.params;
    const std::string channelName = toLowerAscii(stringOr(params, "channel", "whatsapp"));
    const std::string accountId = stringOr(params, "accountId", "default");
    const channels::Channel* channel = services.supervisor.find(channelName, accountId);
    const auto actions = channel ? channel->capabilities().actions : std::vector<channels::ActionKind>();
    if (std::ranges::find(actions, channels::ActionKind::poll) == actions.end())
        co_return invalidRequest("unsupported poll channel: " + channelName);
    channels::ActionRequest request;
    request.kind = channels::ActionKind::poll;
    request.target = params.at("to").get<std::string>();
    request.parameters = params;
    Answer answer = co_await performAction(services, channelName, accountId, std::move(request));
    if (answer.error) co_return answer;
    const Result<Json> done = parseJson(answer.payload);
    const Json* payload = done ? findMember(*done, "payload") : nullptr;
    Json result{{"runId", params.at("idempotencyKey")}, {"channel", channelName}, {"messageId", ""}};
    if (payload && payload->is_object()) result.update(*payload);
    co_return Answer(result);
}

}

std::vector<Method> messageMethods() {
    const Schema text = Schema::string(1);
    return {
        {.name = "send",
         .scope = Scope::write,
         .params = Schema::object({required("to", text), required("message", Schema::string()), optional("mediaUrl", Schema::string()),
                                   optional("mediaUrls", Schema::array(Schema::string())), optional("buttons", Schema::any()),
                                   optional("threadId", Schema::string()), optional("replyToId", Schema::string()),
                                   optional("silent", Schema::boolean()), optional("gifPlayback", Schema::boolean()),
                                   optional("channel", Schema::string()), optional("accountId", Schema::string()),
                                   optional("sessionKey", Schema::string()), required("idempotencyKey", text)}),
         .later = sendMessage},
        {.name = "poll",
         .scope = Scope::admin,
         .isAdvertised = false,
         .params = Schema::object({required("to", text), required("question", text), required("options", Schema::array(text)),
                                   optional("maxSelections", Schema::integer(1)), optional("durationHours", Schema::integer(1)),
                                   optional("channel", Schema::string()), optional("accountId", Schema::string()),
                                   required("idempotencyKey", text)}),
         .later = sendPoll},
        {.name = "message.action",
         .scope = Scope::write,
         .isAdvertised = false,
         .params = Schema::object({required("action", text), required("channel", text), optional("accountId", Schema::string()),
                                   optional("target", Schema::string()), optional("threadId", Schema::string()),
                                   optional("messageId", Schema::string()), optional("parameters", Schema::map(Schema::any())),
                                   required("idempotencyKey", text)}),
         .later = messageAction},
    };
}

}
