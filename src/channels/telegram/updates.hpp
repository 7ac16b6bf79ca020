#pragma once

#include "openclaw/channels/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Bot API updates as inbound messages (spec channels/telegram.md §4). Pure; accepts any JSON.
namespace openclaw::channels::telegram {

struct BotIdentity {
    std::int64_t id = 0;
    std::string username;   // without "@"
    bool hasTopics = false; // private chats with it have topics
};

/// The Bot API's seconds as milliseconds; 0 for none, or what is no time.
std::int64_t timestampFrom(std::optional<std::int64_t> date);

std::optional<std::int64_t> updateIdOf(const Json& update);

/// What an update brings: a message, a channel post, an edit, a pressed button, reactions. Empty for
/// everything that is not for the agent: service messages, commands for another bot, and whatever cannot be
/// understood.
std::vector<InboundMessage>
decodeUpdate(const Json& update, const BotIdentity& bot, const std::string& accountId);

/// A group that Telegram moved to a new id.
struct Migration {
    std::int64_t from = 0;
    std::int64_t to = 0;
};
std::optional<Migration> migrationOf(const Json& update);

/// Where something was said: kind, ids for answering and for routing. False when there is no usable chat.
bool readPlace(const Json& message, InboundMessage& out);
/// Who said it, from the member "from".
void readSender(const Json& message, InboundMessage& out);

}
