#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/core/json.hpp"

#include <set>
#include <string>
#include <string_view>

/// Who is answered. Pure: a message, the configuration and the senders approved by pairing go in, a verdict comes out.
namespace openclaw::dispatch {

enum class Verdict {
    accept,
    /// Not for us; nothing is said and nothing else of the message is looked at.
    drop,
    /// A stranger's DM: offer a pairing code, drop the message.
    offerPairing,
};

struct GateDecision {
    Verdict verdict = Verdict::drop;
    /// What decided, with the config path: "channels.telegram.dmPolicy=pairing: sender not approved".
    std::string reason;
};

/// Only stable ids decide; names never do (docs/security.md).
GateDecision judge(const channels::InboundMessage& message,
                   const Json& config,
                   std::string_view agentId,
                   const std::set<std::string>& approvedSenders);

}
