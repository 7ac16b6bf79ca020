// Tool policy of groups and of single senders in them.
#include "dispatch/groupTools.hpp"

#include "openclaw/routing/whatsapp_ids.hpp"
#include "openclaw/security/group_rules.hpp"
#include "openclaw/security/tool_layers.hpp"

namespace openclaw::dispatch {

namespace {

struct Place {
    const Json* entry = nullptr;
    std::string path;
};

std::vector<agent::ToolRule> firstRule(const std::vector<Place>& places, const std::string& senderId) {
    for (const Place& place : places) {
        if (!place.entry) continue;
        auto layer = security::groupToolLayer(*place.entry, place.path, senderId);
        if (!layer) continue;
        Json policy = Json::object();
        if (layer->policy.allow) policy["allow"] = *layer->policy.allow;
        if (layer->policy.deny) policy["deny"] = *layer->policy.deny;
        return {agent::ToolRule{std::move(layer->path), std::move(policy)}};
    }
    return {};
}

}

std::vector<agent::ToolRule> groupToolRules(const Json& config, const channels::InboundMessage& message) {
    if (message.kind == channels::ChatKind::direct) return {};
    const std::string senderId = message.channel == "whatsapp"
                                     ? routing::jidToE164(message.senderId).value_or(message.senderId)
                                     : message.senderId;
    const std::string base = "channels." + message.channel;
    if (message.channel != "discord") {
        const security::GroupEntry entry =
            security::resolveGroupEntry(config, message.channel, message.chatId, message.accountId);
        return firstRule(
            {{entry.group, base + ".groups." + message.chatId}, {entry.wildcard, base + ".groups.*"}},
            senderId);
    }
    const Json* section = findPath(config, base);
    const Json* accounts = section ? findMember(*section, "accounts") : nullptr;
    const Json* account = accounts ? findMember(*accounts, message.accountId) : nullptr;
    const Json* guilds = account ? findMember(*account, "guilds") : nullptr;
    if (!guilds && section) guilds = findMember(*section, "guilds");
    if (!guilds) return {};
    const auto guild =
        security::resolveDiscordGuild(*guilds, message.guildId, {}, security::NameMatching::never);
    if (!guild) return {};
    security::DiscordChannel channel;
    channel.id = message.chatId;
    channel.parentId = message.parentPeerId;
    channel.isThread = !message.parentPeerId.empty();
    const auto rule = security::resolveDiscordChannel(*guild, channel, security::NameMatching::never);
    const std::string path = base + ".guilds." + message.guildId;
    return firstRule({{rule ? rule->entry : nullptr, path + ".channels." + message.chatId}, {&*guild, path}},
                     senderId);
}

}
