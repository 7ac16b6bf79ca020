// Threads: the one that the bot opens for a question where the configuration asks for it (autoThread), and
// the message that a thread began with. A thread that grows out of a message has that message's id, so an
// answer knows its place before the thread exists; it is opened when the first answer is sent, not for
// everybody who writes.
#include "channels/discord/DiscordChannel.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/security/group_rules.hpp"

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t maxStarters = 500;
constexpr std::size_t maxStarterBytes = 4000;
constexpr std::size_t maxThreadNameUnits = 80;
constexpr int archiveAfterMinutes = 60;
constexpr std::int64_t threadExists = 160004;

bool isForum(ChannelType type) { return type == ChannelType::forum || type == ChannelType::media; }

/// A question as the name of its thread.
std::string threadName(const std::string& text, const std::string& messageId) {
    const std::string name = utf16Prefix(collapseSpaces(text), maxThreadNameUnits);
    return name.empty() ? "Thread " + messageId : name;
}

}

bool DiscordChannel::opensThreads(const ChannelFacts& channel) const {
    const Json* entries = account_.find("guilds");
    const GuildFacts* facts = guilds_.guild(channel.guildId);
    if (!entries || !entries->is_object() || channel.guildId.empty()) return false;
    const std::optional<Json> guild = security::resolveDiscordGuild(
        *entries, channel.guildId, facts ? facts->name : std::string(), security::NameMatching::never);
    if (!guild) return false;
    security::DiscordChannel place;
    place.id = channel.id;
    place.parentId = channel.parentId;
    place.isThread = channel.isThread();
    const auto rule = security::resolveDiscordChannel(*guild, place, security::NameMatching::never);
    return rule && rule->entry && findBool(*rule->entry, "autoThread").value_or(false);
}

asio::awaitable<void> DiscordChannel::placeInThread(InboundMessage& message, ChannelFacts channel) {
    if (channel.isThread()) {
        if (channel.ownerId == bot_.id && opensThreads(channel)) message.channelData["ownThread"] = true;
        const std::string starter = co_await starterOf(std::move(channel));
        if (!starter.empty()) message.channelData["threadStarter"] = starter;
    } else if (channel.type == ChannelType::text && opensThreads(channel)) {
        message.channelData["autoThread"] =
            Json{{"parent", channel.id}, {"name", threadName(message.text, message.messageId)}};
        message.parentPeerId = channel.id;
        message.chatId = message.messageId;
        message.peerId = message.messageId;
    }
}

asio::awaitable<std::string> DiscordChannel::starterOf(ChannelFacts thread) {
    if (const auto known = starters_.find(thread.id); known != starters_.end()) co_return known->second;
    const std::optional<ChannelFacts> parent = co_await findChannel(thread.parentId, thread.guildId);
    const std::string place = parent && isForum(parent->type) ? thread.id : thread.parentId;
    const ApiReply reply = co_await api_.call("GET", "/channels/" + place + "/messages/" + thread.id);
    std::string starter;
    const Json* author = reply.isOk ? findMember(reply.body, "author") : nullptr;
    const std::string text(trimUnicode(utf8Prefix(stringOr(reply.body, "content"), maxStarterBytes)));
    if (author && !text.empty())
        starter = "[Thread starter - for context]\n" + collapseSpaces(stringOr(*author, "username")) + ": " +
                  sanitizeUtf8(text);
    // A message that is gone stays gone; one that could not be fetched is asked for again.
    const bool isFinal = reply.isOk || reply.status == 403 || reply.status == 404;
    if (starters_.size() >= maxStarters) starters_.erase(starters_.begin());
    if (isFinal) starters_[thread.id] = starter;
    co_return starter;
}

asio::awaitable<Result<std::string>> DiscordChannel::openThread(std::string messageId, Json wanted) {
    if (guilds_.channel(messageId)) co_return messageId;
    const std::string parent = stringOr(wanted, "parent");
    Json body{{"name", stringOr(wanted, "name", messageId)}, {"auto_archive_duration", archiveAfterMinutes}};
    const std::string path = "/channels/" + parent + "/messages/" + messageId + "/threads";
    const ApiReply reply = co_await api_.call("POST", path, std::move(body));
    if (reply.isOk || reply.code == threadExists) {
        if (const auto facts = reply.isOk ? readChannel(reply.body, {}) : std::nullopt) guilds_.put(*facts);
        co_return messageId;
    }
    Error error = explain(reply, parent);
    const bool mayHelpLater = error.is(Errc::closed) || error.is(Errc::timeout) || error.is(Errc::refused) ||
                              error.is(Errc::rateLimited) || error.is(Errc::cancelled);
    if (mayHelpLater) {
        // Nothing was said yet, and a thread that is there already is no harm.
        if (!error.is(Errc::rateLimited)) error.code = Errc::refused;
        co_return error;
    }
    log::warn("discord", "account={} no thread for message {}, answering in its channel: {}", account_.id,
              messageId, error.message);
    co_return parent;
}

}
