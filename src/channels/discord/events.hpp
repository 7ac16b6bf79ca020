#pragma once

#include "channels/discord/GuildCache.hpp"
#include "openclaw/channels/messages.hpp"

#include <optional>
#include <string>

/// Gateway events as inbound messages (spec channels/discord.md §2-3). Pure; accepts any JSON.
namespace openclaw::channels::discord {

struct BotIdentity {
    std::string id;
    std::string username;
    std::string applicationId;
};

/// What decoding needs to know besides the event.
struct DecodeContext {
    const BotIdentity& bot;
    const std::string& accountId;
    /// The channel the event happened in.
    const ChannelFacts& channel;
    /// nullptr in direct messages.
    const GuildFacts* guild = nullptr;
    /// Other bots count as people (channels.discord.allowBots).
    bool allowsBots = false;
};

/// The channel that an event is about, "" when it names none.
std::string channelIdOf(const GatewayEvent& event);

/// What an event says to the agent: MESSAGE_CREATE, MESSAGE_UPDATE (real edits only), MESSAGE_REACTION_ADD
/// and _REMOVE. nullopt for everything else, for the bot's own doings and for what has no content.
std::optional<InboundMessage> decodeEvent(const GatewayEvent& event, const DecodeContext& context);

/// A slash command or a pressed component; nullopt for other interactions. The interaction's token goes into
/// channelData, for the answer.
std::optional<InboundMessage> decodeInteraction(const Json& interaction, const DecodeContext& context);

/// Milliseconds since the epoch out of an id, 0 for what is none.
std::int64_t snowflakeTimeMs(const std::string& id);

}
