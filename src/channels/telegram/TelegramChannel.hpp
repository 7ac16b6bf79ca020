#pragma once

#include "channels/telegram/BotApi.hpp"
#include "channels/telegram/Throttle.hpp"
#include "channels/telegram/updates.hpp"
#include "openclaw/channels/registry.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

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

/// One bot: long polling in, sendMessage out.
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
    ChannelStatus status() const override { return status_; }
    Capabilities capabilities() const override;

private:
    using TypingKey = std::pair<std::string, std::string>; // target, thread

    asio::awaitable<Result<void>> connect();
    asio::awaitable<Result<void>> identify();
    asio::awaitable<Result<void>> removeWebhook();
    asio::awaitable<Result<void>> poll(InboundSink& sink);
    asio::awaitable<Result<void>> takeBatch(InboundSink& sink, const Json& updates);
    asio::awaitable<ApiReply> getUpdates();
    asio::awaitable<Result<void>> showTyping();
    asio::awaitable<void> waitForTypingChange(std::uint64_t seen);
    asio::awaitable<Result<void>> waitForTurn(std::string chatId, bool isGroup);
    void forgetConnection();

    std::string name_ = "telegram";
    ChannelContext context_;
    config::TelegramAccount account_;
    TokenChoice token_;
    BotApi api_;
    BotIdentity bot_;
    ChannelStatus status_;
    Throttle throttle_;
    /// The highest update of the last batch that is stored; nullopt before the first.
    std::optional<std::int64_t> lastUpdateId_;
    std::int64_t lastUpdateAtMs_ = 0;
    bool isFirstPoll_ = true;
    std::map<TypingKey, SteadyTime> typing_; // when the next action is due
    std::uint64_t typingVersion_ = 0;
    Notifier typingChanged_;
};

}
