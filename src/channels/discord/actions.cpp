// The message actions that Discord knows, one REST call each, behind the channels.discord.actions switches.
#include "channels/discord/DiscordChannel.hpp"

#include "channels/discord/permissions.hpp"
#include "channels/discord/sending.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t maxEmojiBytes = 256 * 1024;
constexpr std::size_t maxStickerBytes = 512 * 1024;

struct Switch {
    ActionKind kind;
    std::string_view key;
};
constexpr auto switches = std::to_array<Switch>({
    {ActionKind::react, "reactions"},
    {ActionKind::reactions, "reactions"},
    {ActionKind::read, "messages"},
    {ActionKind::edit, "messages"},
    {ActionKind::remove, "messages"},
    {ActionKind::pin, "pins"},
    {ActionKind::unpin, "pins"},
    {ActionKind::pins, "pins"},
    {ActionKind::poll, "polls"},
    {ActionKind::permissions, "permissions"},
    {ActionKind::search, "search"},
    {ActionKind::threadCreate, "threads"},
    {ActionKind::threadList, "threads"},
    {ActionKind::threadReply, "threads"},
    {ActionKind::emojiUpload, "emojiUploads"},
    {ActionKind::stickerSend, "stickers"},
    {ActionKind::stickerUpload, "stickerUploads"},
    {ActionKind::roleInfo, "roleInfo"},
    {ActionKind::roleAdd, "roles"},
    {ActionKind::roleRemove, "roles"},
    {ActionKind::channelInfo, "channelInfo"},
    {ActionKind::channelList, "channelInfo"},
    {ActionKind::memberInfo, "memberInfo"},
    {ActionKind::voiceStatus, "voiceStatus"},
    {ActionKind::eventList, "events"},
    {ActionKind::eventCreate, "events"},
    {ActionKind::timeout, "moderation"},
    {ActionKind::kick, "moderation"},
    {ActionKind::ban, "moderation"},
});

std::string limitQuery(const Json& parameters, std::int64_t fallback) {
    const std::int64_t limit =
        std::clamp<std::int64_t>(findInteger(parameters, "limit").value_or(fallback), 1, 100);
    return "limit=" + std::to_string(limit);
}

/// An id out of the parameters; only digits, because it becomes part of a path.
Result<std::string> idOf(const Json& parameters, const std::string& key) {
    const std::string id(trimAscii(stringOr(parameters, key)));
    const bool isDigits = !id.empty() && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
    if (!isDigits) return Error(Errc::invalidInput, "a Discord id is needed as " + key);
    return id;
}

/// Messages as `openclaw message read` lists them.
Json messageRows(const Json& messages) {
    Json rows = Json::array();
    if (!messages.is_array()) return rows;
    for (const Json& message : messages) {
        const Json* author = findMember(message, "author");
        rows.push_back(Json{{"id", stringOr(message, "id")},
                            {"author", author ? stringOr(*author, "username") : std::string()},
                            {"authorId", author ? stringOr(*author, "id") : std::string()},
                            {"text", stringOr(message, "content")},
                            {"timestamp", stringOr(message, "timestamp")}});
    }
    return rows;
}

Json pollBody(const Json& parameters) {
    Json answers = Json::array();
    const Json* options = findMember(parameters, "options");
    if (options && options->is_array()) {
        for (const Json& option : *options) {
            if (option.is_string()) answers.push_back(Json{{"poll_media", {{"text", option}}}});
        }
    }
    return Json{
        {"question", {{"text", stringOr(parameters, "question")}}},
        {"answers", std::move(answers)},
        {"duration", std::clamp<std::int64_t>(findInteger(parameters, "durationHours").value_or(24), 1, 768)},
        {"allow_multiselect", findInteger(parameters, "maxSelections").value_or(1) > 1},
        {"layout_type", 1}};
}

}

bool DiscordChannel::isAllowed(ActionKind kind) const {
    const auto* entry = std::ranges::find(switches, kind, &Switch::kind);
    return entry == switches.end() || account_.flag("actions." + std::string(entry->key));
}

asio::awaitable<Result<Json>> DiscordChannel::fetchJson(std::string method, std::string path, Json body) {
    ApiReply reply = co_await api_.call(std::move(method), std::move(path), std::move(body));
    if (!reply.isOk) co_return reply.error;
    if (reply.body.is_null()) co_return Json{{"ok", true}};
    co_return std::move(reply.body);
}

asio::awaitable<Result<Json>> DiscordChannel::perform(ActionRequest request) {
    if (token_.empty())
        co_return Error(Errc::unavailable, "Discord account " + account_.id + " has no bot token");
    const Capabilities can = capabilities();
    if (std::ranges::find(can.actions, request.kind) == can.actions.end()) {
        Result<Json> refusal = co_await Channel::perform(std::move(request));
        co_return refusal;
    }
    switch (request.kind) {
    case ActionKind::directory:
    case ActionKind::resolve: {
        Result<Json> found = co_await lookUp(std::move(request));
        co_return found;
    }
    case ActionKind::search:
    case ActionKind::threadList:
    case ActionKind::emojiList:
    case ActionKind::emojiUpload:
    case ActionKind::stickerUpload:
    case ActionKind::roleInfo:
    case ActionKind::roleAdd:
    case ActionKind::roleRemove:
    case ActionKind::channelList:
    case ActionKind::memberInfo:
    case ActionKind::voiceStatus:
    case ActionKind::eventList:
    case ActionKind::eventCreate:
    case ActionKind::timeout:
    case ActionKind::kick:
    case ActionKind::ban: {
        Result<Json> done = co_await guildAction(std::move(request));
        co_return done;
    }
    default: break;
    }
    Result<std::string> channel = co_await channelIdFor(request.target, request.threadId);
    if (!channel) co_return channel.error();
    Result<Json> done = co_await messageAction(std::move(request), *channel);
    co_return done;
}

asio::awaitable<Result<Json>> DiscordChannel::messageAction(ActionRequest request, std::string channelId) {
    const Json& parameters = request.parameters;
    const std::string base = "/channels/" + channelId;
    std::string messageId;
    const bool needsMessage = request.kind == ActionKind::react || request.kind == ActionKind::reactions ||
                              request.kind == ActionKind::edit || request.kind == ActionKind::remove ||
                              request.kind == ActionKind::pin || request.kind == ActionKind::unpin;
    if (needsMessage) {
        Json holder{{"messageId", request.messageId}};
        const Result<std::string> id = idOf(holder, "messageId");
        if (!id) co_return id.error();
        messageId = *id;
    }
    const std::string message = base + "/messages/" + messageId;
    std::string method = "GET";
    std::string path = base;
    Json body;
    bool isList = false;
    switch (request.kind) {
    case ActionKind::react:
        method = findBool(parameters, "remove").value_or(false) ? "DELETE" : "PUT";
        path = message + "/reactions/" + reactionPath(stringOr(parameters, "emoji")) + "/@me";
        break;
    case ActionKind::reactions: path = message; break;
    case ActionKind::read:
        path = base + "/messages?" + limitQuery(parameters, 20);
        for (const char* key : {"before", "after", "around"}) {
            const Result<std::string> id = idOf(parameters, key);
            if (id) path += std::string("&") + key + "=" + *id;
        }
        isList = true;
        break;
    case ActionKind::edit:
        method = "PATCH";
        path = message;
        body = Json{{"content", stringOr(parameters, "message")}, {"allowed_mentions", allowedMentions()}};
        break;
    case ActionKind::remove:
        method = "DELETE";
        path = message;
        break;
    case ActionKind::pin:
    case ActionKind::unpin:
        method = request.kind == ActionKind::pin ? "PUT" : "DELETE";
        path = base + "/pins/" + messageId;
        break;
    case ActionKind::pins:
        path = base + "/pins";
        isList = true;
        break;
    case ActionKind::poll:
    case ActionKind::stickerSend:
    case ActionKind::threadReply: {
        Json payload = Json::object();
        if (const std::string text = stringOr(parameters, "message"); !text.empty()) payload["text"] = text;
        if (request.kind == ActionKind::poll) payload["poll"] = pollBody(parameters);
        if (request.kind == ActionKind::stickerSend)
            payload["stickerIds"] = Json::array({stringOr(parameters, "stickerId")});
        if (const std::string reply = stringOr(parameters, "replyTo"); !reply.empty())
            payload["replyTo"] = reply;
        method = "POST";
        path = base + "/messages";
        body = messageRequest(payload, stringOr(parameters, "idempotencyKey", randomUuid())).body;
        break;
    }
    case ActionKind::threadCreate: {
        Result<Json> thread = co_await createThread(std::move(request), std::move(channelId));
        co_return thread;
    }
    case ActionKind::permissions: {
        Result<Json> shown = co_await showPermissions(std::move(channelId));
        co_return shown;
    }
    default: break; // channelInfo reads the channel itself
    }
    Result<Json> answer = co_await fetchJson(std::move(method), std::move(path), std::move(body));
    if (!answer) co_return answer;
    if (isList) co_return Json{{"messages", messageRows(*answer)}};
    if (request.kind == ActionKind::reactions)
        co_return Json{{"reactions", answer->value("reactions", Json::array())}};
    if (request.kind == ActionKind::poll || request.kind == ActionKind::stickerSend ||
        request.kind == ActionKind::threadReply)
        co_return Json{{"messageId", stringOr(*answer, "id")}, {"channelId", channelId}};
    co_return answer;
}

asio::awaitable<Result<Json>> DiscordChannel::createThread(ActionRequest request, std::string channelId) {
    const Json& parameters = request.parameters;
    Json body{{"name", stringOr(parameters, "threadName")}};
    if (const auto minutes = findInteger(parameters, "autoArchiveMin"))
        body["auto_archive_duration"] = *minutes;
    std::string path = "/channels/" + channelId;
    std::optional<ChannelFacts> channel = co_await findChannel(channelId, std::string());
    const bool isForum =
        channel && (channel->type == ChannelType::forum || channel->type == ChannelType::media);
    if (isForum)
        body["message"] =
            Json{{"content", stringOr(parameters, "message", stringOr(parameters, "threadName"))},
                 {"allowed_mentions", allowedMentions()}};
    else if (!request.messageId.empty())
        path += "/messages/" + percentEncode(request.messageId);
    else
        body["type"] = 11;
    path += "/threads";
    Result<Json> thread = co_await fetchJson("POST", std::move(path), std::move(body));
    co_return thread;
}

asio::awaitable<Result<Json>> DiscordChannel::showPermissions(std::string channelId) {
    std::optional<ChannelFacts> channel = co_await findChannel(channelId, std::string());
    const GuildFacts* guild = channel ? guilds_.guild(channel->guildId) : nullptr;
    if (!guild)
        co_return Error(Errc::notFound,
                        "Discord channel " + channelId + " belongs to no server of the bot's");
    const ChannelFacts* parent = channel->isThread() ? guilds_.channel(channel->parentId) : nullptr;
    const Member self{bot_.id, guild->ownRoleIds, false};
    const std::uint64_t bits = permissionsOf(self, *guild, parent ? *parent : *channel);
    co_return Json{{"channelId", channelId},
                   {"guildId", guild->id},
                   {"raw", std::to_string(bits)},
                   {"permissions", permissionNames(bits)}};
}

namespace {

Result<Json> imageUpload(const Json& parameters, std::size_t maxBytes) {
    const Result<std::string> bytes = readFile(stringOr(parameters, "mediaPath"), maxBytes);
    if (!bytes) return bytes.error().withContext("the image");
    const std::string mimeType = stringOr(parameters, "mimeType", "image/png");
    return Json("data:" + mimeType + ";base64," + base64Encode(*bytes));
}

}

asio::awaitable<Result<Json>> DiscordChannel::guildAction(ActionRequest request) {
    const Json& parameters = request.parameters;
    const Result<std::string> guild = idOf(parameters, "guildId");
    const bool isEmojiListOfAll = request.kind == ActionKind::emojiList && !guild;
    if (!guild && !isEmojiListOfAll) co_return guild.error();
    const std::string base = guild ? "/guilds/" + *guild : std::string();
    const Result<std::string> user = idOf(parameters, "userId");
    const Result<std::string> role = idOf(parameters, "roleId");
    const std::string member = base + "/members/" + (user ? *user : std::string());
    const bool needsUser = request.kind == ActionKind::roleAdd || request.kind == ActionKind::roleRemove ||
                           request.kind == ActionKind::memberInfo ||
                           request.kind == ActionKind::voiceStatus || request.kind == ActionKind::timeout ||
                           request.kind == ActionKind::kick || request.kind == ActionKind::ban;
    if (needsUser && !user) co_return user.error();
    std::string method = "GET";
    std::string path = base;
    Json body;
    switch (request.kind) {
    case ActionKind::search:
        path += "/messages/search?content=" + percentEncode(stringOr(parameters, "query")) + "&" +
                limitQuery(parameters, 25);
        for (const auto& [key, query] :
             {std::pair("channelId", "channel_id"), std::pair("authorId", "author_id")}) {
            const Result<std::string> id = idOf(parameters, key);
            if (id) path += std::string("&") + query + "=" + *id;
        }
        break;
    case ActionKind::threadList:
        if (findBool(parameters, "includeArchived").value_or(false)) {
            const Result<std::string> channel = idOf(parameters, "channelId");
            if (!channel) co_return channel.error();
            path = "/channels/" + *channel + "/threads/archived/public?" + limitQuery(parameters, 50);
        } else {
            path += "/threads/active";
        }
        break;
    case ActionKind::emojiList:
        if (isEmojiListOfAll)
            co_return Error(Errc::invalidInput, "--guild-id is needed to list a server's emoji");
        path += "/emojis";
        break;
    case ActionKind::emojiUpload: {
        const Result<Json> image = imageUpload(parameters, maxEmojiBytes);
        if (!image) co_return image.error();
        method = "POST";
        path += "/emojis";
        body = Json{{"name", stringOr(parameters, "emojiName")}, {"image", *image}};
        if (const Json* roles = findMember(parameters, "roleIds")) body["roles"] = *roles;
        break;
    }
    case ActionKind::stickerUpload: {
        const std::string file = stringOr(parameters, "mediaPath");
        const Result<std::string> bytes = readFile(file, maxStickerBytes);
        if (!bytes) co_return bytes.error().withContext("the sticker");
        Json fields{{"name", stringOr(parameters, "stickerName")},
                    {"description", stringOr(parameters, "stickerDesc")},
                    {"tags", stringOr(parameters, "stickerTags")}};
        std::vector<Upload> files;
        files.push_back(Upload{file, "sticker.png", stringOr(parameters, "mimeType", "image/png")});
        ApiReply reply = co_await api_.uploadForm(path + "/stickers", std::move(fields), std::move(files));
        if (!reply.isOk) co_return reply.error;
        co_return std::move(reply.body);
    }
    case ActionKind::roleInfo: path += "/roles"; break;
    case ActionKind::roleAdd:
    case ActionKind::roleRemove:
        if (!role) co_return role.error();
        method = request.kind == ActionKind::roleAdd ? "PUT" : "DELETE";
        path = member + "/roles/" + *role;
        break;
    case ActionKind::channelList: path += "/channels"; break;
    case ActionKind::memberInfo: path = member; break;
    case ActionKind::voiceStatus: path += "/voice-states/" + *user; break;
    case ActionKind::eventList: path += "/scheduled-events"; break;
    case ActionKind::eventCreate: {
        const std::string type = stringOr(parameters, "eventType", "external");
        method = "POST";
        path += "/scheduled-events";
        body = Json{{"name", stringOr(parameters, "eventName")},
                    {"scheduled_start_time", stringOr(parameters, "startTime")},
                    {"privacy_level", 2},
                    {"entity_type", type == "stage"   ? 1
                                    : type == "voice" ? 2
                                                      : 3}};
        if (const std::string end = stringOr(parameters, "endTime"); !end.empty())
            body["scheduled_end_time"] = end;
        if (const std::string words = stringOr(parameters, "desc"); !words.empty())
            body["description"] = words;
        if (const std::string channel = stringOr(parameters, "channelId"); !channel.empty())
            body["channel_id"] = channel;
        if (type == "external")
            body["entity_metadata"] = Json{{"location", stringOr(parameters, "location")}};
        break;
    }
    case ActionKind::timeout: {
        method = "PATCH";
        path = member;
        const auto minutes = findInteger(parameters, "durationMin");
        std::string until = stringOr(parameters, "until");
        if (minutes) until = formatIsoTime(context_.clock.nowMs() + *minutes * 60'000);
        body = Json{{"communication_disabled_until", until.empty() ? Json() : Json(until)}};
        break;
    }
    case ActionKind::kick:
        method = "DELETE";
        path = member;
        break;
    case ActionKind::ban: {
        method = "PUT";
        path = base + "/bans/" + *user;
        const std::int64_t days =
            std::clamp<std::int64_t>(findInteger(parameters, "deleteDays").value_or(0), 0, 7);
        body = Json{{"delete_message_seconds", days * 86'400}};
        break;
    }
    default: break;
    }
    Result<Json> answer = co_await fetchJson(std::move(method), std::move(path), std::move(body));
    if (answer && request.kind == ActionKind::search) {
        Json rows = Json::array();
        for (const Json& group : answer->value("messages", Json::array())) {
            for (const Json& row : messageRows(group))
                rows.push_back(row);
        }
        co_return Json{{"messages", std::move(rows)},
                       {"total", findInteger(*answer, "total_results").value_or(0)}};
    }
    co_return answer;
}

asio::awaitable<Result<Json>> DiscordChannel::lookUp(ActionRequest request) {
    const std::string query = stringOr(request.parameters, "query");
    const std::string kind = stringOr(request.parameters, "kind", "auto");
    Json found = Json::array();
    if (kind != "user") {
        const std::string wanted = toLowerAscii(query.starts_with('#') ? query.substr(1) : query);
        for (const GuildFacts* guild : guilds_.guilds()) {
            for (const ChannelFacts* channel : guilds_.channelsOf(guild->id)) {
                const bool fits = wanted.empty() || channel->id == wanted ||
                                  toLowerAscii(channel->name).find(wanted) != std::string::npos;
                if (fits)
                    found.push_back(Json{{"kind", "channel"},
                                         {"id", "channel:" + channel->id},
                                         {"name", "#" + channel->name},
                                         {"guild", guild->name}});
            }
        }
    }
    if (kind != "channel" && kind != "group") {
        std::vector<std::string> guildIds;
        for (const GuildFacts* guild : guilds_.guilds())
            guildIds.push_back(guild->id);
        const std::string wanted = query.starts_with('@') ? query.substr(1) : query;
        for (const std::string& guildId : guildIds) {
            if (wanted.empty()) break;
            const std::string path =
                "/guilds/" + guildId + "/members/search?limit=25&query=" + percentEncode(wanted);
            ApiReply reply = co_await api_.call("GET", path);
            if (!reply.isOk || !reply.body.is_array()) continue;
            for (const Json& member : reply.body) {
                const Json* user = findMember(member, "user");
                if (!user) continue;
                const std::string userName = stringOr(*user, "username");
                found.push_back(Json{
                    {"kind", "user"}, {"id", "user:" + stringOr(*user, "id")}, {"name", "@" + userName}});
            }
        }
    }
    co_return Json{{"entries", std::move(found)}};
}

}
