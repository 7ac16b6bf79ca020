// Sending: which Discord channel a target means, one message per part with an enforced nonce, answers to
// interactions, and files in both directions.
#include "channels/discord/DiscordChannel.hpp"

#include "channels/discord/permissions.hpp"
#include "channels/discord/sending.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/routing/targets.hpp"

#include <fmt/format.h>

namespace openclaw::channels::discord {

namespace {

using namespace std::chrono_literals;

/// Interaction tokens live for 15 minutes.
constexpr std::int64_t interactionLifetimeMs = 14 * 60 * 1000;
constexpr std::int64_t unknownWebhook = 10015;
constexpr std::int64_t cannotMessageUser = 50007;
constexpr std::int64_t missingPermissions = 50013;
constexpr std::int64_t missingAccess = 50001;
constexpr std::size_t maxDirectChannels = 5000;

}

std::vector<Json> DiscordChannel::render(const Reply& reply) const { return renderReply(reply, account_); }

asio::awaitable<Result<std::string>> DiscordChannel::channelIdFor(std::string target, std::string threadId) {
    if (!threadId.empty()) co_return threadId;
    const auto parsed = routing::parseDiscordTarget(target, routing::DiscordTargetKind::channel);
    if (!parsed) co_return parsed.error();
    if (!*parsed) co_return Error(Errc::invalidInput, "the delivery names no Discord channel");
    const std::string id = (*parsed)->id;
    if ((*parsed)->kind == routing::DiscordTargetKind::channel) co_return id;
    if (const auto known = directChannels_.find(id); known != directChannels_.end()) co_return known->second;
    Json body{{"recipient_id", id}};
    ApiReply reply = co_await api_.call("POST", "/users/@me/channels", std::move(body));
    if (!reply.isOk) {
        // Opening a conversation says nothing yet, so it may be tried again.
        Error error = explain(reply, {});
        if (error.is(Errc::closed) || error.is(Errc::timeout)) error.code = Errc::refused;
        co_return error;
    }
    const std::string channel = stringOr(reply.body, "id");
    if (channel.empty()) co_return Error(Errc::unavailable, "Discord opened a conversation without an id");
    if (directChannels_.size() >= maxDirectChannels) directChannels_.clear();
    directChannels_[id] = channel;
    co_return channel;
}

Error DiscordChannel::explain(const ApiReply& reply, const std::string& channelId) {
    Error error = reply.error;
    if (reply.code == cannotMessageUser)
        error.message += ": this person does not take direct messages from the bot";
    const bool isPermission = reply.code == missingPermissions || reply.code == missingAccess;
    const ChannelFacts* channel = isPermission ? guilds_.channel(channelId) : nullptr;
    const GuildFacts* guild = channel ? guilds_.guild(channel->guildId) : nullptr;
    if (guild) {
        const bool isThread = channel->isThread();
        const ChannelFacts* ruled = isThread ? guilds_.channel(channel->parentId) : channel;
        const Member self{bot_.id, guild->ownRoleIds, false};
        const std::uint64_t have = permissionsOf(self, *guild, ruled ? *ruled : *channel);
        const std::uint64_t want =
            permission::viewChannel | (isThread ? permission::sendInThreads : permission::sendMessages);
        const std::string missing = join(permissionNames(want & ~have), ", ");
        if (!missing.empty()) error.message += "; the bot lacks " + missing + " there";
    }
    if (error.is(Errc::unauthorized)) {
        // The gateway finds out by itself; the message waits for a better token.
        error.code = Errc::refused;
        error.retryAfter = std::chrono::minutes(1);
    }
    return error;
}

asio::awaitable<std::optional<Result<Delivery>>> DiscordChannel::sendToInteraction(OutboundPart part) {
    std::optional<Result<Delivery>> nothing;
    const Json* interaction = findMember(part.payload, "interaction");
    if (!interaction) co_return nothing;
    const std::string id = stringOr(*interaction, "id");
    const std::string application = stringOr(*interaction, "applicationId");
    const bool isCommand = findInteger(*interaction, "type").value_or(0) == 2;
    if (!isCommand || context_.clock.nowMs() - snowflakeTimeMs(id) > interactionLifetimeMs) co_return nothing;
    const std::string base = "/webhooks/" + application + "/" + stringOr(*interaction, "token");
    MessageRequest request = messageRequest(part.payload, part.key);
    request.body.erase("nonce");
    request.body.erase("enforce_nonce");
    request.body.erase("message_reference");
    const bool isFirst = findInteger(part.payload, "index").value_or(0) == 0;
    ApiReply reply;
    if (isFirst) {
        reply = co_await api_.callWithoutToken("PATCH", base + "/messages/@original", std::move(request.body),
                                               std::move(request.files));
    } else {
        request.body["flags"] = findInteger(request.body, "flags").value_or(0) | 64;
        reply =
            co_await api_.callWithoutToken("POST", base, std::move(request.body), std::move(request.files));
    }
    if (reply.isOk) {
        Delivery delivery;
        delivery.messageId = stringOr(reply.body, "id");
        nothing.emplace(std::move(delivery));
        co_return nothing;
    }
    // The token ran out, or the question was deleted: the words still go to the channel.
    if (reply.code == unknownWebhook || reply.status == 404 || reply.status == 401) co_return nothing;
    Error error = reply.error;
    const bool mayBeShown = error.is(Errc::closed) || error.is(Errc::timeout) || error.is(Errc::cancelled);
    // A follow-up has no nonce; repeating it could show it twice.
    if (mayBeShown && !isFirst) error.code = Errc::conflict;
    nothing.emplace(std::move(error));
    co_return nothing;
}

asio::awaitable<Result<Delivery>> DiscordChannel::send(OutboundPart part) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (token_.empty())
        co_return Error(Errc::unavailable, "Discord account " + account_.id + " has no bot token");
    std::optional<Result<Delivery>> shown = co_await sendToInteraction(part);
    if (shown) {
        if (*shown) status_.lastOutboundAtMs = context_.clock.nowMs();
        co_return *shown;
    }
    Result<std::string> channel = co_await channelIdFor(part.target, part.threadId);
    if (const Json* wanted = findMember(part.payload, "autoThread"); channel && wanted)
        channel = co_await openThread(*channel, *wanted);
    if (!channel) co_return channel.error();
    MessageRequest request = messageRequest(part.payload, part.key);
    const std::string path = "/channels/" + *channel + "/messages";
    ApiReply reply;
    if (request.files.empty())
        reply = co_await api_.call("POST", path, std::move(request.body));
    else
        reply = co_await api_.upload("POST", path, std::move(request.body), std::move(request.files));
    if (!reply.isOk) {
        const Error error = explain(reply, *channel);
        status_.lastError = log::redact(error.message);
        co_return error;
    }
    status_.lastOutboundAtMs = context_.clock.nowMs();
    Delivery delivery;
    delivery.messageId = stringOr(reply.body, "id");
    co_return delivery;
}

void DiscordChannel::setTyping(const std::string& target, const std::string& threadId, bool isTyping) {
    typing_.set(target, threadId, isTyping);
}

asio::awaitable<Result<std::int64_t>>
DiscordChannel::download(Attachment attachment, std::string path, std::int64_t maxBytes) {
    const std::string url = stringOr(attachment.source, "url");
    if (url.empty()) co_return Error(Errc::invalidInput, "this Discord attachment cannot be fetched");
    if (!api_.isTrustedFileUrl(url))
        co_return Error(Errc::invalidInput, "the attachment lies outside of Discord");
    net::HttpClientRequest request;
    request.url = url;
    Result<std::int64_t> written =
        co_await net::downloadToFile(context_.http, std::move(request), std::move(path), maxBytes);
    co_return written;
}

}
