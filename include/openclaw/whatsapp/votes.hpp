#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/whatsapp/content.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Votes in polls: sealed with the poll's own secret, so that only its readers can open them (spec
/// section 9.2).
namespace openclaw::whatsapp {

/// Who is who in a vote; both without device, in the kind of address that the voter's client used.
struct VoteParties {
    std::string pollId;
    Jid creator;
    Jid voter;
};

/// The chosen options, in the poll's order; none: the vote was taken back. `pollMessage` is the poll as it
/// was sent. Errc::corrupt when the vote was not made for this poll by this voter.
Result<std::vector<std::string>>
openVote(std::string_view pollMessage, const SealedVote& vote, const VoteParties& parties);

/// A vote as a client sends it; `iv` has 12 bytes.
std::string voteMessage(std::string_view pollMessage,
                        const std::vector<std::string>& chosen,
                        const VoteParties& parties,
                        const MessageRef& poll,
                        std::string_view iv);

}
