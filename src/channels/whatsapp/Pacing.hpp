#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/whatsapp/Jid.hpp"

#include <chrono>
#include <map>
#include <optional>

namespace openclaw::channels::whatsapp {

/// Keeps an account from sending faster than a person could: messages of one chat are a second or more apart,
/// and all chats together get no more than a quick typist's share. Pure; the caller waits.
class Pacing {
public:
    /// When a message to this chat may leave, and notes that it will; nullopt when that is more than a few
    /// seconds away and the message had better come again. `jitter` in [0,1) spreads the pause.
    std::optional<SteadyTime> reserve(const openclaw::whatsapp::Jid& chat, SteadyTime now, double jitter);

private:
    std::map<openclaw::whatsapp::Jid, SteadyTime> nextInChat_;
    SteadyTime nextAnywhere_{};
};

}
