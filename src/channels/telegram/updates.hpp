#pragma once

#include "openclaw/channels/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// Bot API updates as inbound messages (spec channels/telegram.md §4). Pure; accepts any JSON.
namespace openclaw::channels::telegram {

struct BotIdentity {
    std::int64_t id = 0;
    std::string username; // without "@"
};

std::optional<std::int64_t> updateIdOf(const Json& update);

/// The message that an update brings, or nullopt for everything that is not for the agent: channel posts,
/// edits, service messages, commands for another bot, and whatever cannot be understood.
std::optional<InboundMessage>
decodeUpdate(const Json& update, const BotIdentity& bot, const std::string& accountId);

}
