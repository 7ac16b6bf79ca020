#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Session key grammar (spec routing-sessions.md §2). Keys are always lower case.
namespace openclaw::routing {

inline constexpr std::string_view defaultAgentId = "main";
inline constexpr std::string_view defaultAccountId = "default";
inline constexpr std::string_view defaultMainKey = "main";
inline constexpr std::string_view globalSessionKey = "global";

/// The agent id in canonical form: lower case, other characters become dashes, at most 64, "main" when empty.
std::string normalizeAgentId(std::string_view value);
/// The same rules for account ids; empty becomes "default".
std::string normalizeAccountId(std::string_view value);
/// Trimmed and lower-cased; blank becomes "main".
std::string normalizeMainKey(std::string_view value);

enum class PeerKind { dm, group, channel };
std::string_view toString(PeerKind kind);
/// nullopt for any other word.
std::optional<PeerKind> parsePeerKind(std::string_view word);

/// How direct messages are spread over sessions (`session.dmScope`).
enum class DmScope { main, perPeer, perChannelPeer, perAccountChannelPeer };
/// Unknown words mean `main`.
DmScope parseDmScope(std::string_view word);

/// `session.identityLinks`: a person's name and the peer ids ("<id>" or "<channel>:<id>") that are this person.
using IdentityLinks = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct PeerKeyRequest {
    std::string agentId;
    std::string mainKey;
    std::string channel;
    std::string accountId;
    PeerKind peerKind = PeerKind::dm;
    std::string peerId;
    DmScope dmScope = DmScope::main;
    IdentityLinks identityLinks;
};

/// agent:<agentId>:<mainKey>
std::string buildMainSessionKey(std::string_view agentId, std::string_view mainKey = defaultMainKey);
/// The key of a conversation with one peer; an empty DM peer gives the main key.
std::string buildPeerSessionKey(const PeerKeyRequest& request);
/// <channel>:<account>:<kind>:<peer>, the key of a group's pending history.
std::string buildGroupHistoryKey(std::string_view channel, std::string_view accountId, PeerKind kind,
                                 std::string_view peerId);

struct ThreadKeys {
    std::string sessionKey;
    std::optional<std::string> parentSessionKey;
};
/// Adds `:thread:<id>` to the base key; a blank thread id leaves it alone and drops the parent.
ThreadKeys resolveThreadKeys(std::string_view baseSessionKey, std::string_view threadId,
                             std::optional<std::string> parentSessionKey);

struct AgentKeyParts {
    std::string agentId;
    std::string rest;
};
/// Splits "agent:<id>:<rest>"; nullopt when the text is no agent key.
std::optional<AgentKeyParts> parseAgentKey(std::string_view key);
bool isSubagentKey(std::string_view key);
/// The key before its last `:thread:` or `:topic:` marker, or nullopt.
std::optional<std::string> threadParentKey(std::string_view key);

/// The store key for what a client asked for: blank or "main" is the main session, "agent:…" stays, anything
/// else belongs to the given agent.
std::string toStoreKey(std::string_view agentId, std::string_view requestKey, std::string_view mainKey);

/// What `session.scope` and `session.mainKey` say.
struct SessionKeyOptions {
    bool globalScope = false;
    std::string mainKey;
};
/// Folds every alias of the main session into its canonical key; other keys are returned trimmed.
std::string canonicalMainAlias(const SessionKeyOptions& options, std::string_view agentId,
                               std::string_view sessionKey);

}
