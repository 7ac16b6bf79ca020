// Vectors about access: allowlists, group rules, gates, pairing and Telegram contexts. Names are matched the
// compatible way here because that is what was measured; the product passes NameMatching::never.
#include "vectors/Suites.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/routing/targets.hpp"
#include "openclaw/security/allowlists.hpp"
#include "openclaw/security/gates.hpp"
#include "openclaw/security/group_rules.hpp"
#include "openclaw/security/pairing.hpp"
#include "openclaw/text/prefixes.hpp"
#include "openclaw/text/telegram_context.hpp"

namespace openclaw::vectors {
namespace {

using security::NameMatching;

Json toJson(const security::AllowMatch& match) {
    if (!match.allowed)
        return {{"allowed", false}};
    return {{"allowed", true}, {"matchKey", match.key}, {"matchSource", security::toString(match.source)}};
}

Json telegramSender(const Json& input) {
    const auto configured = textList(findMember(input, "allowFrom"));
    const auto paired = textList(findMember(input, "storeAllowFrom"));
    const security::TelegramAllowlist list(configured, paired);
    const std::string id = stringOr(input, "senderId");
    const std::string username = stringOr(input, "senderUsername");
    return {{"allowed", list.allowsOrEmpty(id, username, NameMatching::compatible)},
            {"match", toJson(list.match(id, username, NameMatching::compatible))}};
}

Json discordAllow(const Json& input) {
    const auto entries = textList(findMember(input, "list"));
    const Json& given = memberOrEmpty(input, "candidate");
    security::DiscordCandidate candidate;
    candidate.id = stringOr(given, "id");
    candidate.name = stringOr(given, "name");
    candidate.tag = stringOr(given, "tag");
    return toJson(security::DiscordAllowlist(entries).match(candidate, NameMatching::compatible));
}

Json imessageSender(const Json& input) {
    std::vector<std::string> entries;
    for (const std::string& entry : textList(findMember(input, "allowFrom")))
        entries.push_back(entry == "*" ? entry : routing::normalizeIMessageHandle(entry));
    std::vector<std::string> keys = {routing::normalizeIMessageHandle(stringOr(input, "sender"))};
    if (const auto id = findInteger(input, "chatId"))
        keys.push_back("chat_id:" + std::to_string(*id));
    if (const auto guid = findString(input, "chatGuid"))
        keys.push_back("chat_guid:" + *guid);
    if (const auto identifier = findString(input, "chatIdentifier"))
        keys.push_back("chat_identifier:" + *identifier);
    return security::allowsIMessageSender(entries, keys);
}

security::GroupEntry groupEntry(const Json& input) {
    return security::resolveGroupEntry(memberOrEmpty(input, "cfg"), stringOr(input, "channel"),
                                       stringOr(input, "groupId"), stringOr(input, "accountId"));
}

Json groupPolicy(const Json& input) {
    const auto entry = groupEntry(input);
    Json out = {{"allowlistEnabled", entry.allowlistEnabled}, {"allowed", entry.allowed}};
    if (entry.group)
        out["groupConfig"] = *entry.group;
    if (entry.wildcard)
        out["defaultConfig"] = *entry.wildcard;
    return out;
}

Json requireMention(const Json& input) {
    security::MentionOverride given;
    given.value = findBool(input, "requireMentionOverride");
    given.beforeConfig = stringOr(input, "overrideOrder") == "before-config";
    return security::resolveRequireMention(groupEntry(input), given);
}

Json toolsBySender(const Json& input) {
    security::Sender sender;
    sender.id = stringOr(input, "senderId");
    sender.e164 = stringOr(input, "senderE164");
    sender.username = stringOr(input, "senderUsername");
    sender.name = stringOr(input, "senderName");
    const Json* policy =
        security::resolveToolsBySender(memberOrEmpty(input, "toolsBySender"), sender, NameMatching::compatible);
    return policy ? *policy : Json();
}

Json discordGuildEntry(const Json& input) {
    const Json& guild = memberOrEmpty(input, "guild");
    const auto entry = security::resolveDiscordGuild(memberOrEmpty(input, "entries"), stringOr(guild, "id"),
                                                     stringOr(guild, "name"), NameMatching::compatible);
    return entry ? *entry : Json();
}

Json discordChannelConfig(const Json& input) {
    security::DiscordChannel channel;
    channel.id = stringOr(input, "channelId");
    channel.name = stringOr(input, "channelName");
    channel.slug = stringOr(input, "channelSlug");
    channel.parentId = stringOr(input, "parentId");
    channel.parentName = stringOr(input, "parentName");
    channel.parentSlug = stringOr(input, "parentSlug");
    channel.isThread = stringOr(input, "scope") == "thread" || !channel.parentId.empty();
    const auto rule =
        security::resolveDiscordChannel(memberOrEmpty(input, "guildInfo"), channel, NameMatching::compatible);
    if (!rule)
        return nullptr;
    Json out = {{"allowed", rule->allowed}};
    if (!rule->entry)
        return out;
    out["matchKey"] = rule->matchKey;
    out["matchSource"] = security::toString(rule->source);
    for (const char* key : {"requireMention", "skills", "enabled", "users", "systemPrompt", "autoThread"}) {
        if (const Json* value = findMember(*rule->entry, key))
            out[key] = *value;
    }
    return out;
}

Json discordGroupPolicy(const Json& input) {
    security::DiscordGroupFacts facts;
    facts.guildListed = flag(input, "guildAllowlisted");
    facts.channelListConfigured = flag(input, "channelAllowlistConfigured");
    facts.channelListed = flag(input, "channelAllowed");
    const auto policy = security::parseGroupPolicy(stringOr(input, "groupPolicy"));
    return security::decideDiscordGroup(policy.value_or(security::GroupPolicy::allowlist), facts);
}

Json discordRequireMention(const Json& input) {
    const Json& channel = memberOrEmpty(input, "channelConfig");
    security::DiscordMentionFacts facts;
    facts.isGuildMessage = flag(input, "isGuildMessage");
    facts.isThread = flag(input, "isThread");
    const std::string botId = stringOr(input, "botId");
    facts.ownsThread = !botId.empty() && botId == stringOr(input, "threadOwnerId");
    facts.autoThread = flag(channel, "autoThread");
    facts.channelRequires = findBool(channel, "requireMention");
    facts.guildRequires = findBool(memberOrEmpty(input, "guildInfo"), "requireMention");
    return security::discordRequiresMention(facts);
}

Json discordReactionNotify(const Json& input) {
    const std::string mode = stringOr(input, "mode", "own");
    if (mode != "allowlist") {
        const std::string botId = stringOr(input, "botId");
        const bool own = mode == "own" && !botId.empty() && botId == stringOr(input, "messageAuthorId");
        return mode == "all" || own;
    }
    security::DiscordCandidate candidate;
    candidate.id = stringOr(input, "userId");
    candidate.name = stringOr(input, "userName");
    candidate.tag = stringOr(input, "userTag");
    const auto entries = textList(findMember(input, "allowlist"));
    return security::DiscordAllowlist(entries).match(candidate, NameMatching::compatible).allowed;
}

Json commandGate(const Json& input) {
    security::CommandFacts facts;
    facts.useAccessGroups = flag(input, "useAccessGroups");
    facts.whenOff = security::parseAccessGroupsOff(stringOr(input, "modeWhenAccessGroupsOff"));
    facts.allowTextCommands = flag(input, "allowTextCommands");
    facts.hasControlCommand = flag(input, "hasControlCommand");
    std::vector<security::Authorizer> authorizers;
    for (const Json& entry : memberOrEmpty(input, "authorizers")) {
        security::Authorizer authorizer;
        authorizer.configured = flag(entry, "configured");
        authorizer.allowed = flag(entry, "allowed");
        authorizers.push_back(authorizer);
    }
    const auto decision = security::decideCommand(facts, authorizers);
    return {{"commandAuthorized", decision.authorized}, {"shouldBlock", decision.shouldBlock}};
}

Json ackReaction(const Json& input) {
    security::AckFacts facts;
    facts.scope = security::parseAckScope(stringOr(input, "scope"));
    facts.isDirect = flag(input, "isDirect");
    facts.isGroup = flag(input, "isGroup");
    facts.isMentionableGroup = flag(input, "isMentionableGroup");
    facts.requireMention = flag(input, "requireMention");
    facts.canDetectMention = flag(input, "canDetectMention");
    facts.effectiveWasMentioned = flag(input, "effectiveWasMentioned");
    facts.shouldBypassMention = flag(input, "shouldBypassMention");
    return security::shouldAcknowledge(facts);
}

Json ackReactionWhatsApp(const Json& input) {
    security::WhatsAppAckFacts facts;
    facts.hasEmoji = !stringOr(input, "emoji").empty();
    facts.isDirect = flag(input, "isDirect");
    facts.isGroup = flag(input, "isGroup");
    facts.directEnabled = flag(input, "directEnabled");
    facts.groupMode = security::parseWhatsAppAckMode(stringOr(input, "groupMode"));
    facts.wasMentioned = flag(input, "wasMentioned");
    facts.groupActivated = flag(input, "groupActivated");
    return security::shouldAcknowledge(facts);
}

Json messagePrefix(const Json& input) {
    const Json& opts = memberOrEmpty(input, "opts");
    return text::resolveMessagePrefix(memberOrEmpty(input, "cfg"), stringOr(input, "agentId"),
                                      findString(opts, "configured"), flag(opts, "hasAllowFrom"),
                                      stringOr(opts, "fallback", "[openclaw]"));
}

/// Strangers ask in turn; then the second pending request is approved with a lower-case code.
Json pairingFlow(const Json& input) {
    constexpr std::int64_t now = 1767622020000;
    security::PairingState state;
    std::map<std::string, std::string> codes;
    Json steps = Json::array();
    for (const std::string& id : textList(findMember(input, "ids"))) {
        const auto outcome = security::requestPairing(state, id, {}, now, randomBelow);
        Json same;
        if (codes.contains(id))
            same = codes[id] == outcome.code;
        steps.push_back({{"id", id}, {"created", outcome.created}, {"hasCode", !outcome.code.empty()},
                         {"sameAsBefore", same}});
        if (!outcome.code.empty())
            codes[id] = outcome.code;
    }
    const auto approved = security::approvePairing(state, " " + toLowerAscii(state.requests.at(1).code), now);
    Json remaining = Json::array();
    for (const auto& request : state.requests)
        remaining.push_back(request.id);
    return {{"steps", steps},
            {"approved", approved ? Json(approved->id) : Json()},
            {"remaining", remaining},
            {"allowFrom", approved ? Json::array({approved->id}) : Json::array()}};
}

Json threadParams(std::optional<std::int64_t> id) { return id ? Json{{"message_thread_id", *id}} : Json(); }

Json telegramThreadSpec(const Json& input) {
    const auto thread = text::resolveTelegramThread(flag(input, "isGroup"), flag(input, "isForum"),
                                                    findInteger(input, "messageThreadId"));
    Json spec = {{"scope", text::toString(thread.scope)}};
    setOptional(spec, "id", thread.id);
    return {{"spec", spec}, {"send", threadParams(thread.sendId())}, {"typing", threadParams(thread.typingId())}};
}

Json telegramGroupIds(const Json& input) {
    const std::string chat = std::to_string(findInteger(input, "chatId").value_or(0));
    const std::string peer = text::telegramGroupPeer(chat, findInteger(input, "topicId"));
    return {{"peer", peer}, {"from", "telegram:group:" + peer}};
}

Json telegramReplyTarget(const Json& input) {
    const auto reply = text::telegramReplyTarget(memberOrEmpty(input, "message"));
    if (!reply)
        return nullptr;
    Json out = {{"sender", reply->sender}, {"body", reply->body}, {"kind", reply->isQuote ? "quote" : "reply"}};
    setOptional(out, "id", reply->id);
    return out;
}

Json telegramForward(const Json& input) {
    const auto forward = text::telegramForward(memberOrEmpty(input, "message"));
    if (!forward)
        return nullptr;
    Json out = {{"from", forward->from}, {"fromType", forward->fromType}};
    setOptional(out, "date", forward->date);
    setOptional(out, "fromId", forward->fromId);
    setOptional(out, "fromUsername", forward->fromUsername);
    setOptional(out, "fromTitle", forward->fromTitle);
    setOptional(out, "fromSignature", forward->fromSignature);
    return out;
}

}

void addAccessSuite(Registry& registry) {
    registry["access/telegram_sender"] = telegramSender;
    registry["access/discord_allow"] = discordAllow;
    registry["access/imessage_sender"] = imessageSender;
    registry["access/group_policy"] = groupPolicy;
    registry["access/require_mention"] = requireMention;
    registry["access/tools_by_sender"] = toolsBySender;
    registry["access/discord_guild_entry"] = discordGuildEntry;
    registry["access/discord_channel_config"] = discordChannelConfig;
    registry["access/discord_group_policy"] = discordGroupPolicy;
    registry["access/discord_require_mention"] = discordRequireMention;
    registry["access/discord_reaction_notify"] = discordReactionNotify;
    registry["access/command_gate"] = commandGate;
    registry["access/ack_reaction"] = ackReaction;
    registry["access/ack_reaction_whatsapp"] = ackReactionWhatsApp;
    registry["access/ack_emoji"] = [](const Json& input) -> Json {
        return text::resolveAckEmoji(memberOrEmpty(input, "cfg"), stringOr(input, "agentId"));
    };
    registry["access/message_prefix"] = messagePrefix;
    registry["access/response_prefix"] = [](const Json& input) {
        return orNull(text::resolveResponsePrefix(memberOrEmpty(input, "cfg"), stringOr(input, "agentId")));
    };
    registry["access/pairing_reply"] = [](const Json& input) -> Json {
        return security::pairingReply(stringOr(input, "channel"), stringOr(input, "idLine"), stringOr(input, "code"));
    };
    registry["access/pairing_flow"] = pairingFlow;
    registry["access/telegram_thread_spec"] = telegramThreadSpec;
    registry["access/telegram_group_ids"] = telegramGroupIds;
    registry["access/telegram_stream_mode"] = [](const Json& input) -> Json {
        return text::toString(text::parseTelegramStreamMode(stringOr(input, "streamMode")));
    };
    registry["access/telegram_sender_label"] = [](const Json& input) -> Json {
        return text::telegramSenderLabel(memberOrEmpty(input, "message"));
    };
    registry["access/telegram_reply_target"] = telegramReplyTarget;
    registry["access/telegram_forward"] = telegramForward;
}

}
