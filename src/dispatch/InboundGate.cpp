// Access rules for chat messages (docs/security.md): DM policy, group list, group senders, mention gate.
#include "openclaw/dispatch/InboundGate.hpp"

#include "openclaw/routing/whatsapp_ids.hpp"
#include "openclaw/security/allowlists.hpp"
#include "openclaw/security/gates.hpp"
#include "openclaw/security/group_rules.hpp"
#include "openclaw/text/mentions.hpp"

#include <optional>
#include <vector>

namespace openclaw::dispatch {

namespace {

using channels::ChatKind;
using channels::InboundMessage;

/// The account's value, else the channel's (spec pipeline.md, conventions).
const Json* channelValue(const Json& config, const InboundMessage& message, const std::string& key) {
    const Json* channel = findPath(config, "channels." + message.channel);
    if (!channel)
        return nullptr;
    if (const Json* accounts = findMember(*channel, "accounts")) {
        if (const Json* account = findMember(*accounts, message.accountId)) {
            if (const Json* value = findMember(*account, key))
                return value;
        }
    }
    return findMember(*channel, key);
}

std::string channelWord(const Json& config, const InboundMessage& message, const std::string& key, std::string_view fallback) {
    const Json* value = channelValue(config, message, key);
    return value && value->is_string() ? value->get<std::string>() : std::string(fallback);
}

std::vector<std::string> channelList(const Json& config, const InboundMessage& message, const std::string& key) {
    std::vector<std::string> list;
    const Json* value = channelValue(config, message, key);
    if (!value || !value->is_array())
        return list;
    for (const auto& entry : *value)
        list.push_back(entry.is_string() ? entry.get<std::string>() : entry.is_number_integer() ? entry.dump() : std::string());
    // People write numbers with and without "+", spaces and dashes.
    if (message.channel == "whatsapp") {
        for (std::string& entry : list) {
            if (entry != "*" && entry.find('@') == std::string::npos) entry = routing::normalizeE164(entry);
        }
    }
    return list;
}

std::string path(const InboundMessage& message, std::string_view key) {
    return "channels." + message.channel + "." + std::string(key);
}

GateDecision judgeDirect(const InboundMessage& message, const Json& config, const std::vector<std::string>& approved) {
    const std::string word = channelWord(config, message, "dmPolicy", "pairing");
    const auto policy = security::parseDmPolicy(word).value_or(security::DmPolicy::disabled);
    const std::vector<std::string> allowed = channelList(config, message, "allowFrom");
    const security::TelegramAllowlist list(allowed, approved);
    const bool listed = list.match(message.senderId, {}, security::NameMatching::never).allowed;
    const std::string rule = path(message, "dmPolicy") + "=" + word;
    if (message.isFromSelf && policy != security::DmPolicy::disabled) return {Verdict::accept, rule + ": the owner's own chat"};
    switch (security::decideDm(policy, listed)) {
    case security::DmDecision::accept: return {Verdict::accept, rule + ": sender allowed"};
    case security::DmDecision::offerPairing: return {Verdict::offerPairing, rule + ": sender not approved"};
    case security::DmDecision::drop: return {Verdict::drop, rule + ": sender not allowed"};
    }
    return {Verdict::drop, rule};
}

/// The most specific value of a topic or group setting.
const Json* groupSetting(const security::GroupEntry& entry, const std::string& threadId, const char* key) {
    for (const Json* group : {entry.group, entry.wildcard}) {
        if (!group)
            continue;
        const Json* topics = threadId.empty() ? nullptr : findMember(*group, "topics");
        const Json* topic = topics ? findMember(*topics, threadId) : nullptr;
        if (topic && topic->contains(key))
            return findMember(*topic, key);
        if (group->contains(key))
            return findMember(*group, key);
    }
    return nullptr;
}

GateDecision judgeGroup(const InboundMessage& message, const Json& config, std::string_view agentId) {
    const security::GroupEntry entry = security::resolveGroupEntry(config, message.channel, message.chatId, message.accountId);
    if (entry.allowlistEnabled && !entry.allowed)
        return {Verdict::drop, path(message, "groups") + ": group " + message.chatId + " is not listed"};
    const Json* enabled = groupSetting(entry, message.threadId, "enabled");
    if (enabled && *enabled == false)
        return {Verdict::drop, path(message, "groups") + "." + message.chatId + ".enabled=false"};

    const std::string word = channelWord(config, message, "groupPolicy", "allowlist");
    const auto policy = security::parseGroupPolicy(word).value_or(security::GroupPolicy::disabled);
    std::vector<std::string> senders = channelList(config, message, "groupAllowFrom");
    if (senders.empty())
        senders = channelList(config, message, "allowFrom");
    // Approving somebody's DMs does not open groups to them, so pairing is not consulted here.
    const security::TelegramAllowlist list(senders, {});
    const bool listed = list.match(message.senderId, {}, security::NameMatching::never).allowed;
    if (!security::decideGroupSender(policy, list.hasEntries(), !message.senderId.empty(), listed))
        return {Verdict::drop, path(message, "groupPolicy") + "=" + word + ": sender not allowed"};
    if (const Json* only = groupSetting(entry, message.threadId, "allowFrom"); only && only->is_array() && !only->empty()) {
        std::vector<std::string> ids;
        for (const auto& id : *only)
            ids.push_back(id.is_string() ? id.get<std::string>() : id.dump());
        if (!security::TelegramAllowlist(ids, {}).match(message.senderId, {}, security::NameMatching::never).allowed)
            return {Verdict::drop, path(message, "groups") + "." + message.chatId + ".allowFrom: sender not allowed"};
    }

    const Json* required = groupSetting(entry, message.threadId, "requireMention");
    const text::MentionPatterns patterns(text::resolveMentionPatterns(text::mentionConfigFromJson(config, agentId)));
    security::MentionFacts facts;
    facts.isGroup = true;
    facts.requireMention = required && required->is_boolean() ? required->get<bool>()
                                                              : security::resolveRequireMention(entry, {});
    facts.canDetectMention = message.canDetectMention;
    facts.wasMentioned = message.mentionsBot || patterns.matches(message.text);
    facts.implicitMention = message.isReplyToBot;
    facts.hasAnyMention = message.mentionsAnyone;
    if (security::decideMention(facts).shouldSkip)
        return {Verdict::drop, path(message, "groups") + ".requireMention: the bot was not mentioned"};
    return {Verdict::accept, path(message, "groupPolicy") + "=" + word + ": group message accepted"};
}

}

GateDecision judge(const InboundMessage& message, const Json& config, std::string_view agentId,
                   const std::set<std::string>& approvedSenders) {
    if (message.isFromBot)
        return {Verdict::drop, "the sender is a bot"};
    if (message.senderId.empty())
        return {Verdict::drop, "the message has no sender"};
    const bool asksSomething = message.event == channels::InboundKind::message ||
                               message.event == channels::InboundKind::button ||
                               message.event == channels::InboundKind::nativeCommand;
    if (!asksSomething)
        return {Verdict::drop, "edits, reactions and notices are not answered"};
    if (message.kind == ChatKind::direct)
        return judgeDirect(message, config, std::vector<std::string>(approvedSenders.begin(), approvedSenders.end()));
    return judgeGroup(message, config, agentId);
}

}
