#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/dispatch/Trace.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

/// Who is answered. Pure: a message, the configuration and the senders approved by pairing go in, a verdict
/// comes out. The sender is judged before anything else of the message is looked at, whatever kind of event
/// it is.
namespace openclaw::dispatch {

enum class Verdict {
    accept,
    /// Not for us; nothing is said and nothing else of the message is looked at.
    drop,
    /// A group message that does not address the bot: context for the next one that does.
    remember,
    /// A stranger's DM: offer a pairing code, drop the message.
    offerPairing,
};

struct GateDecision {
    Verdict verdict = Verdict::drop;
    /// What decided: "sender not approved".
    std::string reason;
    /// The config path of the decision: "channels.telegram.dmPolicy=pairing".
    std::string path;
    /// The message addresses the bot (or need not).
    bool wasMentioned = false;
    /// A group in which nobody has to mention the bot.
    bool isAlwaysOn = false;
    /// The sender may give commands.
    bool isAuthorized = false;
    /// The emoji with which the message is acknowledged, "" for none.
    std::string ackEmoji;
};

/// What the gate knows besides the message.
struct GateContext {
    const Json& config;
    std::string agentId;
    /// Senders approved by pairing on this account; they count for DMs only.
    const std::set<std::string>& approvedSenders;
    /// The session's own `/activation`, "" for none.
    std::string activation;
    /// The text is a control command (commands::isControlCommand).
    bool isControlCommand = false;
};

/// Only stable ids decide; names never do (docs/security.md).
GateDecision judge(const channels::InboundMessage& message, const GateContext& context);

}
