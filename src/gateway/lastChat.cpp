// Where a session's words go when nobody says where.
#include "gateway/lastChat.hpp"

namespace openclaw::gateway {

std::optional<dispatch::ReplyRoute> lastChat(const Json& sessionEntry,
                                             const channels::ChannelLookup& channels) {
    dispatch::ReplyRoute last;
    last.channel = stringOr(sessionEntry, "lastChannel");
    last.accountId = stringOr(sessionEntry, "lastAccountId", "default");
    last.target = stringOr(sessionEntry, "lastTo");
    last.threadId = stringOr(sessionEntry, "lastThreadId");
    if (last.target.empty() || !channels(last.channel, last.accountId)) return std::nullopt;
    return last;
}

}
