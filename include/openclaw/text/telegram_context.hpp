#pragma once

#include "openclaw/core/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Reads what the pipeline needs out of Telegram message objects (spec channels/telegram.md §4). Every function
/// accepts any JSON; missing or mistyped members count as absent.
namespace openclaw::text {

/// 2026.2.1's rule: "@name" anywhere in text or caption, so "@bot" is also found in "@bot2".
bool containsTelegramMention(const Json& message, std::string_view botUsername);
/// The rule the product uses: a mention entity that is exactly "@name".
bool hasTelegramMentionEntity(const Json& message, std::string_view botUsername);
/// Text links become [text](url). Offsets are UTF-16 units; overlapping or out-of-range entities are ignored.
std::string expandTelegramLinks(std::string_view text, const Json& entities);

enum class TelegramThreadScope { dm, forum, none };
/// Which thread a message belongs to: forum topics (General is 1) and private chats with topics.
struct TelegramThread {
    TelegramThreadScope scope = TelegramThreadScope::none;
    std::optional<std::int64_t> id;

    /// The id for send, edit and media calls; absent for the General topic, which Telegram refuses there.
    std::optional<std::int64_t> sendId() const;
    /// The id for chat actions, which need it for General too.
    std::optional<std::int64_t> typingId() const { return id; }
};
TelegramThread resolveTelegramThread(bool isGroup, bool isForum, std::optional<std::int64_t> messageThreadId);
std::string_view toString(TelegramThreadScope scope);

/// "<chat>[:topic:<n>]"
std::string telegramGroupPeer(std::string_view chatId, std::optional<std::int64_t> topicId);

enum class TelegramStreamMode { off, partial, block };
TelegramStreamMode parseTelegramStreamMode(std::string_view word);
std::string_view toString(TelegramStreamMode mode);

/// "First Last (@user) id:5"
std::string telegramSenderLabel(const Json& message);

struct TelegramReply {
    std::optional<std::string> id;
    std::string sender;
    std::string body;
    bool isQuote = false;
};
/// What the message answers; a quoted part wins over the whole message. nullopt when there is no text to show.
std::optional<TelegramReply> telegramReplyTarget(const Json& message);

struct TelegramForward {
    std::string from;
    std::optional<std::int64_t> date;
    std::string fromType;
    std::optional<std::string> fromId;
    std::optional<std::string> fromUsername;
    std::optional<std::string> fromTitle;
    std::optional<std::string> fromSignature;
};
std::optional<TelegramForward> telegramForward(const Json& message);

}
