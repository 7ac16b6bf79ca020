#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/routing/session_keys.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Bindings: which agent answers a conversation (spec routing-sessions.md §1).
namespace openclaw::routing {

struct Peer {
    PeerKind kind = PeerKind::dm;
    std::string id;
};

/// One entry of `bindings`. Blank fields do not restrict; a blank account means the default account only.
struct Binding {
    std::string agentId;
    std::string channel;
    std::string accountId;
    std::optional<Peer> peer;
    std::string guildId;
    std::string teamId;
};

struct AgentEntry {
    std::string id;
    bool isDefault = false;
};

struct RoutingOptions {
    std::vector<AgentEntry> agents;
    std::vector<Binding> bindings;
    DmScope dmScope = DmScope::main;
    IdentityLinks identityLinks;
};
/// Reads `agents.list`, `bindings` and `session` of a config document; anything malformed is left out.
RoutingOptions routingOptionsFromJson(const Json& config);
/// Reads `session.scope` and `session.mainKey`.
SessionKeyOptions sessionKeyOptionsFromJson(const Json& config);

struct RouteRequest {
    std::string channel;
    std::string accountId;
    std::optional<Peer> peer;
    std::optional<Peer> parentPeer;
    std::string guildId;
    std::string teamId;
};

/// Which rule chose the agent, from the most to the least specific.
enum class MatchedBy { peer, parentPeer, guild, team, account, channel, defaultAgent };
/// "binding.peer", …, "default".
std::string_view toString(MatchedBy matchedBy);

struct Route {
    std::string agentId;
    std::string channel;
    std::string accountId;
    std::string sessionKey;
    std::string mainSessionKey;
    MatchedBy matchedBy = MatchedBy::defaultAgent;
};

/// The agent flagged as default, else the first listed, else "main"; canonical form.
std::string resolveDefaultAgentId(const std::vector<AgentEntry>& agents);
/// The main session of the default agent, or "global".
std::string resolveMainSessionKey(const std::vector<AgentEntry>& agents, const SessionKeyOptions& options);
Route resolveAgentRoute(const RoutingOptions& options, const RouteRequest& request);

}
