// Access rules for chat events (docs/security.md): DM policy, group list, group senders, mention and command
// gates, acknowledgements.
#include "openclaw/dispatch/InboundGate.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/routing/targets.hpp"
#include "openclaw/routing/whatsapp_ids.hpp"
#include "openclaw/security/allowlists.hpp"
#include "openclaw/security/gates.hpp"
#include "openclaw/security/group_rules.hpp"
#include "openclaw/text/mentions.hpp"
#include "openclaw/text/prefixes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace openclaw::dispatch {

namespace {

using channels::ChatKind;
using channels::InboundKind;
using channels::InboundMessage;

const Json* findAccount(const Json& channel, const std::string& accountId) {
    const Json* accounts = findMember(channel, "accounts");
    return accounts ? findMember(*accounts, accountId) : nullptr;
}

/// The account's value, else the channel's (spec pipeline.md, conventions). Discord, Slack and Google Chat
/// keep their DM settings in a block of their own.
const Json* channelValue(const Json& config, const InboundMessage& message, const std::string& key) {
    const Json* channels = findMember(config, "channels");
    const Json* channel = channels ? findMember(*channels, message.channel) : nullptr;
    if (!channel) return nullptr;
    if (const Json* account = findAccount(*channel, message.accountId)) {
        if (const Json* value = findPath(*account, key)) return value;
    }
    return findPath(*channel, key);
}

bool hasDmBlock(const InboundMessage& message) {
    return message.channel == "discord" || message.channel == "slack" || message.channel == "googlechat";
}

std::string wordOf(const Json* value, std::string_view fallback) {
    return value && value->is_string() ? value->get<std::string>() : std::string(fallback);
}

std::vector<std::string> listOf(const Json* value) {
    std::vector<std::string> list;
    if (!value || !value->is_array()) return list;
    for (const auto& entry : *value)
        list.push_back(entry.is_string()           ? entry.get<std::string>()
                       : entry.is_number_integer() ? entry.dump()
                                                   : std::string());
    return list;
}

/// Whether the list names the sender by a stable id, in the channel's own form.
bool isListed(const InboundMessage& message,
              std::span<const std::string> configured,
              std::span<const std::string> paired) {
    using security::NameMatching;
    std::vector<std::string> all(configured.begin(), configured.end());
    all.insert(all.end(), paired.begin(), paired.end());
    if (std::find(all.begin(), all.end(), "*") != all.end()) return true;
    if (all.empty() || message.senderId.empty()) return false;
    if (message.channel == "discord")
        return security::DiscordAllowlist(all).match({message.senderId, {}, {}}, NameMatching::never).allowed;
    if (message.channel == "whatsapp" || message.channel == "signal") {
        const std::string sender =
            routing::normalizeE164(routing::jidToE164(message.senderId).value_or(message.senderId));
        return sender.size() > 1 && std::any_of(all.begin(), all.end(), [&](const std::string& entry) {
                   return routing::normalizeE164(entry) == sender;
               });
    }
    if (message.channel == "imessage") {
        for (std::string& entry : all)
            entry = routing::normalizeIMessageHandle(entry);
        const std::array<std::string, 2> keys{routing::normalizeIMessageHandle(message.senderId),
                                              "chat_id:" + message.chatId};
        return security::allowsIMessageSender(all, keys);
    }
    if (message.channel == "telegram")
        return security::TelegramAllowlist(configured, paired)
            .match(message.senderId, {}, NameMatching::never)
            .allowed;
    return std::any_of(all.begin(), all.end(), [&](std::string_view entry) {
        for (const std::string& prefix : {message.channel + ":", std::string("user:")}) {
            if (startsWithIgnoreCase(entry, prefix)) entry.remove_prefix(prefix.size());
        }
        return equalsIgnoreCase(trimAscii(entry), message.senderId);
    });
}

std::string path(const InboundMessage& message, std::string_view key) {
    return "channels." + message.channel + "." + std::string(key);
}

GateDecision refuse(std::string reason, std::string where, Verdict verdict = Verdict::drop) {
    GateDecision decision;
    decision.verdict = verdict;
    decision.reason = std::move(reason);
    decision.path = std::move(where);
    return decision;
}

/// Who may give commands: any configured list that names the sender (spec access-control.md §4).
bool isCommandSender(const InboundMessage& message,
                     const GateContext& context,
                     const std::vector<std::string>& lists,
                     const std::vector<std::string>& paired) {
    const Json* commands = findMember(context.config, "commands");
    security::CommandFacts facts;
    facts.useAccessGroups = !commands || findBool(*commands, "useAccessGroups").value_or(true);
    if (message.channel == "discord" || message.event == InboundKind::nativeCommand)
        facts.whenOff = security::AccessGroupsOff::configured;
    const std::array<security::Authorizer, 1> authorizers{
        security::Authorizer{!lists.empty() || !paired.empty(), isListed(message, lists, paired)}};
    return security::decideCommand(facts, authorizers).authorized;
}

std::string ackEmoji(const InboundMessage& message, const GateContext& context, security::AckFacts facts) {
    if (message.event != InboundKind::message) return {};
    if (message.channel == "whatsapp") {
        const Json* ack = channelValue(context.config, message, "ackReaction");
        security::WhatsAppAckFacts whatsapp;
        const std::string emoji = ack ? stringOr(*ack, "emoji") : std::string();
        whatsapp.hasEmoji = !emoji.empty();
        whatsapp.isDirect = facts.isDirect;
        whatsapp.isGroup = facts.isGroup;
        whatsapp.directEnabled = !ack || findBool(*ack, "direct").value_or(true);
        whatsapp.groupMode = security::parseWhatsAppAckMode(ack ? stringOr(*ack, "group") : std::string());
        whatsapp.wasMentioned = facts.effectiveWasMentioned;
        whatsapp.groupActivated = context.activation == "always";
        return security::shouldAcknowledge(whatsapp) ? emoji : std::string();
    }
    const Json* messages = findMember(context.config, "messages");
    facts.scope = security::parseAckScope(messages ? stringOr(*messages, "ackReactionScope") : std::string());
    return security::shouldAcknowledge(facts) ? text::resolveAckEmoji(context.config, context.agentId)
                                              : std::string();
}

GateDecision judgeDirect(const InboundMessage& message, const GateContext& context) {
    const std::string block = hasDmBlock(message) ? "dm." : "";
    const std::string key = hasDmBlock(message) ? "dm.policy" : "dmPolicy";
    const Json* enabled = hasDmBlock(message) ? channelValue(context.config, message, "dm.enabled") : nullptr;
    if (enabled && *enabled == false)
        return refuse("direct messages are switched off", path(message, "dm.enabled=false"));
    const std::string word = wordOf(channelValue(context.config, message, key), "pairing");
    const auto policy = security::parseDmPolicy(word).value_or(security::DmPolicy::disabled);
    const std::vector<std::string> allowed =
        listOf(channelValue(context.config, message, block + "allowFrom"));
    const std::vector<std::string> paired(context.approvedSenders.begin(), context.approvedSenders.end());
    const std::string where = path(message, key) + "=" + word;
    const bool isOwn = message.isFromSelf && policy != security::DmPolicy::disabled;
    switch (security::decideDm(policy, isOwn || isListed(message, allowed, paired))) {
    case security::DmDecision::offerPairing:
        // Only something that a person wrote is answered with a code.
        if (message.event == InboundKind::message || message.event == InboundKind::nativeCommand)
            return refuse("the sender is not approved; a pairing code was offered", where,
                          Verdict::offerPairing);
        return refuse("the sender is not approved", where);
    case security::DmDecision::drop:
        if (policy == security::DmPolicy::disabled) return refuse("direct messages are switched off", where);
        if (allowed.empty() && paired.empty())
            return refuse("the allowlist is empty, so nobody may write", path(message, block + "allowFrom"));
        return refuse("the sender is not on the allowlist", where);
    case security::DmDecision::accept: break;
    }
    GateDecision decision;
    decision.verdict = Verdict::accept;
    decision.reason = "the sender may write direct messages";
    decision.path = where;
    decision.wasMentioned = true;
    decision.isAuthorized = isOwn || isCommandSender(message, context, allowed, paired);
    security::AckFacts ack;
    ack.isDirect = true;
    decision.ackEmoji = ackEmoji(message, context, ack);
    return decision;
}

/// The most specific value of a topic or group setting.
const Json* groupSetting(const security::GroupEntry& entry, const std::string& threadId, const char* key) {
    for (const Json* group : {entry.group, entry.wildcard}) {
        if (!group) continue;
        const Json* topics = threadId.empty() ? nullptr : findMember(*group, "topics");
        const Json* topic = topics ? findMember(*topics, threadId) : nullptr;
        if (topic && topic->contains(key)) return findMember(*topic, key);
        if (group->contains(key)) return findMember(*group, key);
    }
    return nullptr;
}

/// What the lists of a group, or of a guild and its channel, say.
struct GroupRules {
    std::optional<GateDecision> refusal;
    std::optional<bool> requireMention;
    /// Senders that alone may speak here; empty: no such list.
    std::vector<std::string> only;
    std::string where;
};

GroupRules
discordRules(const InboundMessage& message, const GateContext& context, security::GroupPolicy policy) {
    using security::NameMatching;
    GroupRules rules;
    rules.where = path(message, "guilds." + message.guildId);
    const Json* guilds = channelValue(context.config, message, "guilds");
    static const Json none = Json::object();
    const auto guild =
        security::resolveDiscordGuild(guilds ? *guilds : none, message.guildId, {}, NameMatching::never);
    if (guilds && guilds->is_object() && !guilds->empty() && !guild) {
        rules.refusal = refuse("the server is not listed", path(message, "guilds"));
        return rules;
    }
    security::DiscordChannel channel;
    channel.id = message.chatId;
    channel.parentId = message.parentPeerId;
    channel.isThread = !message.parentPeerId.empty();
    const auto rule =
        guild ? security::resolveDiscordChannel(*guild, channel, NameMatching::never) : std::nullopt;
    security::DiscordGroupFacts facts;
    facts.guildListed = guild.has_value();
    facts.channelListConfigured = rule.has_value();
    facts.channelListed = rule && rule->entry;
    if (!security::decideDiscordGroup(policy, facts) || (rule && !rule->allowed)) {
        rules.refusal = refuse("the channel is not allowed", rules.where + ".channels." + message.chatId);
        return rules;
    }
    const Json* entry = rule ? rule->entry : nullptr;
    for (const Json* place : {entry, guild ? &*guild : nullptr}) {
        if (!place) continue;
        if (!rules.requireMention) rules.requireMention = findBool(*place, "requireMention");
        if (rules.only.empty()) rules.only = listOf(findMember(*place, "users"));
    }
    security::DiscordMentionFacts mention;
    mention.isGuildMessage = true;
    mention.isThread = channel.isThread;
    mention.ownsThread = findBool(message.channelData, "ownThread").value_or(false);
    mention.autoThread = entry && findBool(*entry, "autoThread").value_or(false);
    mention.guildRequires = rules.requireMention;
    rules.requireMention = security::discordRequiresMention(mention);
    return rules;
}

GroupRules groupRules(const InboundMessage& message, const GateContext& context) {
    GroupRules rules;
    rules.where = path(message, "groups." + message.chatId);
    const security::GroupEntry entry =
        security::resolveGroupEntry(context.config, message.channel, message.chatId, message.accountId);
    if (entry.allowlistEnabled && !entry.allowed) {
        rules.refusal = refuse("the group " + message.chatId + " is not listed", path(message, "groups"));
        return rules;
    }
    const Json* enabled = groupSetting(entry, message.threadId, "enabled");
    if (enabled && *enabled == false) {
        rules.refusal = refuse("the group is switched off", rules.where + ".enabled=false");
        return rules;
    }
    rules.only = listOf(groupSetting(entry, message.threadId, "allowFrom"));
    const Json* required = groupSetting(entry, message.threadId, "requireMention");
    rules.requireMention = required && required->is_boolean() ? required->get<bool>()
                                                              : security::resolveRequireMention(entry, {});
    return rules;
}

GateDecision judgeGroup(const InboundMessage& message, const GateContext& context) {
    const Json* own = channelValue(context.config, message, "groupPolicy");
    const Json* shared = findPath(context.config, "channels.defaults.groupPolicy");
    const std::string word = wordOf(own ? own : shared, "allowlist");
    const auto policy = security::parseGroupPolicy(word).value_or(security::GroupPolicy::disabled);
    const std::string policyPath = path(message, "groupPolicy") + "=" + word;
    if (policy == security::GroupPolicy::disabled)
        return refuse("group messages are switched off", policyPath);

    const bool isDiscord = message.channel == "discord";
    const GroupRules rules =
        isDiscord ? discordRules(message, context, policy) : groupRules(message, context);
    if (rules.refusal) return *rules.refusal;
    std::vector<std::string> senders = listOf(channelValue(context.config, message, "groupAllowFrom"));
    if (senders.empty())
        senders = listOf(channelValue(context.config, message, isDiscord ? "dm.allowFrom" : "allowFrom"));
    // Approving somebody's DMs does not open groups to them, so pairing is not consulted here.
    const bool listed = isListed(message, senders, {});
    if (!isDiscord &&
        !security::decideGroupSender(policy, !senders.empty(), !message.senderId.empty(), listed))
        return senders.empty() ? refuse("the group allowlist is empty, so nobody may write",
                                        path(message, isDiscord ? "dm.allowFrom" : "groupAllowFrom"))
                               : refuse("the sender is not on the group allowlist", policyPath);
    if (!rules.only.empty() && !isListed(message, rules.only, {}))
        return refuse("the sender is not allowed in this group",
                      rules.where + (isDiscord ? ".users" : ".allowFrom"));

    GateDecision decision;
    decision.path = policyPath;
    const std::vector<std::string>& commanders = rules.only.empty() ? senders : rules.only;
    decision.isAuthorized = isCommandSender(message, context, commanders, {});
    if (context.isControlCommand && !decision.isAuthorized)
        return refuse("the sender may not give commands here", "commands.useAccessGroups");
    const text::MentionPatterns patterns(
        text::resolveMentionPatterns(text::mentionConfigFromJson(context.config, context.agentId)));
    const bool isActivated = context.activation == "always";
    security::MentionFacts facts;
    facts.isGroup = true;
    facts.requireMention = context.activation.empty() ? rules.requireMention.value_or(true) : !isActivated;
    facts.canDetectMention = message.canDetectMention;
    // A button of ours and a command from the network's own menu address the bot by themselves.
    const bool isAddressed =
        message.event == InboundKind::button || message.event == InboundKind::nativeCommand;
    facts.wasMentioned = message.mentionsBot || isAddressed || patterns.matches(message.text);
    facts.implicitMention = message.isReplyToBot;
    facts.hasAnyMention = message.mentionsAnyone;
    facts.allowTextCommands = true;
    facts.hasControlCommand = context.isControlCommand;
    facts.commandAuthorized = decision.isAuthorized;
    const security::MentionDecision mention = security::decideMention(facts);
    decision.wasMentioned = mention.effectiveWasMentioned;
    decision.isAlwaysOn = !facts.requireMention;
    if (mention.shouldSkip) {
        decision.verdict = Verdict::remember;
        decision.reason = "the bot was not mentioned; the message is kept as context";
        decision.path = context.activation.empty() ? rules.where + ".requireMention"
                                                   : "session /activation=" + context.activation;
        return decision;
    }
    decision.verdict = Verdict::accept;
    decision.reason = "the sender may write in this group";
    security::AckFacts ack;
    ack.isGroup = true;
    ack.isMentionableGroup = facts.canDetectMention;
    ack.requireMention = facts.requireMention;
    ack.canDetectMention = facts.canDetectMention;
    ack.effectiveWasMentioned = mention.effectiveWasMentioned;
    ack.shouldBypassMention = mention.shouldBypassMention;
    decision.ackEmoji = ackEmoji(message, context, ack);
    return decision;
}

}

GateDecision judge(const InboundMessage& message, const GateContext& context) {
    if (message.isFromBot) return refuse("the sender is a bot", {});
    if (message.senderId.empty()) return refuse("the message has no sender", {});
    if (message.kind == ChatKind::direct) return judgeDirect(message, context);
    return judgeGroup(message, context);
}

}
