// Vectors about mentions: patterns, stripping and the mention gate.
#include "vectors/Suites.hpp"

#include "openclaw/routing/whatsapp_ids.hpp"
#include "openclaw/security/gates.hpp"
#include "openclaw/text/mentions.hpp"
#include "openclaw/text/telegram_context.hpp"

namespace openclaw::vectors {
namespace {

security::MentionFacts mentionFacts(const Json& input) {
    security::MentionFacts facts;
    facts.isGroup = flag(input, "isGroup");
    facts.requireMention = flag(input, "requireMention");
    facts.canDetectMention = flag(input, "canDetectMention");
    facts.wasMentioned = flag(input, "wasMentioned");
    facts.implicitMention = flag(input, "implicitMention");
    facts.hasAnyMention = flag(input, "hasAnyMention");
    facts.allowTextCommands = flag(input, "allowTextCommands");
    facts.hasControlCommand = flag(input, "hasControlCommand");
    facts.commandAuthorized = flag(input, "commandAuthorized");
    return facts;
}

Json gate(const Json& input) {
    const auto decision = security::decideMention(mentionFacts(input));
    // The plain gate takes its bypass from outside.
    const bool bypass = flag(input, "shouldBypassMention");
    return {{"effectiveWasMentioned", decision.effectiveWasMentioned || bypass},
            {"shouldSkip", decision.shouldSkip && !bypass}};
}

Json gateWithBypass(const Json& input) {
    const auto decision = security::decideMention(mentionFacts(input));
    return {{"effectiveWasMentioned", decision.effectiveWasMentioned},
            {"shouldSkip", decision.shouldSkip},
            {"shouldBypassMention", decision.shouldBypassMention}};
}

std::vector<std::string> configuredPatterns(const Json& input) {
    return text::resolveMentionPatterns(
        text::mentionConfigFromJson(memberOrEmpty(input, "cfg"), stringOr(input, "agentId", "main")));
}

Json matchesPatterns(const Json& input) {
    return text::MentionPatterns(configuredPatterns(input)).matches(stringOr(input, "text"));
}

Json matchesWithExplicit(const Json& input) {
    std::optional<text::ExplicitMention> given;
    if (const Json* value = findMember(input, "explicit"); value && value->is_object()) {
        given.emplace();
        given->hasAnyMention = flag(*value, "hasAnyMention");
        given->isMentioned = flag(*value, "isExplicitlyMentioned");
        given->canResolve = flag(*value, "canResolveExplicit");
    }
    const text::MentionPatterns patterns(textList(findMember(input, "patterns")));
    return text::matchesMention(stringOr(input, "text"), patterns, given);
}

Json stripMentions(const Json& input) {
    const Json& ctx = memberOrEmpty(input, "ctx");
    return text::stripMentions(stringOr(input, "text"), configuredPatterns(input), stringOr(ctx, "Provider"),
                               stringOr(ctx, "To"));
}

Json whatsappMentioned(const Json& input) {
    text::WhatsAppMention message;
    message.body = stringOr(input, "body");
    message.selfE164 = stringOr(input, "selfE164");
    message.selfJid = stringOr(input, "selfJid");
    for (const std::string& jid : textList(findMember(input, "mentionedJids")))
        message.mentioned.push_back(routing::jidToE164(jid).value_or(jid));
    for (const std::string& entry : textList(findMember(input, "allowFrom")))
        message.selfChat |= entry != "*" && routing::normalizeE164(entry) == message.selfE164;
    return text::isWhatsAppMentioned(message, text::MentionPatterns(textList(findMember(input, "patterns"))));
}

}

void addMentionSuite(Registry& registry) {
    registry["mentions/gate"] = gate;
    registry["mentions/gate_with_bypass"] = gateWithBypass;
    registry["mentions/matches_patterns"] = matchesPatterns;
    registry["mentions/matches_with_explicit"] = matchesWithExplicit;
    registry["mentions/strip_structural"] = [](const Json& input) -> Json {
        return text::stripStructuralPrefixes(textOf(input));
    };
    registry["mentions/strip_mentions"] = stripMentions;
    registry["mentions/whatsapp_mentioned"] = whatsappMentioned;
    registry["mentions/telegram_bot_mention"] = [](const Json& input) -> Json {
        return text::containsTelegramMention(memberOrEmpty(input, "message"), stringOr(input, "botUsername"));
    };
    registry["mentions/telegram_expand_links"] = [](const Json& input) -> Json {
        return text::expandTelegramLinks(stringOr(input, "text"), memberOrEmpty(input, "entities"));
    };
}

}
