#pragma once

#include <span>
#include <string_view>

/// Whether a message that passed access control is answered (spec access-control.md §4, §8).
namespace openclaw::security {

struct MentionFacts {
    bool isGroup = false;
    bool requireMention = false;
    bool canDetectMention = false;
    bool wasMentioned = false;
    /// A reply to the bot.
    bool implicitMention = false;
    /// Anybody at all is mentioned.
    bool hasAnyMention = false;
    bool allowTextCommands = false;
    bool hasControlCommand = false;
    bool commandAuthorized = false;
};

struct MentionDecision {
    bool effectiveWasMentioned = false;
    bool shouldSkip = false;
    /// An authorised control command in a group stands in for a mention.
    bool shouldBypassMention = false;
};
/// Command fields left false, this is the plain mention gate. Without a way to detect mentions nothing is skipped.
MentionDecision decideMention(const MentionFacts& facts);

/// One allowlist that could authorise a command: whether it is configured, and what it says.
struct Authorizer {
    bool configured = false;
    bool allowed = false;
};
/// What happens to commands when access groups are switched off.
enum class AccessGroupsOff { allow, deny, configured };
AccessGroupsOff parseAccessGroupsOff(std::string_view word);

struct CommandFacts {
    bool useAccessGroups = true;
    AccessGroupsOff whenOff = AccessGroupsOff::allow;
    bool allowTextCommands = false;
    bool hasControlCommand = false;
};
struct CommandDecision {
    bool authorized = false;
    /// The message is a control command from somebody who may not give it.
    bool shouldBlock = false;
};
CommandDecision decideCommand(const CommandFacts& facts, std::span<const Authorizer> authorizers);

enum class AckScope { all, direct, groupAll, groupMentions, off };
/// "none" is "off"; no word means group-mentions; unknown words acknowledge nothing.
AckScope parseAckScope(std::string_view word);

struct AckFacts {
    AckScope scope = AckScope::groupMentions;
    bool isDirect = false;
    bool isGroup = false;
    bool isMentionableGroup = false;
    bool requireMention = false;
    bool canDetectMention = false;
    bool effectiveWasMentioned = false;
    bool shouldBypassMention = false;
};
bool shouldAcknowledge(const AckFacts& facts);

enum class WhatsAppAckMode { mentions, always, never };
WhatsAppAckMode parseWhatsAppAckMode(std::string_view word);
struct WhatsAppAckFacts {
    bool hasEmoji = false;
    bool isDirect = false;
    bool isGroup = false;
    bool directEnabled = true;
    WhatsAppAckMode groupMode = WhatsAppAckMode::mentions;
    bool wasMentioned = false;
    /// The group is set to answer always.
    bool groupActivated = false;
};
bool shouldAcknowledge(const WhatsAppAckFacts& facts);

}
