#pragma once

#include "channels/telegram/BotApi.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/config/Config.hpp"

#include <optional>
#include <string>
#include <vector>

/// How a reply becomes sendMessage calls (spec channels/telegram.md §6). Pure.
namespace openclaw::channels::telegram {

/// Cuts a reply into payloads {"text", "html"?, "replyTo"?}.
std::vector<Json> renderReply(const Reply& reply, const config::TelegramAccount& account);

/// Where a message goes; the chat is an id or "@name".
struct Address {
    std::string chatId;
    std::optional<std::int64_t> threadId;

    bool isGroup() const { return !chatId.empty() && chatId[0] == '-'; }
    /// The chat as the Bot API takes it: a number unless it is a name.
    Json chat() const;
    /// The General topic is not named when sending, Telegram refuses that.
    std::optional<std::int64_t> sendThread() const;
};
/// Reads the target of a delivery, prefixes and ":topic:n" included. Errc::invalidInput when there is no chat
/// in it.
Result<Address> readAddress(const std::string& target, const std::string& threadId);

/// One sendMessage call, and what is left to try when Telegram does not like it.
class SendAttempt {
public:
    SendAttempt(Address address, const Json& payload, bool linkPreview);

    Json parameters() const;
    /// Changes the call so that it avoids what `reply` complains about: broken HTML, a vanished quote or
    /// thread, a group that moved. Each is given up once; false when nothing is left to change.
    bool adaptTo(const ApiReply& reply);

private:
    Address address_;
    std::string text_;
    std::string html_;
    std::optional<std::int64_t> replyTo_;
    bool linkPreview_;
    bool hasMoved_ = false;
};

}
