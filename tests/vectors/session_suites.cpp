// Vectors about session keys and session names.
#include "vectors/Suites.hpp"

#include "openclaw/routing/bindings.hpp"
#include "openclaw/routing/group_keys.hpp"
#include "openclaw/sessions/labels.hpp"

namespace openclaw::vectors {
namespace {

routing::PeerKind peerKind(const Json& input) {
    return routing::parsePeerKind(stringOr(input, "peerKind")).value_or(routing::PeerKind::dm);
}

routing::ContextAddress contextAddress(const Json& ctx) {
    routing::ContextAddress address;
    address.from = stringOr(ctx, "From");
    address.chatType = stringOr(ctx, "ChatType");
    address.provider = stringOr(ctx, "Provider");
    address.sessionKey = stringOr(ctx, "SessionKey");
    return address;
}

Json buildPeerSessionKey(const Json& input) {
    routing::PeerKeyRequest request;
    request.agentId = stringOr(input, "agentId");
    request.mainKey = stringOr(input, "mainKey");
    request.channel = stringOr(input, "channel");
    request.accountId = stringOr(input, "accountId");
    request.peerKind = peerKind(input);
    request.peerId = stringOr(input, "peerId");
    request.dmScope = routing::parseDmScope(stringOr(input, "dmScope"));
    for (const auto& [name, ids] : memberOrEmpty(input, "identityLinks").items())
        request.identityLinks.emplace_back(name, textList(&ids));
    return routing::buildPeerSessionKey(request);
}

Json resolveThreadKeys(const Json& input) {
    const auto keys = routing::resolveThreadKeys(stringOr(input, "baseSessionKey"), stringOr(input, "threadId"),
                                                 findString(input, "parentSessionKey"));
    Json out = {{"sessionKey", keys.sessionKey}};
    setOptional(out, "parentSessionKey", keys.parentSessionKey);
    return out;
}

Json parseAgentKey(const Json& input) {
    const auto parts = routing::parseAgentKey(textOf(input));
    return parts ? Json{{"agentId", parts->agentId}, {"rest", parts->rest}} : Json();
}

Json groupSessionKey(const Json& input) {
    const auto group = routing::resolveGroupKey(contextAddress(input));
    if (!group)
        return nullptr;
    return {{"key", group->key},
            {"channel", group->channel},
            {"id", group->id},
            {"chatType", routing::toString(group->kind)}};
}

Json resolveSessionKey(const Json& input) {
    routing::SessionKeyOptions options;
    options.globalScope = stringOr(input, "scope") == "global";
    options.mainKey = stringOr(input, "mainKey");
    return routing::resolveContextSessionKey(options, contextAddress(memberOrEmpty(input, "ctx")));
}

Json canonicalMainAlias(const Json& input) {
    return routing::canonicalMainAlias(routing::sessionKeyOptionsFromJson(memberOrEmpty(input, "cfg")),
                                       stringOr(input, "agentId"), stringOr(input, "sessionKey"));
}

Json mainSessionKey(const Json& input) {
    return routing::resolveMainSessionKey(routing::routingOptionsFromJson(input).agents,
                                          routing::sessionKeyOptionsFromJson(input));
}

Json groupDisplayName(const Json& input) {
    sessions::GroupName name;
    name.channel = stringOr(input, "provider");
    name.subject = stringOr(input, "subject");
    name.groupChannel = stringOr(input, "groupChannel");
    name.space = stringOr(input, "space");
    name.id = stringOr(input, "id");
    name.key = stringOr(input, "key");
    return sessions::buildGroupDisplayName(name);
}

Json groupHistoryKey(const Json& input) {
    return routing::buildGroupHistoryKey(stringOr(input, "channel"), stringOr(input, "accountId"), peerKind(input),
                                         stringOr(input, "peerId"));
}

Json announceTarget(const Json& input) {
    const auto target = routing::announceTargetFromKey(textOf(input));
    if (!target)
        return nullptr;
    Json out = {{"channel", target->channel}, {"to", target->to}};
    setOptional(out, "threadId", target->threadId);
    return out;
}

Json sessionLabel(const Json& input) {
    if (!input.is_string())
        return {{"ok", false}, {"error", "invalid label: must be a string"}};
    const auto label = sessions::parseSessionLabel(textOf(input));
    if (!label)
        return {{"ok", false}, {"error", label.error().message}};
    return {{"ok", true}, {"label", *label}};
}

}

void addSessionKeySuite(Registry& registry) {
    registry["session-keys/build_peer_session_key"] = buildPeerSessionKey;
    registry["session-keys/resolve_thread_keys"] = resolveThreadKeys;
    registry["session-keys/normalize_agent_id"] = [](const Json& input) -> Json {
        return routing::normalizeAgentId(textOf(input));
    };
    registry["session-keys/normalize_account_id"] = [](const Json& input) -> Json {
        return routing::normalizeAccountId(textOf(input));
    };
    registry["session-keys/to_store_key"] = [](const Json& input) -> Json {
        return routing::toStoreKey(stringOr(input, "agentId"), stringOr(input, "requestKey"),
                                   stringOr(input, "mainKey"));
    };
    registry["session-keys/parse_agent_key"] = parseAgentKey;
    registry["session-keys/is_subagent_key"] = [](const Json& input) -> Json {
        return routing::isSubagentKey(textOf(input));
    };
    registry["session-keys/thread_parent_key"] = [](const Json& input) {
        return orNull(routing::threadParentKey(textOf(input)));
    };
    registry["session-keys/group_session_key"] = groupSessionKey;
    registry["session-keys/resolve_session_key"] = resolveSessionKey;
    registry["session-keys/canonical_main_alias"] = canonicalMainAlias;
    registry["session-keys/main_session_key"] = mainSessionKey;
    registry["session-keys/group_display_name"] = groupDisplayName;
    registry["session-keys/group_history_key"] = groupHistoryKey;
    registry["session-keys/announce_target_from_key"] = announceTarget;
    registry["session-keys/session_label"] = sessionLabel;
}

}
