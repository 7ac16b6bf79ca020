// A Discord account: what it is made of, what it can do. Connection, inbound, outbound and actions have files
// of their own.
#include "channels/discord/DiscordChannel.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

namespace openclaw::channels::discord {

namespace {

/// Guilds, guild and direct messages, their reactions, message content.
constexpr std::int64_t baseIntents = 46'593;
constexpr std::int64_t memberIntent = 1 << 1;
constexpr std::int64_t presenceIntent = 1 << 8;
/// Discord recognises a nonce "within the past few minutes"; this stays well inside.
constexpr std::int64_t nonceLifetimeMs = 2 * 60 * 1000;
/// Discord shows it for ten seconds.
constexpr std::chrono::seconds typingInterval{8};

Secret tokenOf(const config::ChannelAccount& account) {
    std::string token(trimAscii(account.text("token")));
    if (startsWithIgnoreCase(token, "bot ")) token = std::string(trimAscii(token.substr(4)));
    return Secret(std::move(token));
}

std::int64_t intentsOf(const config::ChannelAccount& account) {
    std::int64_t intents = baseIntents;
    if (account.flag("intents.guildMembers")) intents |= memberIntent;
    if (account.flag("intents.presence")) intents |= presenceIntent;
    return intents;
}

double chance() { return static_cast<double>(randomBelow(1'000'000)) / 1'000'000.0; }

}

std::vector<config::ChannelAccount> discordAccounts(const config::Config& config,
                                                    const Environment& environment) {
    const std::string fromEnvironment = environment.get("DISCORD_BOT_TOKEN");
    auto accounts = config::channelAccounts(config, "discord", {"token"}, !fromEnvironment.empty());
    for (config::ChannelAccount& account : accounts) {
        const bool hasOwn = !trimAscii(account.text("token")).empty();
        account.section["tokenSource"] = hasOwn ? "config" : "none";
        if (hasOwn || account.id != "default" || fromEnvironment.empty()) continue;
        account.section["token"] = fromEnvironment;
        account.section["tokenSource"] = "env";
    }
    return accounts;
}

DiscordChannel::DiscordChannel(ChannelContext context, config::ChannelAccount account)
    : context_(std::move(context)), account_(std::move(account)), token_(tokenOf(account_)),
      api_(context_.executor, context_.clock, context_.http, account_.text("apiRoot"), token_),
      engine_(GatewayEngine::Options{token_, intentsOf(account_)}, chance),
      pendingChanged_(context_.executor), timersChanged_(context_.executor),
      typing_(context_.executor, context_.clock, typingInterval) {
    if (!token_.empty()) log::addSecret(token_.reveal());
    status_.configured = !token_.empty();
    status_.enabled = account_.enabled;
    status_.mode = "gateway";
    status_.tokenSource = stringOr(account_.section, "tokenSource", "none");
}

DiscordChannel::~DiscordChannel() = default;

Capabilities DiscordChannel::capabilities() const {
    Capabilities can;
    can.chats = {ChatKind::direct, ChatKind::group, ChatKind::channel};
    can.textLimit = 2000;
    can.hasThreads = true;
    can.hasReplies = true;
    can.hasEdits = true;
    can.hasReactions = true;
    can.hasMedia = true;
    can.hasVoiceNotes = true;
    can.hasTyping = true;
    can.hasButtons = true;
    can.hasNativeCommands = true;
    can.isSendIdempotent = true;
    can.idempotencyWindowMs = nonceLifetimeMs;
    using enum ActionKind;
    for (const ActionKind kind :
         {react,       reactions,   read,        edit,          remove,       pin,         unpin,
          pins,        poll,        permissions, search,        threadCreate, threadList,  threadReply,
          emojiList,   emojiUpload, stickerSend, stickerUpload, roleInfo,     roleAdd,     roleRemove,
          channelInfo, channelList, memberInfo,  voiceStatus,   eventList,    eventCreate, timeout,
          kick,        ban,         directory,   resolve}) {
        if (isAllowed(kind)) can.actions.push_back(kind);
    }
    return can;
}

}
