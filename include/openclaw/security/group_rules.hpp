#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/security/allowlists.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Group, guild and channel entries of the config (spec access-control.md §2). The entries stay JSON: each channel
/// reads its own members out of them. Returned pointers belong to the config document.
namespace openclaw::security {

struct GroupEntry {
    /// A non-empty `groups` object exists.
    bool allowlistEnabled = false;
    bool allowed = false;
    const Json* group = nullptr;
    const Json* wildcard = nullptr;
};
/// Looks the group up in `channels.<channel>.accounts.<id>.groups`, else `channels.<channel>.groups`.
GroupEntry resolveGroupEntry(const Json& config, std::string_view channel, std::string_view groupId,
                             std::string_view accountId);

struct MentionOverride {
    std::optional<bool> value;
    bool beforeConfig = false;
};
/// The entry's requireMention, else the wildcard's, else the override, else true.
bool resolveRequireMention(const GroupEntry& entry, const MentionOverride& mentionOverride);

struct Sender {
    std::string id;
    std::string e164;
    std::string username;
    std::string name;
};
/// The tool policy for a sender out of `toolsBySender`; nullptr when none applies.
const Json* resolveToolsBySender(const Json& toolsBySender, const Sender& sender, NameMatching names);

/// The guild's entry by id, then (compatible) by slug of its name, then "*", with `id` and `slug` filled in.
std::optional<Json> resolveDiscordGuild(const Json& entries, std::string_view guildId, std::string_view guildName,
                                        NameMatching names);

struct DiscordChannel {
    std::string id;
    std::string name;
    std::string slug;
    std::string parentId;
    std::string parentName;
    std::string parentSlug;
    bool isThread = false;
};
enum class ChannelMatchSource { direct, parent, wildcard };
std::string_view toString(ChannelMatchSource source);
struct DiscordChannelRule {
    bool allowed = false;
    const Json* entry = nullptr;
    std::string matchKey;
    ChannelMatchSource source = ChannelMatchSource::direct;
};
/// nullopt when the guild lists no channels; a rule without entry when it does but none matches.
std::optional<DiscordChannelRule> resolveDiscordChannel(const Json& guild, const DiscordChannel& channel,
                                                        NameMatching names);

struct DiscordMentionFacts {
    bool isGuildMessage = false;
    bool isThread = false;
    /// The bot opened this thread itself.
    bool ownsThread = false;
    bool autoThread = false;
    std::optional<bool> channelRequires;
    std::optional<bool> guildRequires;
};
bool discordRequiresMention(const DiscordMentionFacts& facts);

}
