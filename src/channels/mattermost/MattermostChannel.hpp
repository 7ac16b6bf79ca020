#pragma once

#include "channels/LongConnection.hpp"
#include "channels/mattermost/MattermostApi.hpp"
#include "channels/mattermost/SocketEngine.hpp"
#include "channels/mattermost/posts.hpp"
#include "openclaw/channels/registry.hpp"
#include "openclaw/config/channel_accounts.hpp"
#include "openclaw/net/WebSocket.hpp"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace openclaw::channels::mattermost {

/// The accounts of channels.mattermost.
std::vector<config::ChannelAccount> mattermostAccounts(const config::Config& config, const Environment& environment);

/// One bot on one Mattermost server: WebSocket in, REST out. The time of the last stored post is kept per channel; after
/// a gap everything since then is fetched, and what comes twice is recognised by the inbound ledger.
class MattermostChannel final : public Channel {
public:
    MattermostChannel(ChannelContext context, config::ChannelAccount account);
    ~MattermostChannel() override;

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return account_.id; }
    asio::awaitable<Result<void>> run(InboundSink& sink) override;
    std::vector<Json> render(const Reply& reply) const override;
    asio::awaitable<Result<Delivery>> send(OutboundPart part) override;
    void setTyping(const std::string& target, const std::string& threadId, bool isTyping) override;
    ChannelStatus status() const override { return status_; }
    Capabilities capabilities() const override;
    asio::awaitable<Result<Json>> perform(ActionRequest request) override;
    asio::awaitable<Result<std::int64_t>> download(Attachment attachment, std::string path, std::int64_t maxBytes) override;

private:
    // receiving.cpp
    asio::awaitable<Result<void>> connect();
    asio::awaitable<Result<void>> serve(InboundSink& sink);
    asio::awaitable<Result<void>> readFrames(net::WebSocket& socket);
    asio::awaitable<Result<void>> watchForSilence(net::WebSocket& socket);
    asio::awaitable<Result<void>> storeEvents(InboundSink& sink);
    asio::awaitable<Result<void>> storeBatch(InboundSink& sink);
    asio::awaitable<Result<void>> fillGaps();
    asio::awaitable<std::optional<InboundMessage>> toMessage(SocketEvent event);
    asio::awaitable<ChannelFacts> findChannel(std::string id, const SocketEvent& event);
    asio::awaitable<std::string> userName(std::string id);
    store::ChannelOffset position() const;
    void note(const InboundMessage& message);

    // sending.cpp
    asio::awaitable<Result<std::string>> channelIdFor(std::string target);
    asio::awaitable<std::optional<Delivery>> findSent(std::string channelId, std::string key, std::int64_t sinceMs);
    asio::awaitable<void> showTyping(std::string target, std::string thread);

    std::string name_ = "mattermost";
    ChannelContext context_;
    config::ChannelAccount account_;
    Secret token_;
    MattermostApi api_;
    SocketEngine engine_;
    BotIdentity bot_;
    ChatMode mode_;
    ChannelStatus status_;
    /// Channel -> create_at of the last stored post.
    std::map<std::string, std::int64_t> progress_;
    std::map<std::string, ChannelFacts> channels_;
    std::map<std::string, std::string> userNames_;
    std::map<std::string, std::string> directChannels_;
    SteadyTime heardAt_;
    bool mustFillGap_ = false;
    std::deque<SocketEvent> pending_;
    Signal pendingChanged_;
    TypingLoop typing_;
};

}
