// Looks up the rules of a group, guild or channel in the config document.
#include "openclaw/security/group_rules.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <array>
#include <vector>

namespace openclaw::security {

namespace {

const Json* asObject(const Json* value) { return value && value->is_object() ? value : nullptr; }

const Json* findObject(const Json& owner, std::string_view key) { return asObject(findMember(owner, key)); }

const Json* findAccountGroups(const Json& channel, std::string_view accountId) {
    const Json* accounts = findObject(channel, "accounts");
    if (!accounts)
        return nullptr;
    const std::string_view trimmed = trimUnicode(accountId);
    const std::string_view id = trimmed.empty() ? std::string_view("default") : trimmed;
    const Json* account = findObject(*accounts, id);
    for (auto entry = accounts->begin(); !account && entry != accounts->end(); ++entry) {
        if (equalsIgnoreCase(entry.key(), id))
            account = asObject(&entry.value());
    }
    return account ? findObject(*account, "groups") : nullptr;
}

std::string senderKey(std::string_view value) {
    std::string_view key = trimUnicode(value);
    if (key.starts_with('@'))
        key.remove_prefix(1);
    return toLowerUnicode(key);
}

}

GroupEntry resolveGroupEntry(const Json& config, std::string_view channel, std::string_view groupId,
                             std::string_view accountId) {
    GroupEntry entry;
    const Json* channels = findObject(config, "channels");
    const Json* channelConfig = channels ? findObject(*channels, channel) : nullptr;
    const Json* groups = channelConfig ? findAccountGroups(*channelConfig, accountId) : nullptr;
    if (!groups && channelConfig)
        groups = findObject(*channelConfig, "groups");
    entry.allowlistEnabled = groups && !groups->empty();
    const std::string_view id = trimUnicode(groupId);
    if (groups) {
        entry.group = id.empty() ? nullptr : findMember(*groups, id);
        entry.wildcard = findMember(*groups, "*");
    }
    entry.allowed = !entry.allowlistEnabled || entry.wildcard || entry.group;
    return entry;
}

bool resolveRequireMention(const GroupEntry& entry, const MentionOverride& mentionOverride) {
    if (mentionOverride.beforeConfig && mentionOverride.value)
        return *mentionOverride.value;
    for (const Json* level : {entry.group, entry.wildcard}) {
        const auto value = level ? findBool(*level, "requireMention") : std::nullopt;
        if (value)
            return *value;
    }
    return mentionOverride.value.value_or(true);
}

const Json* resolveToolsBySender(const Json& toolsBySender, const Sender& sender, NameMatching names) {
    if (!toolsBySender.is_object())
        return nullptr;
    std::vector<std::string> candidates = {senderKey(sender.id), senderKey(sender.e164)};
    if (names == NameMatching::compatible) {
        candidates.push_back(senderKey(sender.username));
        candidates.push_back(senderKey(sender.name));
    }
    for (const std::string& candidate : candidates) {
        if (candidate.empty())
            continue;
        for (const auto& [key, policy] : toolsBySender.items()) {
            if (trimUnicode(key) != "*" && senderKey(key) == candidate)
                return &policy;
        }
    }
    return findMember(toolsBySender, "*");
}

std::optional<Json> resolveDiscordGuild(const Json& entries, std::string_view guildId, std::string_view guildName,
                                        NameMatching names) {
    if (!entries.is_object())
        return std::nullopt;
    const std::string slug = discordSlug(guildName);
    const Json* found = guildId.empty() ? nullptr : findObject(entries, guildId);
    const bool byId = found != nullptr;
    if (!found && names == NameMatching::compatible && !slug.empty())
        found = findObject(entries, slug);
    if (!found)
        found = findObject(entries, "*");
    if (!found)
        return std::nullopt;
    Json entry = *found;
    entry["id"] = std::string(guildId);
    if (!byId && !slug.empty())
        entry["slug"] = slug;
    return entry;
}

std::string_view toString(ChannelMatchSource source) {
    switch (source) {
    case ChannelMatchSource::direct: return "direct";
    case ChannelMatchSource::parent: return "parent";
    case ChannelMatchSource::wildcard: return "wildcard";
    }
    return "direct";
}

std::optional<DiscordChannelRule> resolveDiscordChannel(const Json& guild, const DiscordChannel& channel,
                                                        NameMatching names) {
    const Json* channels = findObject(guild, "channels");
    if (!channels || channels->empty())
        return std::nullopt;
    struct Key {
        std::string text;
        ChannelMatchSource source;
        bool isName;
    };
    std::vector<Key> keys;
    keys.push_back(Key{channel.id, ChannelMatchSource::direct, false});
    if (!channel.isThread) {
        keys.push_back(Key{channel.slug, ChannelMatchSource::direct, true});
        keys.push_back(Key{channel.name, ChannelMatchSource::direct, true});
    } else {
        const std::string slug = channel.parentSlug.empty() ? discordSlug(channel.parentName) : channel.parentSlug;
        keys.push_back(Key{channel.parentId, ChannelMatchSource::parent, false});
        keys.push_back(Key{slug, ChannelMatchSource::parent, true});
        keys.push_back(Key{channel.parentName, ChannelMatchSource::parent, true});
    }
    keys.push_back(Key{"*", ChannelMatchSource::wildcard, false});

    DiscordChannelRule rule;
    for (const Key& key : keys) {
        if (key.text.empty() || (key.isName && names == NameMatching::never))
            continue;
        const Json* entry = findObject(*channels, key.text);
        if (!entry)
            continue;
        rule.entry = entry;
        rule.matchKey = key.text;
        rule.source = key.source;
        rule.allowed = findBool(*entry, "allow").value_or(true);
        break;
    }
    return rule;
}

bool discordRequiresMention(const DiscordMentionFacts& facts) {
    if (!facts.isGuildMessage || (facts.isThread && facts.ownsThread && facts.autoThread))
        return false;
    return facts.channelRequires.value_or(facts.guildRequires.value_or(true));
}

}
