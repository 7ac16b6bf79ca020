// The bot's picture of its guilds.
#include "channels/discord/GuildCache.hpp"

#include "openclaw/core/strings.hpp"

#include <charconv>

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t maxChannels = 20'000;
constexpr std::size_t maxGuilds = 2000;
constexpr std::size_t maxChannelNameBytes = 256;

}

std::uint64_t readBits(const Json& object, std::string_view key) {
    const std::string digits = stringOr(object, key);
    std::uint64_t bits = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    return read.ec == std::errc() && read.ptr == digits.data() + digits.size() ? bits : 0;
}

std::optional<ChannelFacts> readChannel(const Json& channel, const std::string& guildId) {
    ChannelFacts facts;
    facts.id = stringOr(channel, "id");
    if (facts.id.empty()) return std::nullopt;
    facts.guildId = stringOr(channel, "guild_id", guildId);
    facts.parentId = stringOr(channel, "parent_id");
    facts.ownerId = stringOr(channel, "owner_id");
    facts.name = sanitizeUtf8(utf8Prefix(stringOr(channel, "name"), maxChannelNameBytes));
    facts.type = static_cast<ChannelType>(findInteger(channel, "type").value_or(0));
    const Json* overwrites = findMember(channel, "permission_overwrites");
    if (overwrites && overwrites->is_array() && overwrites->size() <= 1000)
        facts.overwrites.assign(overwrites->begin(), overwrites->end());
    return facts;
}

void GuildCache::put(ChannelFacts facts) {
    if (channels_.size() >= maxChannels && !channels_.contains(facts.id)) return;
    channels_.insert_or_assign(facts.id, std::move(facts));
}

const ChannelFacts* GuildCache::channel(const std::string& id) const {
    const auto found = channels_.find(id);
    return found == channels_.end() ? nullptr : &found->second;
}

const GuildFacts* GuildCache::guild(const std::string& id) const {
    const auto found = guilds_.find(id);
    return found == guilds_.end() ? nullptr : &found->second;
}

std::vector<const GuildFacts*> GuildCache::guilds() const {
    std::vector<const GuildFacts*> list;
    for (const auto& [id, guild] : guilds_)
        list.push_back(&guild);
    return list;
}

std::vector<const ChannelFacts*> GuildCache::channelsOf(const std::string& guildId) const {
    std::vector<const ChannelFacts*> list;
    for (const auto& [id, channel] : channels_) {
        if (channel.guildId == guildId) list.push_back(&channel);
    }
    return list;
}

void GuildCache::putRole(const std::string& guildId, const Json* role) {
    const auto guild = guilds_.find(guildId);
    if (guild == guilds_.end() || !role || guild->second.rolePermissions.size() > 1000) return;
    const std::string id = stringOr(*role, "id");
    if (!id.empty()) guild->second.rolePermissions[id] = readBits(*role, "permissions");
}

void GuildCache::putGuild(const Json& data, const std::string& botId) {
    const std::string id = stringOr(data, "id");
    if (id.empty() || findBool(data, "unavailable").value_or(false)) return;
    if (guilds_.size() >= maxGuilds && !guilds_.contains(id)) return;
    GuildFacts& guild = guilds_[id];
    guild.id = id;
    guild.name = sanitizeUtf8(utf8Prefix(stringOr(data, "name"), maxChannelNameBytes));
    guild.ownerId = stringOr(data, "owner_id");
    if (const Json* roles = findMember(data, "roles"); roles && roles->is_array()) {
        guild.rolePermissions.clear();
        for (const Json& role : *roles)
            putRole(id, &role);
    }
    for (const char* list : {"channels", "threads"}) {
        const Json* channels = findMember(data, list);
        if (!channels || !channels->is_array()) continue;
        for (const Json& channel : *channels) {
            if (auto facts = readChannel(channel, id)) put(std::move(*facts));
        }
    }
    const Json* members = findMember(data, "members");
    if (!members || !members->is_array()) return;
    for (const Json& member : *members) {
        const Json* user = findMember(member, "user");
        const Json* roles = findMember(member, "roles");
        if (!user || stringOr(*user, "id") != botId || !roles || !roles->is_array()) continue;
        guild.ownRoleIds.clear();
        for (const Json& role : *roles) {
            if (role.is_string()) guild.ownRoleIds.push_back(role.get<std::string>());
        }
    }
}

void GuildCache::apply(const GatewayEvent& event, const std::string& botId) {
    const Json& data = event.data;
    const std::string guildId = stringOr(data, "guild_id");
    if (event.type == "GUILD_CREATE" || event.type == "GUILD_UPDATE") {
        putGuild(data, botId);
    } else if (event.type == "GUILD_DELETE") {
        if (!findBool(data, "unavailable").value_or(false)) guilds_.erase(stringOr(data, "id"));
    } else if (event.type == "GUILD_ROLE_CREATE" || event.type == "GUILD_ROLE_UPDATE") {
        putRole(guildId, findMember(data, "role"));
    } else if (event.type == "CHANNEL_DELETE" || event.type == "THREAD_DELETE") {
        channels_.erase(stringOr(data, "id"));
    } else if (event.type == "THREAD_LIST_SYNC") {
        const Json* threads = findMember(data, "threads");
        if (!threads || !threads->is_array()) return;
        for (const Json& thread : *threads) {
            if (auto facts = readChannel(thread, guildId)) put(std::move(*facts));
        }
    } else if (event.type.starts_with("CHANNEL_") || event.type.starts_with("THREAD_")) {
        const bool isDescription = event.type.ends_with("_CREATE") || event.type.ends_with("_UPDATE");
        if (!isDescription) return;
        if (auto facts = readChannel(data, guildId)) put(std::move(*facts));
    }
}

}
