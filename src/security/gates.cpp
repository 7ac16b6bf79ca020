// The mention, command and acknowledgement gates: small truth tables over what is known of a message.
#include "openclaw/security/gates.hpp"

#include <algorithm>

namespace openclaw::security {

MentionDecision decideMention(const MentionFacts& facts) {
    MentionDecision decision;
    decision.shouldBypassMention = facts.isGroup && facts.requireMention && !facts.wasMentioned &&
                                   !facts.hasAnyMention && facts.allowTextCommands && facts.commandAuthorized &&
                                   facts.hasControlCommand;
    decision.effectiveWasMentioned = facts.wasMentioned || facts.implicitMention || decision.shouldBypassMention;
    decision.shouldSkip = facts.requireMention && facts.canDetectMention && !decision.effectiveWasMentioned;
    return decision;
}

AccessGroupsOff parseAccessGroupsOff(std::string_view word) {
    if (word == "deny")
        return AccessGroupsOff::deny;
    return word == "configured" ? AccessGroupsOff::configured : AccessGroupsOff::allow;
}

CommandDecision decideCommand(const CommandFacts& facts, std::span<const Authorizer> authorizers) {
    const bool anyConfigured =
        std::any_of(authorizers.begin(), authorizers.end(), [](const Authorizer& a) { return a.configured; });
    const bool anyAllows = std::any_of(authorizers.begin(), authorizers.end(),
                                       [](const Authorizer& a) { return a.configured && a.allowed; });
    CommandDecision decision;
    if (facts.useAccessGroups) {
        decision.authorized = anyAllows;
    } else {
        switch (facts.whenOff) {
        case AccessGroupsOff::allow: decision.authorized = true; break;
        case AccessGroupsOff::deny: decision.authorized = false; break;
        case AccessGroupsOff::configured: decision.authorized = !anyConfigured || anyAllows; break;
        }
    }
    decision.shouldBlock = facts.allowTextCommands && facts.hasControlCommand && !decision.authorized;
    return decision;
}

AckScope parseAckScope(std::string_view word) {
    if (word.empty() || word == "group-mentions")
        return AckScope::groupMentions;
    if (word == "all")
        return AckScope::all;
    if (word == "direct")
        return AckScope::direct;
    return word == "group-all" ? AckScope::groupAll : AckScope::off;
}

bool shouldAcknowledge(const AckFacts& facts) {
    switch (facts.scope) {
    case AckScope::off: return false;
    case AckScope::all: return true;
    case AckScope::direct: return facts.isDirect;
    case AckScope::groupAll: return facts.isGroup;
    case AckScope::groupMentions: break;
    }
    return facts.isMentionableGroup && facts.requireMention && facts.canDetectMention &&
           (facts.effectiveWasMentioned || facts.shouldBypassMention);
}

WhatsAppAckMode parseWhatsAppAckMode(std::string_view word) {
    if (word == "always")
        return WhatsAppAckMode::always;
    return word == "never" ? WhatsAppAckMode::never : WhatsAppAckMode::mentions;
}

bool shouldAcknowledge(const WhatsAppAckFacts& facts) {
    if (!facts.hasEmoji)
        return false;
    if (facts.isDirect)
        return facts.directEnabled;
    if (!facts.isGroup || facts.groupMode == WhatsAppAckMode::never)
        return false;
    return facts.groupMode == WhatsAppAckMode::always || facts.wasMentioned || facts.groupActivated;
}

}
