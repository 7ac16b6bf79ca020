// Walks the binding tiers from the most specific to the least and builds the session key of the chosen agent.
#include "openclaw/routing/bindings.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <functional>

namespace openclaw::routing {

namespace {

std::string trimmed(std::string_view text) { return std::string(trimUnicode(text)); }

bool fitsAccount(const Binding& binding, std::string_view accountId) {
    const std::string_view wanted = trimUnicode(binding.accountId);
    if (wanted.empty())
        return accountId == defaultAccountId;
    return wanted == "*" || wanted == accountId;
}

bool matchesPeer(const Binding& binding, const std::optional<Peer>& peer) {
    if (!binding.peer || !peer)
        return false;
    const std::string_view wanted = trimUnicode(binding.peer->id);
    return !wanted.empty() && binding.peer->kind == peer->kind && wanted == trimUnicode(peer->id);
}

bool matchesId(std::string_view wanted, std::string_view given) {
    return !trimUnicode(wanted).empty() && trimUnicode(wanted) == trimUnicode(given);
}

bool isUnscoped(const Binding& binding) {
    return !binding.peer && trimUnicode(binding.guildId).empty() && trimUnicode(binding.teamId).empty();
}

struct Tier {
    MatchedBy matchedBy;
    bool (*matches)(const Binding& binding, const RouteRequest& request);
};

constexpr Tier tiers[] = {
    {MatchedBy::peer, [](const Binding& b, const RouteRequest& r) { return matchesPeer(b, r.peer); }},
    {MatchedBy::parentPeer, [](const Binding& b, const RouteRequest& r) { return matchesPeer(b, r.parentPeer); }},
    {MatchedBy::guild, [](const Binding& b, const RouteRequest& r) { return matchesId(b.guildId, r.guildId); }},
    {MatchedBy::team, [](const Binding& b, const RouteRequest& r) { return matchesId(b.teamId, r.teamId); }},
    {MatchedBy::account,
     [](const Binding& b, const RouteRequest&) { return isUnscoped(b) && trimUnicode(b.accountId) != "*"; }},
    {MatchedBy::channel,
     [](const Binding& b, const RouteRequest&) { return isUnscoped(b) && trimUnicode(b.accountId) == "*"; }},
};

/// Maps the id a binding names to an agent that exists.
std::string pickExistingAgent(const std::vector<AgentEntry>& agents, std::string_view wanted) {
    if (trimUnicode(wanted).empty())
        return resolveDefaultAgentId(agents);
    const std::string id = normalizeAgentId(wanted);
    if (agents.empty())
        return id;
    const bool known = std::any_of(agents.begin(), agents.end(),
                                   [&](const AgentEntry& agent) { return normalizeAgentId(agent.id) == id; });
    return known ? id : resolveDefaultAgentId(agents);
}

std::string buildRouteKey(const RoutingOptions& options, const RouteRequest& request, const Route& route) {
    PeerKeyRequest key;
    key.agentId = route.agentId;
    key.channel = route.channel;
    key.accountId = route.accountId;
    key.dmScope = options.dmScope;
    key.identityLinks = options.identityLinks;
    if (request.peer) {
        key.peerKind = request.peer->kind;
        key.peerId = trimmed(request.peer->id);
        if (key.peerId.empty())
            key.peerId = "unknown";
    }
    return buildPeerSessionKey(key);
}

}

std::string_view toString(MatchedBy matchedBy) {
    switch (matchedBy) {
    case MatchedBy::peer: return "binding.peer";
    case MatchedBy::parentPeer: return "binding.peer.parent";
    case MatchedBy::guild: return "binding.guild";
    case MatchedBy::team: return "binding.team";
    case MatchedBy::account: return "binding.account";
    case MatchedBy::channel: return "binding.channel";
    case MatchedBy::defaultAgent: return "default";
    }
    return "default";
}

std::string resolveDefaultAgentId(const std::vector<AgentEntry>& agents) {
    const auto chosen = std::find_if(agents.begin(), agents.end(), std::mem_fn(&AgentEntry::isDefault));
    if (chosen != agents.end())
        return normalizeAgentId(chosen->id);
    return agents.empty() ? std::string(defaultAgentId) : normalizeAgentId(agents.front().id);
}

std::string resolveMainSessionKey(const std::vector<AgentEntry>& agents, const SessionKeyOptions& options) {
    if (options.globalScope)
        return std::string(globalSessionKey);
    return buildMainSessionKey(resolveDefaultAgentId(agents), options.mainKey);
}

Route resolveAgentRoute(const RoutingOptions& options, const RouteRequest& request) {
    Route route;
    route.channel = toLowerUnicode(trimUnicode(request.channel));
    route.accountId = trimmed(request.accountId);
    if (route.accountId.empty())
        route.accountId = std::string(defaultAccountId);

    std::vector<const Binding*> candidates;
    for (const Binding& binding : options.bindings) {
        const bool sameChannel = toLowerUnicode(trimUnicode(binding.channel)) == route.channel;
        if (sameChannel && fitsAccount(binding, route.accountId))
            candidates.push_back(&binding);
    }
    const Binding* chosen = nullptr;
    for (const Tier& tier : tiers) {
        const auto hit = std::find_if(candidates.begin(), candidates.end(),
                                      [&](const Binding* binding) { return tier.matches(*binding, request); });
        if (hit == candidates.end())
            continue;
        chosen = *hit;
        route.matchedBy = tier.matchedBy;
        break;
    }
    route.agentId =
        chosen ? pickExistingAgent(options.agents, chosen->agentId) : resolveDefaultAgentId(options.agents);
    route.sessionKey = buildRouteKey(options, request, route);
    route.mainSessionKey = buildMainSessionKey(route.agentId);
    return route;
}

}
