#pragma once

#include "channels/LongConnection.hpp"
#include "channels/discord/DiscordApi.hpp"
#include "channels/discord/GatewayEngine.hpp"
#include "channels/discord/GuildCache.hpp"
#include "channels/discord/ZlibStream.hpp"
#include "channels/discord/events.hpp"
#include "openclaw/channels/registry.hpp"
#include "openclaw/config/channel_accounts.hpp"
#include "openclaw/net/WebSocket.hpp"

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace openclaw::channels::discord {

/// The bot accounts of channels.discord.
std::vector<config::ChannelAccount> discordAccounts(const config::Config& config,
                                                    const Environment& environment);

/// One Discord bot: gateway in, REST out.
///
/// Events wait in a bounded queue between the socket and the sink, so that a slow commit never delays a
/// heartbeat. The sequence number is stored with the messages it covers; after a restart the session is
/// resumed from there, and when Discord no longer has it, the channels that were in use are asked for what
/// came after their last stored message.
class DiscordChannel final : public Channel {
public:
    DiscordChannel(ChannelContext context, config::ChannelAccount account);
    ~DiscordChannel() override;

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return account_.id; }
    asio::awaitable<Result<void>> run(InboundSink& sink) override;
    std::vector<Json> render(const Reply& reply) const override;
    asio::awaitable<Result<Delivery>> send(OutboundPart part) override;
    void setTyping(const std::string& target, const std::string& threadId, bool isTyping) override;
    ChannelStatus status() const override { return status_; }
    Capabilities capabilities() const override;
    asio::awaitable<Result<Json>> perform(ActionRequest request) override;
    asio::awaitable<Result<std::int64_t>>
    download(Attachment attachment, std::string path, std::int64_t maxBytes) override;

private:
    /// How far a channel has been stored, for the gap fill.
    struct Progress {
        std::string lastMessageId;
        std::string guildId;
    };

    // connection.cpp
    asio::awaitable<Result<void>> restore();
    asio::awaitable<Result<std::string>> gatewayUrl();
    asio::awaitable<Result<bool>> connectOnce(InboundSink& sink);
    asio::awaitable<Result<void>> readFrames(net::WebSocket& socket, ZlibStream& inflater);
    asio::awaitable<Result<void>> runTimers(net::WebSocket& socket);
    asio::awaitable<Result<void>> storeEvents(InboundSink& sink);
    asio::awaitable<Result<void>> storeBatch(InboundSink& sink);
    asio::awaitable<void> drain(InboundSink& sink);
    asio::awaitable<void> showTyping(std::string target, std::string thread);
    Result<void> takeStep(GatewayStep step, net::WebSocket& socket);
    void onReady(const GatewayEvent& ready);

    // inbound.cpp
    asio::awaitable<std::optional<InboundMessage>> toMessage(GatewayEvent event);
    asio::awaitable<std::optional<InboundMessage>> toCommand(GatewayEvent event);
    asio::awaitable<std::optional<ChannelFacts>> findChannel(std::string id, std::string guildId);
    asio::awaitable<bool> wantsReaction(const InboundMessage& message);
    asio::awaitable<void> applyPluralKit(InboundMessage& message);
    asio::awaitable<Result<void>> fillGaps();
    asio::awaitable<void> deployCommands();
    std::vector<NativeCommand> menu() const;
    void note(const InboundMessage& message, const ChannelFacts& channel);
    store::ChannelOffset offsetAt(std::int64_t sequence) const;

    // outbound.cpp
    asio::awaitable<Result<std::string>> channelIdFor(std::string target, std::string threadId);
    asio::awaitable<std::optional<Result<Delivery>>> sendToInteraction(OutboundPart part);
    Error explain(const ApiReply& reply, const std::string& channelId);

    // threads.cpp
    /// Whether questions in this channel, or in the one this thread belongs to, get threads of their own.
    bool opensThreads(const ChannelFacts& channel) const;
    asio::awaitable<void> placeInThread(InboundMessage& message, ChannelFacts channel);
    asio::awaitable<std::string> starterOf(ChannelFacts thread);
    /// The id to send to: the thread's, or the parent's where threads are not allowed.
    asio::awaitable<Result<std::string>> openThread(std::string messageId, Json wanted);

    // actions.cpp
    bool isAllowed(ActionKind kind) const;
    asio::awaitable<Result<Json>> messageAction(ActionRequest request, std::string channelId);
    asio::awaitable<Result<Json>> guildAction(ActionRequest request);
    asio::awaitable<Result<Json>> lookUp(ActionRequest request);
    asio::awaitable<Result<Json>> createThread(ActionRequest request, std::string channelId);
    asio::awaitable<Result<Json>> showPermissions(std::string channelId);
    asio::awaitable<Result<Json>> fetchJson(std::string method, std::string path, Json body);

    std::string name_ = "discord";
    ChannelContext context_;
    config::ChannelAccount account_;
    Secret token_;
    DiscordApi api_;
    GatewayEngine engine_;
    BotIdentity bot_;
    GuildCache guilds_;
    ChannelStatus status_;
    std::map<std::string, Progress> progress_;
    std::map<std::string, std::string> directChannels_; // user -> DM channel
    std::map<std::string, std::string> starters_;       // thread -> its first message, as context
    bool areCommandsDeployed_ = false;
    /// Missed messages were fetched and could not be stored.
    bool mustFillGap_ = false;
    std::int64_t storedAtMs_ = 0;

    std::deque<GatewayEvent> pending_;
    Signal pendingChanged_;
    Signal timersChanged_;
    TypingLoop typing_;
};

}
