#pragma once

#include "channels/discord/GuildCache.hpp"

#include <string>
#include <vector>

/// What a member may do in a channel (spec channels/discord.md §4). Pure.
namespace openclaw::channels::discord {

namespace permission {
inline constexpr std::uint64_t addReactions = 1ull << 6;
inline constexpr std::uint64_t administrator = 1ull << 3;
inline constexpr std::uint64_t viewChannel = 1ull << 10;
inline constexpr std::uint64_t sendMessages = 1ull << 11;
inline constexpr std::uint64_t manageMessages = 1ull << 13;
inline constexpr std::uint64_t embedLinks = 1ull << 14;
inline constexpr std::uint64_t attachFiles = 1ull << 15;
inline constexpr std::uint64_t readHistory = 1ull << 16;
inline constexpr std::uint64_t sendInThreads = 1ull << 38;
inline constexpr std::uint64_t all = ~0ull;
}

struct Member {
    std::string id;
    std::vector<std::string> roleIds;
    bool isTimedOut = false;
};

/// Base permissions of the roles, then the channel's overwrites: everyone, all roles together, the member.
/// Owner and ADMINISTRATOR have everything. `channel` is the thread's parent for threads.
std::uint64_t permissionsOf(const Member& member, const GuildFacts& guild, const ChannelFacts& channel);

/// The names of the bits that are known by name, e.g. "VIEW_CHANNEL".
std::vector<std::string> permissionNames(std::uint64_t bits);

}
