#pragma once

#include "openclaw/channels/messages.hpp"

#include <chrono>
#include <optional>
#include <vector>

/// Messages that Telegram delivers in pieces: albums, and long pastes that clients split (spec
/// channels/telegram.md §4). Pure.
namespace openclaw::channels::telegram {

/// Joins the pieces that stand next to each other in time into one message each; the order of the rest stays.
/// An album becomes the message with the caption, carrying all files; a split text becomes one text under the
/// id of its last part.
std::vector<InboundMessage> joinPieces(std::vector<InboundMessage> messages);

/// How much longer to wait because the last message may be a piece whose rest is still to come; nullopt when
/// it is not.
std::optional<std::chrono::milliseconds> waitForMorePieces(const std::vector<InboundMessage>& messages);

}
