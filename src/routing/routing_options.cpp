// Reads the routing parts of a config document. Lenient on purpose: validation is the config room's work, here a
// malformed entry simply does not take part.
#include "openclaw/routing/bindings.hpp"

#include "openclaw/core/unicode.hpp"

namespace openclaw::routing {

namespace {

std::optional<Peer> peerFromJson(const Json* value) {
    if (!value || !value->is_object())
        return std::nullopt;
    Peer peer;
    peer.id = stringOr(*value, "id");
    const auto kind = parsePeerKind(toLowerUnicode(trimUnicode(stringOr(*value, "kind"))));
    // A peer of an unknown kind must still count as "scoped", so it is kept with an id that matches nothing.
    if (!kind)
        peer.id.clear();
    peer.kind = kind.value_or(PeerKind::dm);
    return peer;
}

std::optional<Binding> bindingFromJson(const Json& value) {
    const Json* match = findMember(value, "match");
    if (!match || !match->is_object())
        return std::nullopt;
    Binding binding;
    binding.agentId = stringOr(value, "agentId");
    binding.channel = stringOr(*match, "channel");
    binding.accountId = stringOr(*match, "accountId");
    binding.guildId = stringOr(*match, "guildId");
    binding.teamId = stringOr(*match, "teamId");
    binding.peer = peerFromJson(findMember(*match, "peer"));
    return binding;
}

IdentityLinks identityLinksFromJson(const Json* value) {
    IdentityLinks links;
    if (!value || !value->is_object())
        return links;
    for (const auto& [name, ids] : value->items()) {
        if (!ids.is_array())
            continue;
        std::vector<std::string> list;
        for (const Json& id : ids) {
            if (id.is_string())
                list.push_back(id.get<std::string>());
        }
        links.emplace_back(name, std::move(list));
    }
    return links;
}

}

RoutingOptions routingOptionsFromJson(const Json& config) {
    RoutingOptions options;
    if (const Json* agents = findPath(config, "agents.list"); agents && agents->is_array()) {
        for (const Json& agent : *agents) {
            if (const auto id = findString(agent, "id"))
                options.agents.push_back(AgentEntry{*id, findBool(agent, "default").value_or(false)});
        }
    }
    if (const Json* bindings = findMember(config, "bindings"); bindings && bindings->is_array()) {
        for (const Json& entry : *bindings) {
            if (auto binding = bindingFromJson(entry))
                options.bindings.push_back(std::move(*binding));
        }
    }
    if (const Json* session = findMember(config, "session")) {
        options.dmScope = parseDmScope(stringOr(*session, "dmScope"));
        options.identityLinks = identityLinksFromJson(findMember(*session, "identityLinks"));
    }
    return options;
}

SessionKeyOptions sessionKeyOptionsFromJson(const Json& config) {
    SessionKeyOptions options;
    if (const Json* session = findMember(config, "session")) {
        options.globalScope = stringOr(*session, "scope") == "global";
        options.mainKey = stringOr(*session, "mainKey");
    }
    return options;
}

}
