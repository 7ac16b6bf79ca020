// Discord's permission calculation.
#include "channels/discord/permissions.hpp"

#include <algorithm>
#include <array>

namespace openclaw::channels::discord {

namespace {

struct NamedBit {
    int shift;
    std::string_view name;
};
constexpr auto namedBits = std::to_array<NamedBit>({
    {1, "KICK_MEMBERS"},
    {2, "BAN_MEMBERS"},
    {3, "ADMINISTRATOR"},
    {4, "MANAGE_CHANNELS"},
    {5, "MANAGE_GUILD"},
    {6, "ADD_REACTIONS"},
    {10, "VIEW_CHANNEL"},
    {11, "SEND_MESSAGES"},
    {13, "MANAGE_MESSAGES"},
    {14, "EMBED_LINKS"},
    {15, "ATTACH_FILES"},
    {16, "READ_MESSAGE_HISTORY"},
    {17, "MENTION_EVERYONE"},
    {18, "USE_EXTERNAL_EMOJIS"},
    {28, "MANAGE_ROLES"},
    {31, "USE_APPLICATION_COMMANDS"},
    {34, "MANAGE_THREADS"},
    {35, "CREATE_PUBLIC_THREADS"},
    {37, "USE_EXTERNAL_STICKERS"},
    {38, "SEND_MESSAGES_IN_THREADS"},
    {40, "MODERATE_MEMBERS"},
    {46, "SEND_VOICE_MESSAGES"},
    {49, "SEND_POLLS"},
});

}

std::uint64_t permissionsOf(const Member& member, const GuildFacts& guild, const ChannelFacts& channel) {
    if (member.id == guild.ownerId) return permission::all;
    const auto roleBits = [&](const std::string& id) {
        const auto found = guild.rolePermissions.find(id);
        return found == guild.rolePermissions.end() ? 0 : found->second;
    };
    std::uint64_t bits = roleBits(guild.id);
    for (const std::string& role : member.roleIds)
        bits |= roleBits(role);
    if (bits & permission::administrator) return permission::all;

    std::uint64_t everyoneDeny = 0, everyoneAllow = 0, roleDeny = 0, roleAllow = 0, memberDeny = 0,
                  memberAllow = 0;
    for (const Json& overwrite : channel.overwrites) {
        const std::string id = stringOr(overwrite, "id");
        const std::uint64_t deny = readBits(overwrite, "deny");
        const std::uint64_t allow = readBits(overwrite, "allow");
        if (id == guild.id) {
            everyoneDeny = deny;
            everyoneAllow = allow;
        } else if (id == member.id) {
            memberDeny = deny;
            memberAllow = allow;
        } else if (std::ranges::find(member.roleIds, id) != member.roleIds.end()) {
            roleDeny |= deny;
            roleAllow |= allow;
        }
    }
    bits = (bits & ~everyoneDeny) | everyoneAllow;
    bits = (bits & ~roleDeny) | roleAllow;
    bits = (bits & ~memberDeny) | memberAllow;
    if (member.isTimedOut) bits &= permission::viewChannel | permission::readHistory;
    return bits;
}

std::vector<std::string> permissionNames(std::uint64_t bits) {
    std::vector<std::string> names;
    for (const NamedBit& bit : namedBits) {
        if (bits & (1ull << bit.shift)) names.emplace_back(bit.name);
    }
    return names;
}

}
