#pragma once

#include "openclaw/routing/session_keys.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Session keys derived from an inbound context that carries no explicit key, and the way back from a key to a
/// delivery target (spec routing-sessions.md §2).
namespace openclaw::routing {

/// The address fields of an inbound context that decide its session.
struct ContextAddress {
    std::string from;
    /// direct | group | channel, any case.
    std::string chatType;
    std::string provider;
    std::string sessionKey;
};

struct GroupKey {
    /// <channel>:<group|channel>:<id>, without an agent.
    std::string key;
    std::string channel;
    std::string id;
    PeerKind kind = PeerKind::group;
};

/// The group this context belongs to; nullopt for direct chats and when no channel can be told.
std::optional<GroupKey> resolveGroupKey(const ContextAddress& address);

/// The session of a context: its explicit key, else "global" by scope, else its group, else the main session.
std::string resolveContextSessionKey(const SessionKeyOptions& options, const ContextAddress& address);

struct AnnounceTarget {
    std::string channel;
    std::string to;
    std::optional<std::string> threadId;
};
/// Where a group session's announcements go; nullopt for anything but group and channel keys.
std::optional<AnnounceTarget> announceTargetFromKey(std::string_view sessionKey);

/// True for the built-in chat networks ("telegram", "whatsapp", …), lower-case ids only.
bool isChatChannel(std::string_view channel);

}
