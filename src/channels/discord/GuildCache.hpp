#pragma once

#include "channels/discord/GatewayEngine.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::channels::discord {

enum class ChannelType {
    text = 0,
    direct = 1,
    voice = 2,
    groupDirect = 3,
    announcement = 5,
    announcementThread = 10,
    publicThread = 11,
    privateThread = 12,
    forum = 15,
    media = 16
};

/// What is known of a channel.
struct ChannelFacts {
    std::string id;
    std::string guildId;
    std::string parentId;
    std::string name;
    std::string ownerId; // of a thread: who opened it
    ChannelType type = ChannelType::text;
    std::vector<Json> overwrites;

    bool isDirect() const { return type == ChannelType::direct; }
    bool isThread() const {
        return type == ChannelType::announcementThread || type == ChannelType::publicThread ||
               type == ChannelType::privateThread;
    }
};
/// nullopt when there is no id in it.
std::optional<ChannelFacts> readChannel(const Json& channel, const std::string& guildId);

struct GuildFacts {
    std::string id;
    std::string name;
    std::string ownerId;
    std::map<std::string, std::uint64_t> rolePermissions;
    /// The bot's own roles there.
    std::vector<std::string> ownRoleIds;
};

/// Guilds, channels and threads as the gateway's events tell them. Bounded: beyond the limit new ones are
/// looked up by REST each time. A guild that is merely unavailable is kept.
class GuildCache {
public:
    void apply(const GatewayEvent& event, const std::string& botId);
    void put(ChannelFacts facts);
    const ChannelFacts* channel(const std::string& id) const;
    const GuildFacts* guild(const std::string& id) const;
    std::vector<const GuildFacts*> guilds() const;
    std::vector<const ChannelFacts*> channelsOf(const std::string& guildId) const;

private:
    void putGuild(const Json& data, const std::string& botId);
    void putRole(const std::string& guildId, const Json* role);

    std::map<std::string, ChannelFacts> channels_;
    std::map<std::string, GuildFacts> guilds_;
};

/// A decimal bitfield of up to 64 bits; 0 for anything else.
std::uint64_t readBits(const Json& object, std::string_view key);

}
