#pragma once

#include "channels/whatsapp/Client.hpp"
#include "channels/whatsapp/Files.hpp"
#include "channels/whatsapp/Pacing.hpp"
#include "channels/whatsapp/settings.hpp"
#include "openclaw/channels/registry.hpp"

#include <set>
#include <string>

namespace openclaw::channels::whatsapp {

/// One linked WhatsApp account.
class WhatsAppChannel final : public Channel {
public:
    WhatsAppChannel(ChannelContext context, WhatsAppEndpoint endpoint, AccountSettings settings);

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return settings_.id; }
    asio::awaitable<Result<void>> run(InboundSink& sink) override;
    std::vector<Json> render(const Reply& reply) const override;
    /// The WhatsApp message id comes from the part's key: a repeat is the same message to whoever receives
    /// it.
    asio::awaitable<Result<Delivery>> send(OutboundPart part) override;
    void setTyping(const std::string& target, const std::string& threadId, bool isTyping) override;
    ChannelStatus status() const override;
    Capabilities capabilities() const override;
    asio::awaitable<Result<Json>> perform(ActionRequest request) override;
    asio::awaitable<Result<std::int64_t>>
    download(Attachment attachment, std::string path, std::int64_t maxBytes) override;
    /// Unlinks the device and forgets its keys.
    asio::awaitable<Result<void>> logOut() override;

private:
    std::optional<InboundMessage> take(const Incoming& incoming);
    asio::awaitable<Result<std::string>> buildMessage(OutboundPart part, wa::Jid chat);
    asio::awaitable<Result<void>> showTyping();
    asio::awaitable<Result<void>> waitUntilReady();
    void noteStatus();
    bool isSelfChat(const wa::Jid& chat) const;

    std::string name_ = "whatsapp";
    ChannelContext context_;
    AccountSettings settings_;
    Account account_;
    Directory directory_;
    Sender sender_;
    Receiver receiver_;
    Client client_;
    Files files_;
    Pacing pacing_;
    ChannelStatus status_;
    std::set<wa::Jid> typing_;
    Notifier typingChanged_;
    /// Texts that were just sent: an owner who talks to himself sees his own answers come back.
    std::deque<std::string> echoes_;
};

/// The version this client claims: the compiled one, or OPENCLAW_WHATSAPP_REVISION.
wa::ClientVersion clientVersion(const Environment& environment);

}
