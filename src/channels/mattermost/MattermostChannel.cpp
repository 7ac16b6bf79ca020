// A Mattermost account: what it is made of, what it can do, and its message actions.
#include "channels/mattermost/MattermostChannel.hpp"

#include "openclaw/channels/mattermost.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::channels::mattermost {

namespace {

/// Mattermost shows it for five seconds.
constexpr std::chrono::seconds typingInterval{4};

Json postRows(const Json& list) {
    Json rows = Json::array();
    const Json* order = findMember(list, "order");
    const Json* posts = findMember(list, "posts");
    if (!order || !order->is_array() || !posts) return rows;
    for (const Json& id : *order) {
        const Json* post = id.is_string() ? findMember(*posts, id.get<std::string>()) : nullptr;
        if (!post) continue;
        rows.push_back(Json{{"id", id},
                            {"author", stringOr(*post, "user_id")},
                            {"text", stringOr(*post, "message")},
                            {"timestamp", formatIsoTime(findInteger(*post, "create_at").value_or(0))}});
    }
    return rows;
}

/// Names, not signs: ":thumbsup:" and "👍" are both "thumbsup".
std::string emojiName(std::string emoji) {
    if (emoji == "👍") return "thumbsup";
    if (emoji == "👎") return "thumbsdown";
    if (emoji == "❤️" || emoji == "❤") return "heart";
    if (emoji == "👀") return "eyes";
    if (emoji == "🎉") return "tada";
    if (emoji == "✅") return "white_check_mark";
    std::erase(emoji, ':');
    return emoji;
}

}

std::vector<config::ChannelAccount> mattermostAccounts(const config::Config& config, const Environment& environment) {
    const std::string token = environment.get("MATTERMOST_BOT_TOKEN");
    auto accounts = config::channelAccounts(config, "mattermost", {"botToken"}, !token.empty());
    for (config::ChannelAccount& account : accounts) {
        const bool hasOwn = !trimAscii(account.text("botToken")).empty();
        account.section["tokenSource"] = hasOwn ? "config" : "none";
        if (account.id != "default") continue;
        if (!hasOwn && !token.empty()) {
            account.section["botToken"] = token;
            account.section["tokenSource"] = "env";
        }
        if (account.text("baseUrl").empty()) account.section["baseUrl"] = environment.get("MATTERMOST_URL");
    }
    return accounts;
}

MattermostChannel::MattermostChannel(ChannelContext context, config::ChannelAccount account)
    : context_(std::move(context)), account_(std::move(account)), token_(std::string(trimAscii(account_.text("botToken")))),
      api_(context_.clock, context_.http, account_.text("baseUrl"), token_), pendingChanged_(context_.executor),
      typing_(context_.executor, context_.clock, typingInterval) {
    if (!token_.empty()) log::addSecret(token_.reveal());
    mode_.word = account_.text("chatmode");
    mode_.prefixes = account_.texts("oncharPrefixes");
    status_.configured = !token_.empty() && !account_.text("baseUrl").empty();
    status_.enabled = account_.enabled;
    status_.mode = "websocket";
    status_.tokenSource = stringOr(account_.section, "tokenSource", "none");
}

MattermostChannel::~MattermostChannel() = default;

Capabilities MattermostChannel::capabilities() const {
    Capabilities can;
    can.chats = {ChatKind::direct, ChatKind::group, ChatKind::channel};
    can.textLimit = 4000;
    can.hasThreads = true;
    can.hasReplies = true;
    can.hasEdits = true;
    can.hasReactions = true;
    can.hasMedia = true;
    can.hasTyping = true;
    // A repeat looks for the key of the first try, so this has no end.
    can.isSendIdempotent = true;
    using enum ActionKind;
    can.actions = {react, reactions, read, edit, remove, pin, unpin, pins, threadReply, channelInfo, memberInfo, directory, resolve};
    return can;
}

asio::awaitable<Result<Json>> MattermostChannel::perform(ActionRequest request) {
    const Capabilities can = capabilities();
    if (std::ranges::find(can.actions, request.kind) == can.actions.end()) {
        Result<Json> refusal = co_await Channel::perform(std::move(request));
        co_return refusal;
    }
    if (bot_.id.empty()) co_return Error(Errc::unavailable, "the Mattermost account is not connected yet");
    const Json& parameters = request.parameters;
    const std::string post = "/posts/" + percentEncode(request.messageId);
    std::string method = "GET";
    std::string path;
    Json body;
    const bool needsChannel = request.kind == ActionKind::read || request.kind == ActionKind::pins ||
                              request.kind == ActionKind::channelInfo || request.kind == ActionKind::threadReply;
    std::string channelId;
    if (needsChannel) {
        Result<std::string> channel = co_await channelIdFor(request.target);
        if (!channel) co_return channel.error();
        channelId = *channel;
    } else if (request.messageId.empty() && request.kind != ActionKind::memberInfo && request.kind != ActionKind::directory &&
               request.kind != ActionKind::resolve) {
        co_return Error(Errc::invalidInput, "a post id is needed (--message-id)");
    }
    const std::string limit = std::to_string(std::clamp<std::int64_t>(findInteger(parameters, "limit").value_or(20), 1, 200));
    switch (request.kind) {
    case ActionKind::react: {
        const std::string name = emojiName(stringOr(parameters, "emoji"));
        if (findBool(parameters, "remove").value_or(false)) {
            method = "DELETE";
            path = "/users/" + bot_.id + post + "/reactions/" + percentEncode(name);
        } else {
            method = "POST";
            path = "/reactions";
            body = Json{{"user_id", bot_.id}, {"post_id", request.messageId}, {"emoji_name", name}};
        }
        break;
    }
    case ActionKind::reactions: path = post + "/reactions"; break;
    case ActionKind::read: path = "/channels/" + percentEncode(channelId) + "/posts?per_page=" + limit; break;
    case ActionKind::pins: path = "/channels/" + percentEncode(channelId) + "/pinned"; break;
    case ActionKind::channelInfo: path = "/channels/" + percentEncode(channelId); break;
    case ActionKind::edit:
        method = "PUT";
        path = post + "/patch";
        body = Json{{"message", stringOr(parameters, "message")}};
        break;
    case ActionKind::remove:
        method = "DELETE";
        path = post;
        break;
    case ActionKind::pin:
    case ActionKind::unpin:
        method = "POST";
        path = post + (request.kind == ActionKind::pin ? "/pin" : "/unpin");
        break;
    case ActionKind::threadReply:
        method = "POST";
        path = "/posts";
        body = Json{{"channel_id", channelId},
                    {"root_id", request.threadId.empty() ? request.messageId : request.threadId},
                    {"message", stringOr(parameters, "message")}};
        break;
    case ActionKind::memberInfo: path = "/users/" + percentEncode(stringOr(parameters, "userId")); break;
    default: {
        method = "POST";
        path = "/users/search";
        std::string term = stringOr(parameters, "query");
        if (term.starts_with('@')) term.erase(0, 1);
        body = Json{{"term", term}, {"limit", 50}};
        break;
    }
    }
    ApiReply reply = co_await api_.call(std::move(method), std::move(path), std::move(body));
    if (!reply.isOk) co_return reply.error;
    if (request.kind == ActionKind::read || request.kind == ActionKind::pins)
        co_return Json{{"messages", postRows(reply.body)}};
    if (request.kind == ActionKind::reactions) co_return Json{{"reactions", reply.body.is_array() ? reply.body : Json::array()}};
    if (request.kind == ActionKind::directory || request.kind == ActionKind::resolve) {
        Json entries = Json::array();
        for (const Json& user : reply.body.is_array() ? reply.body : Json::array())
            entries.push_back(Json{{"kind", "user"}, {"id", "user:" + stringOr(user, "id")}, {"name", "@" + stringOr(user, "username")}});
        co_return Json{{"entries", std::move(entries)}};
    }
    co_return std::move(reply.body);
}

}

namespace openclaw::channels {

std::vector<std::unique_ptr<Channel>> makeMattermostChannels(const config::Config& config, ChannelContext context) {
    std::vector<std::unique_ptr<Channel>> channels;
    for (config::ChannelAccount& account : mattermost::mattermostAccounts(config, context.environment)) {
        if (account.enabled && !account.text("botToken").empty())
            channels.push_back(std::make_unique<mattermost::MattermostChannel>(context, std::move(account)));
    }
    return channels;
}

}
