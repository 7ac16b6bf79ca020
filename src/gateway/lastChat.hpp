#pragma once

#include "openclaw/channels/Outbox.hpp"
#include "openclaw/dispatch/runs.hpp"

#include <optional>

namespace openclaw::gateway {

/// The chat in which a session was used last, from its entry; nullopt when that is none of a running channel.
std::optional<dispatch::ReplyRoute> lastChat(const Json& sessionEntry,
                                             const channels::ChannelLookup& channels);

}
