// Builds and takes apart session keys. Every key is derived from trimmed, lower-cased parts, so that two spellings
// of one conversation always meet in one session.
#include "openclaw/routing/session_keys.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

namespace openclaw::routing {

namespace {

constexpr std::size_t maxIdLength = 64;

std::string normalizedToken(std::string_view value) { return toLowerUnicode(trimUnicode(value)); }

std::string tokenOr(std::string_view value, std::string_view fallback) {
    std::string token = normalizedToken(value);
    return token.empty() ? std::string(fallback) : token;
}

bool isIdCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

bool isValidId(std::string_view lowered) {
    if (lowered.empty() || lowered.size() > maxIdLength || lowered[0] == '_' || lowered[0] == '-')
        return false;
    return lowered.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

std::string normalizeId(std::string_view value, std::string_view fallback) {
    const std::string lowered = toLowerAscii(trimUnicode(value));
    if (isValidId(lowered))
        return lowered;
    std::string id;
    bool replaced = false;
    for (const char c : lowered) {
        if (isIdCharacter(c))
            id += c;
        else if (!replaced)
            id += '-';
        replaced = !isIdCharacter(c);
    }
    const std::size_t first = id.find_first_not_of('-');
    if (first == std::string::npos)
        return std::string(fallback);
    id = id.substr(first, id.find_last_not_of('-') - first + 1);
    return id.substr(0, maxIdLength);
}

/// The linked person's name for this peer, or nullopt.
std::optional<std::string> findLinkedName(const IdentityLinks& links, std::string_view channel,
                                          std::string_view peerId) {
    const std::string peer = normalizedToken(peerId);
    if (peer.empty())
        return std::nullopt;
    const std::string scoped = normalizedToken(channel) + ":" + peer;
    for (const auto& [name, ids] : links) {
        if (trimUnicode(name).empty())
            continue;
        for (const std::string& id : ids) {
            const std::string candidate = normalizedToken(id);
            if (candidate == peer || candidate == scoped)
                return std::string(trimUnicode(name));
        }
    }
    return std::nullopt;
}

std::string buildDmKey(const PeerKeyRequest& request) {
    std::string peer = normalizedToken(request.peerId);
    if (request.dmScope != DmScope::main) {
        if (const auto linked = findLinkedName(request.identityLinks, request.channel, request.peerId))
            peer = toLowerUnicode(*linked);
    }
    if (request.dmScope == DmScope::main || peer.empty())
        return buildMainSessionKey(request.agentId, request.mainKey);
    const std::string agent = normalizeAgentId(request.agentId);
    const std::string channel = tokenOr(request.channel, "unknown");
    if (request.dmScope == DmScope::perAccountChannelPeer)
        return fmt::format("agent:{}:{}:{}:dm:{}", agent, channel, normalizeAccountId(request.accountId), peer);
    if (request.dmScope == DmScope::perChannelPeer)
        return fmt::format("agent:{}:{}:dm:{}", agent, channel, peer);
    return fmt::format("agent:{}:dm:{}", agent, peer);
}

}

std::string normalizeAgentId(std::string_view value) { return normalizeId(value, defaultAgentId); }

std::string normalizeAccountId(std::string_view value) { return normalizeId(value, defaultAccountId); }

std::string normalizeMainKey(std::string_view value) { return tokenOr(value, defaultMainKey); }

std::string_view toString(PeerKind kind) {
    switch (kind) {
    case PeerKind::dm: return "dm";
    case PeerKind::group: return "group";
    case PeerKind::channel: return "channel";
    }
    return "dm";
}

std::optional<PeerKind> parsePeerKind(std::string_view word) {
    if (word == "dm" || word == "direct")
        return PeerKind::dm;
    if (word == "group")
        return PeerKind::group;
    if (word == "channel")
        return PeerKind::channel;
    return std::nullopt;
}

DmScope parseDmScope(std::string_view word) {
    if (word == "per-peer")
        return DmScope::perPeer;
    if (word == "per-channel-peer")
        return DmScope::perChannelPeer;
    if (word == "per-account-channel-peer")
        return DmScope::perAccountChannelPeer;
    return DmScope::main;
}

std::string buildMainSessionKey(std::string_view agentId, std::string_view mainKey) {
    return fmt::format("agent:{}:{}", normalizeAgentId(agentId), normalizeMainKey(mainKey));
}

std::string buildPeerSessionKey(const PeerKeyRequest& request) {
    if (request.peerKind == PeerKind::dm)
        return buildDmKey(request);
    return fmt::format("agent:{}:{}:{}:{}", normalizeAgentId(request.agentId), tokenOr(request.channel, "unknown"),
                       toString(request.peerKind), tokenOr(request.peerId, "unknown"));
}

std::string buildGroupHistoryKey(std::string_view channel, std::string_view accountId, PeerKind kind,
                                 std::string_view peerId) {
    return fmt::format("{}:{}:{}:{}", tokenOr(channel, "unknown"), normalizeAccountId(accountId), toString(kind),
                       tokenOr(peerId, "unknown"));
}

ThreadKeys resolveThreadKeys(std::string_view baseSessionKey, std::string_view threadId,
                             std::optional<std::string> parentSessionKey) {
    const std::string thread = normalizedToken(threadId);
    ThreadKeys keys;
    keys.sessionKey = std::string(baseSessionKey);
    if (thread.empty())
        return keys;
    keys.sessionKey += ":thread:" + thread;
    keys.parentSessionKey = std::move(parentSessionKey);
    return keys;
}

std::optional<AgentKeyParts> parseAgentKey(std::string_view key) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(trimUnicode(key), ':')) {
        if (!part.empty())
            parts.emplace_back(part);
    }
    if (parts.size() < 3 || parts[0] != "agent")
        return std::nullopt;
    AgentKeyParts result;
    result.agentId = std::string(trimUnicode(parts[1]));
    parts.erase(parts.begin(), parts.begin() + 2);
    result.rest = join(parts, ":");
    if (result.agentId.empty() || result.rest.empty())
        return std::nullopt;
    return result;
}

bool isSubagentKey(std::string_view key) {
    const std::string_view raw = trimUnicode(key);
    if (startsWithIgnoreCase(raw, "subagent:"))
        return true;
    const auto parts = parseAgentKey(raw);
    return parts && startsWithIgnoreCase(parts->rest, "subagent:");
}

std::optional<std::string> threadParentKey(std::string_view key) {
    const std::string_view raw = trimUnicode(key);
    const std::string lowered = toLowerAscii(raw);
    std::size_t marker = 0;
    for (const std::string_view word : {":thread:", ":topic:"}) {
        const std::size_t at = lowered.rfind(word);
        if (at != std::string::npos && at > marker)
            marker = at;
    }
    const std::string_view parent = trimUnicode(raw.substr(0, marker));
    if (parent.empty())
        return std::nullopt;
    return std::string(parent);
}

std::string toStoreKey(std::string_view agentId, std::string_view requestKey, std::string_view mainKey) {
    const std::string_view raw = trimUnicode(requestKey);
    if (raw.empty() || raw == defaultMainKey)
        return buildMainSessionKey(agentId, mainKey);
    std::string lowered = toLowerUnicode(raw);
    if (lowered.starts_with("agent:"))
        return lowered;
    return fmt::format("agent:{}:{}", normalizeAgentId(agentId), lowered);
}

std::string canonicalMainAlias(const SessionKeyOptions& options, std::string_view agentId,
                               std::string_view sessionKey) {
    const std::string raw(trimUnicode(sessionKey));
    const std::string mainSession = buildMainSessionKey(agentId, options.mainKey);
    const bool isAlias = raw == defaultMainKey || raw == normalizeMainKey(options.mainKey) || raw == mainSession ||
                         raw == buildMainSessionKey(agentId, defaultMainKey);
    if (!isAlias || raw.empty())
        return raw;
    return options.globalScope ? std::string(globalSessionKey) : mainSession;
}

}
