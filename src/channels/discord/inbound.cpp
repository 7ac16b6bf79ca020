// From gateway events to inbound messages: look up what the event leaves out, acknowledge interactions in
// time, fetch what a lost session left behind.
#include "channels/discord/DiscordChannel.hpp"

#include "channels/discord/commands.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::channels::discord {

namespace {

using namespace std::chrono_literals;

constexpr int gapPageSize = 100;
constexpr int maxGapPages = 10;
constexpr std::size_t maxPluralKitBytes = 256 * 1024;

}

asio::awaitable<std::optional<ChannelFacts>> DiscordChannel::findChannel(std::string id,
                                                                         std::string guildId) {
    if (const ChannelFacts* known = guilds_.channel(id)) co_return *known;
    ApiReply reply = co_await api_.call("GET", "/channels/" + id);
    std::optional<ChannelFacts> facts;
    if (reply.isOk) facts = readChannel(reply.body, guildId);
    if (!facts) {
        // The events themselves tell a direct message from a guild; a channel we may not read has no name.
        ChannelFacts bare;
        bare.id = id;
        bare.guildId = guildId;
        bare.type = guildId.empty() ? ChannelType::direct : ChannelType::text;
        co_return bare;
    }
    guilds_.put(*facts);
    co_return facts;
}

asio::awaitable<std::optional<InboundMessage>> DiscordChannel::toMessage(GatewayEvent event) {
    if (event.type == "INTERACTION_CREATE") {
        std::optional<InboundMessage> command = co_await toCommand(std::move(event));
        co_return command;
    }
    const std::string channelId = channelIdOf(event);
    if (channelId.empty()) co_return std::nullopt;
    std::string guildId = stringOr(event.data, "guild_id");
    std::optional<ChannelFacts> channel = co_await findChannel(channelId, guildId);
    if (!channel) co_return std::nullopt;
    if (channel->guildId.empty()) channel->guildId = guildId;
    const DecodeContext context{bot_, account_.id, *channel, guilds_.guild(channel->guildId),
                                account_.flag("allowBots")};
    std::optional<InboundMessage> message = decodeEvent(event, context);
    if (!message) co_return std::nullopt;
    if (channel->isDirect()) directChannels_[message->senderId] = channel->id;
    note(*message, *channel);
    if (message->event == InboundKind::reaction) {
        const bool isWanted = co_await wantsReaction(*message);
        if (!isWanted) co_return std::nullopt;
    }
    const bool isPersonal = !message->isFromBot && stringOr(event.data, "webhook_id").empty();
    if (account_.flag("pluralkit.enabled") && isPersonal && message->event == InboundKind::message)
        co_await applyPluralKit(*message);
    if (!message->guildId.empty() && message->event == InboundKind::message)
        co_await placeInThread(*message, *channel);
    co_return message;
}

asio::awaitable<bool> DiscordChannel::wantsReaction(const InboundMessage& message) {
    if (message.guildId.empty() || message.isFromBot) co_return false;
    const Json* guilds = account_.find("guilds");
    const Json* entry = guilds ? findMember(*guilds, message.guildId) : nullptr;
    if (!entry && guilds) entry = findMember(*guilds, "*");
    const std::string mode = entry ? stringOr(*entry, "reactionNotifications", "own") : std::string("own");
    if (mode == "off") co_return false;
    // Whom an allowlist names is the gate's business.
    if (mode == "all" || mode == "allowlist" || message.isReplyToBot) co_return true;
    const std::string path =
        "/channels/" + stringOr(message.channelData, "channelId") + "/messages/" + message.targetMessageId;
    ApiReply reply = co_await api_.call("GET", path);
    const Json* author = reply.isOk ? findMember(reply.body, "author") : nullptr;
    co_return author&& stringOr(*author, "id") == bot_.id;
}

asio::awaitable<void> DiscordChannel::applyPluralKit(InboundMessage& message) {
    net::HttpClientRequest request;
    request.url = "https://api.pluralkit.me/v2/messages/" + message.messageId;
    request.headers.add("User-Agent", "openclaw");
    if (const std::string token = account_.text("pluralkit.token"); !token.empty())
        request.headers.add("Authorization", token);
    request.headerTimeout = 5s;
    Result<net::HttpResponse> response = co_await context_.http.fetch(std::move(request), maxPluralKitBytes);
    // 404 is the usual answer: the message is nobody's proxy.
    if (!response || response->status != 200) co_return;
    const Result<Json> found = parseJson(response->body);
    const Json* member = found ? findMember(*found, "member") : nullptr;
    const std::string id = member ? stringOr(*member, "id") : std::string();
    if (id.empty()) co_return;
    message.senderId = id;
    message.senderName =
        sanitizeUtf8(utf8Prefix(stringOr(*member, "display_name", stringOr(*member, "name", id)), 200));
    const Json* system = findMember(*found, "system");
    const std::string systemName = system ? stringOr(*system, "name") : std::string();
    if (!systemName.empty()) message.senderName += " (PK:" + sanitizeUtf8(utf8Prefix(systemName, 200)) + ")";
}

asio::awaitable<std::optional<InboundMessage>> DiscordChannel::toCommand(GatewayEvent event) {
    const Json& data = event.data;
    const std::string id = stringOr(data, "id");
    const std::string token = stringOr(data, "token");
    const std::string channelId = stringOr(data, "channel_id");
    const std::int64_t type = findInteger(data, "type").value_or(0);
    if (id.empty() || token.empty()) co_return std::nullopt;
    Json answer;
    // Answered within three seconds or lost: a deferral now, the words later.
    if (type == 2) answer = Json{{"type", 5}, {"data", {{"flags", 64}}}};
    if (type == 3) answer = Json{{"type", 6}};
    if (type == 4) answer = Json{{"type", 8}, {"data", {{"choices", autocompleteChoices(data, menu())}}}};
    if (answer.is_null()) co_return std::nullopt;
    const std::string path = "/interactions/" + id + "/" + token + "/callback";
    ApiReply acknowledged =
        co_await api_.callWithoutToken("POST", path, std::move(answer), std::vector<Upload>());
    // 40060: acknowledged before, in a replay.
    if (!acknowledged.isOk && acknowledged.code != 40060)
        log::debug("discord", "account={} {}", account_.id, acknowledged.error.message);
    if (type == 4 || channelId.empty()) co_return std::nullopt;
    std::optional<ChannelFacts> channel = co_await findChannel(channelId, stringOr(data, "guild_id"));
    if (!channel) co_return std::nullopt;
    const DecodeContext context{bot_, account_.id, *channel, guilds_.guild(channel->guildId), false};
    co_return decodeInteraction(data, context);
}

asio::awaitable<Result<void>> DiscordChannel::fillGaps() {
    std::vector<GatewayEvent> missed;
    const std::map<std::string, Progress> known = progress_;
    for (const auto& [channelId, progress] : known) {
        std::string after = progress.lastMessageId;
        for (int page = 0; page < maxGapPages; ++page) {
            const std::string path = "/channels/" + channelId +
                                     "/messages?limit=" + std::to_string(gapPageSize) + "&after=" + after;
            ApiReply reply = co_await api_.call("GET", path);
            const bool cancelled = co_await isCancelled();
            if (cancelled) co_return Error(Errc::cancelled, "cancelled");
            const bool isTransient = reply.error.is(Errc::closed) || reply.error.is(Errc::timeout) ||
                                     reply.error.is(Errc::refused) || reply.error.is(Errc::rateLimited);
            if (!reply.isOk && isTransient)
                co_return reply.error.withContext("fetching missed Discord messages");
            if (!reply.isOk || !reply.body.is_array() || reply.body.empty()) break;
            // Newest first, as Discord lists them.
            std::vector<Json> messages(reply.body.begin(), reply.body.end());
            std::ranges::sort(messages, {},
                              [](const Json& message) { return snowflakeTimeMs(stringOr(message, "id")); });
            for (Json& message : messages) {
                after = stringOr(message, "id", after);
                GatewayEvent event;
                event.type = "MESSAGE_CREATE";
                event.sequence = engine_.session().sequence.value_or(0);
                event.epoch = engine_.epoch();
                if (!progress.guildId.empty()) message["guild_id"] = progress.guildId;
                event.data = std::move(message);
                missed.push_back(std::move(event));
            }
            if (messages.size() < gapPageSize) break;
        }
    }
    if (!missed.empty())
        log::info("discord", "account={} fetched {} messages of channels in use after a new session",
                  account_.id, missed.size());
    else
        mustFillGap_ = false;
    pending_.insert(pending_.begin(), std::make_move_iterator(missed.begin()),
                    std::make_move_iterator(missed.end()));
    co_return Result<void>();
}

std::vector<NativeCommand> DiscordChannel::menu() const {
    return context_.nativeCommands ? context_.nativeCommands(name_) : std::vector<NativeCommand>();
}

asio::awaitable<void> DiscordChannel::deployCommands() {
    if (areCommandsDeployed_ || bot_.applicationId.empty()) co_return;
    const Json* native = account_.find("commands.native");
    const bool isOff = native && *native == false;
    const std::vector<NativeCommand> commands = menu();
    // Without a menu there is nothing to say; switched off, an earlier menu has to go.
    if (commands.empty() && !isOff) co_return;
    Json wanted = Json::array();
    if (!isOff) wanted = commandDefinitions(commands);
    const std::string path = "/applications/" + bot_.applicationId + "/commands";
    ApiReply current = co_await api_.call("GET", path);
    // A day allows 200 new commands, so what is there already is left alone.
    if (current.isOk && isSameMenu(current.body, wanted)) {
        areCommandsDeployed_ = true;
        co_return;
    }
    ApiReply put = co_await api_.call("PUT", path, std::move(wanted));
    areCommandsDeployed_ = put.isOk;
    if (!put.isOk)
        log::warn("discord", "account={} the command menu was not accepted: {}", account_.id,
                  put.error.message);
}

}
