#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <vector>

/// Posts and reactions as inbound messages (spec channels/mattermost.md §2-3). Pure; accepts any JSON.
namespace openclaw::channels::mattermost {

struct BotIdentity {
    std::string id;
    std::string username;
};

/// What is known of a channel.
struct ChannelFacts {
    std::string id;
    /// O, P, D or G.
    std::string type;
    std::string name;
    std::string displayName;
    std::string teamId;
};
ChannelFacts readChannel(const Json& channel);

/// When a group post counts as addressed to the bot.
struct ChatMode {
    /// "oncall", "onmessage" or "onchar".
    std::string word = "oncall";
    std::vector<std::string> prefixes;
};

struct PostContext {
    const BotIdentity& bot;
    const std::string& accountId;
    const ChannelFacts& channel;
    const ChatMode& mode;
    /// User name of the author, without "@".
    std::string senderName;
    /// Whether the server says that the bot is mentioned.
    bool isMentioned = false;
};

/// nullopt for the bot's own posts, system posts and posts without content.
std::optional<InboundMessage> decodePost(const Json& post, const PostContext& context);
/// An edited post; nullopt as above.
std::optional<InboundMessage> decodeEdit(const Json& post, const PostContext& context);
std::optional<InboundMessage> decodeReaction(const Json& reaction, bool isRemoval, const PostContext& context);

/// A JSON document inside a string member, or null.
Json nestedJson(const Json& object, std::string_view key);

}
