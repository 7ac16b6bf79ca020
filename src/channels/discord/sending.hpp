#pragma once

#include "channels/discord/DiscordApi.hpp"
#include "openclaw/channels/messages.hpp"
#include "openclaw/config/channel_accounts.hpp"

#include <string>
#include <vector>

/// How a reply becomes Discord messages (spec channels/discord.md §4-5).
namespace openclaw::channels::discord {

/// Cuts a reply into payloads {"text"?, "replyTo"?, "media"?, "buttons"?, "silent"?, "interaction"?,
/// "index"}. Pure.
std::vector<Json> renderReply(const Reply& reply, const config::ChannelAccount& account);

/// One message as the API takes it.
struct MessageRequest {
    Json body;
    std::vector<Upload> files;
};
/// Builds the request for one payload; reads the voice file when it has one. `key` becomes the nonce by which
/// Discord recognises a repeated message.
MessageRequest messageRequest(const Json& payload, const std::string& key);

/// 25 characters at most, the same for the same key.
std::string nonceOf(const std::string& key);

/// What the text may ping: people, never @everyone or roles.
Json allowedMentions();

/// Length of an Ogg Opus file in seconds out of its last page; 0 when `tail` (the end of the file) has none.
double oggDurationSeconds(std::string_view tail);

/// "👍" or "name:id" as a path element: variation selectors are dropped, the rest is percent-encoded.
std::string reactionPath(const std::string& emoji);

}
