#pragma once

#include "channels/telegram/updates.hpp"

#include <vector>

/// Updates that are no new messages: pressed buttons, reactions, edits (spec channels/telegram.md §5). Pure.
namespace openclaw::channels::telegram {

/// A pressed button as a message whose text is the button's payload; `channelData` = {"callbackId",
/// "messageId"}.
std::optional<InboundMessage>
decodeCallback(const Json& query, const BotIdentity& bot, const std::string& accountId);

/// One event per emoji that came or went.
std::vector<InboundMessage>
decodeReaction(const Json& reaction, std::int64_t updateId, const std::string& accountId);

}
