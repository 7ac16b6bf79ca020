// Derives group keys from sender addresses such as "telegram:group:-100:topic:4" or "120363@g.us", and delivery
// targets from group keys.
#include "openclaw/routing/group_keys.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::routing {

namespace {

constexpr std::array<std::string_view, 8> chatChannels = {"telegram", "whatsapp",   "discord", "imessage",
                                                          "mattermost", "googlechat", "slack",   "signal"};

std::vector<std::string> nonEmptyParts(std::string_view text) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(text, ':')) {
        if (!part.empty())
            parts.emplace_back(part);
    }
    return parts;
}

std::string joinFrom(std::vector<std::string> parts, std::size_t first) {
    parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(std::min(first, parts.size())));
    return join(parts, ":");
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Cuts a trailing ":topic:<digits>" or ":thread:<digits>" off and returns the digits.
std::optional<std::string> takeThreadSuffix(std::string& id) {
    const std::size_t digits = id.find_last_not_of("0123456789") + 1;
    if (digits == 0 || digits == id.size())
        return std::nullopt;
    for (const std::string_view marker : {":topic:", ":thread:"}) {
        if (!std::string_view(id).substr(0, digits).ends_with(marker))
            continue;
        std::string thread = id.substr(digits);
        id.resize(digits - marker.size());
        return thread;
    }
    return std::nullopt;
}

std::string canonicalChannel(std::string_view channel) {
    std::string lowered = toLowerAscii(channel);
    if (lowered == "imsg")
        return "imessage";
    if (lowered == "gchat" || lowered == "google-chat")
        return "googlechat";
    return lowered;
}

}

bool isChatChannel(std::string_view channel) {
    return std::find(chatChannels.begin(), chatChannels.end(), channel) != chatChannels.end();
}

std::optional<GroupKey> resolveGroupKey(const ContextAddress& address) {
    const std::string_view from = trimUnicode(address.from);
    const std::string chatType = toLowerAscii(trimUnicode(address.chatType));
    const bool isWhatsAppGroup = toLowerAscii(from).ends_with("@g.us");
    const bool isGroup = chatType == "group" || chatType == "channel" || contains(from, ":group:") ||
                         contains(from, ":channel:") || isWhatsAppGroup;
    if (!isGroup)
        return std::nullopt;

    const std::vector<std::string> parts = nonEmptyParts(from);
    const std::string head = parts.empty() ? std::string() : toLowerAscii(trimUnicode(parts[0]));
    const bool headIsChannel = isChatChannel(head) || head == "webchat";
    std::string channel = toLowerAscii(trimUnicode(address.provider));
    if (headIsChannel)
        channel = head;
    else if (channel.empty() && isWhatsAppGroup)
        channel = "whatsapp";
    if (channel.empty())
        return std::nullopt;

    const std::string second = parts.size() > 1 ? toLowerAscii(trimUnicode(parts[1])) : std::string();
    const bool secondIsKind = second == "group" || second == "channel";
    const bool isChannelKind =
        secondIsKind ? second == "channel" : contains(from, ":channel:") || chatType == "channel";

    GroupKey group;
    group.kind = isChannelKind ? PeerKind::channel : PeerKind::group;
    group.channel = channel;
    const std::string id = headIsChannel ? joinFrom(parts, secondIsKind ? 2 : 1) : std::string(from);
    group.id = toLowerUnicode(trimUnicode(id));
    if (group.id.empty())
        return std::nullopt;
    group.key = fmt::format("{}:{}:{}", channel, toString(group.kind), group.id);
    return group;
}

std::string resolveContextSessionKey(const SessionKeyOptions& options, const ContextAddress& address) {
    const std::string_view explicitKey = trimUnicode(address.sessionKey);
    if (!explicitKey.empty())
        return toLowerUnicode(explicitKey);
    if (options.globalScope)
        return std::string(globalSessionKey);
    if (const auto group = resolveGroupKey(address))
        return fmt::format("agent:{}:{}", defaultAgentId, group->key);
    return buildMainSessionKey(defaultAgentId, options.mainKey);
}

std::optional<AnnounceTarget> announceTargetFromKey(std::string_view sessionKey) {
    std::vector<std::string> parts = nonEmptyParts(sessionKey);
    if (parts.size() >= 3 && parts[0] == "agent")
        parts.erase(parts.begin(), parts.begin() + 2);
    if (parts.size() < 3 || (parts[1] != "group" && parts[1] != "channel"))
        return std::nullopt;

    AnnounceTarget target;
    std::string id = joinFrom(parts, 2);
    target.threadId = takeThreadSuffix(id);
    id = std::string(trimUnicode(id));
    if (id.empty())
        return std::nullopt;
    target.channel = canonicalChannel(parts[0]);
    if (!isChatChannel(target.channel)) {
        target.to = id;
        return target;
    }
    const bool groupsAreChannels = target.channel == "discord" || target.channel == "slack";
    target.to = (groupsAreChannels ? "channel" : parts[1]) + ":" + id;
    return target;
}

}
