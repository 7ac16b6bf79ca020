#pragma once

#include "channels/telegram/BotApi.hpp"
#include "channels/telegram/ChatActions.hpp"
#include "channels/telegram/Intake.hpp"
#include "channels/telegram/Throttle.hpp"
#include "channels/telegram/Webhook.hpp"
#include "channels/telegram/sending.hpp"
#include "openclaw/channels/registry.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openclaw::channels::telegram {

/// Where an account's token came from: "config", "tokenFile", "env" or "none".
struct TokenChoice {
    Secret token;
    std::string source = "none";
    /// Why there is none.
    std::string problem;
};
/// A token file wins and, when it cannot be read, leaves the account without a token.
TokenChoice chooseToken(const config::TelegramAccount& account);

/// One bot: updates by long polling or webhook, everything the Bot API offers a chat on the way out.
class TelegramChannel final : public Channel {
public:
    TelegramChannel(ChannelContext context, config::TelegramAccount account);

    const std::string& name() const override { return name_; }
    const std::string& accountId() const override { return account_.id; }
    /// Returns on the first failure; the Supervisor starts it again with back-off. Cancellation: terminal, at
    /// once.
    asio::awaitable<Result<void>> run(InboundSink& sink) override;
    std::vector<Json> render(const Reply& reply) const override;
    asio::awaitable<Result<Delivery>> send(OutboundPart part) override;
    void setTyping(const std::string& target, const std::string& threadId, bool isTyping) override;
    void showDraft(const std::string& target, const std::string& threadId, const std::string& text) override;
    ChannelStatus status() const override { return status_; }
    Capabilities capabilities() const override;
    asio::awaitable<Result<Json>> perform(ActionRequest request) override;
    asio::awaitable<Result<std::int64_t>>
    download(Attachment attachment, std::string path, std::int64_t maxBytes) override;
    /// The port of the webhook listener while it runs, 0 otherwise.
    std::uint16_t webhookPort() const { return webhookPort_; }

private:
    asio::awaitable<Result<void>> connect();
    asio::awaitable<Result<void>> identify();
    asio::awaitable<Result<void>> removeWebhook();
    asio::awaitable<void> publishMenu();
    asio::awaitable<Result<void>> readOffset();
    asio::awaitable<Result<void>> receive(InboundSink& sink);
    asio::awaitable<Result<void>> poll(InboundSink& sink);
    asio::awaitable<Result<std::vector<Json>>> getUpdates(std::chrono::seconds wait);
    asio::awaitable<Result<void>> serveWebhook(InboundSink& sink);
    asio::awaitable<Result<void>> takeFromWebhook(Webhook& webhook, InboundSink& sink);
    asio::awaitable<Result<void>> takeBatch(InboundSink& sink, Intake::Batch batch, bool keepsOffset);
    asio::awaitable<Result<void>> waitForTurn(std::string chatId, bool isGroup);
    asio::awaitable<ApiReply> sendOnce(ApiCall call);
    void noteConnected();
    void forgetConnection();

    std::string name_ = "telegram";
    ChannelContext context_;
    config::TelegramAccount account_;
    TokenChoice token_;
    BotApi api_;
    BotIdentity bot_;
    ChannelStatus status_;
    Throttle throttle_;
    Intake intake_;
    ChatActions actions_;
    /// The highest update of the last batch that is stored; nullopt before the first.
    std::optional<std::int64_t> lastUpdateId_;
    std::int64_t lastUpdateAtMs_ = 0;
    bool isFirstPoll_ = true;
    std::uint16_t webhookPort_ = 0;
};

}
