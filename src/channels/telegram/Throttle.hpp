#pragma once

#include "openclaw/core/clock.hpp"

#include <deque>
#include <map>
#include <string>

namespace openclaw::channels::telegram {

/// Keeps sends below Telegram's published limits: 30 a second overall, one a second per chat after a burst of
/// three, 20 a minute per group. Pure: it only says when, the caller waits.
class Throttle {
public:
    /// When the next message to this chat may go.
    SteadyTime earliest(const std::string& chatId, bool isGroup, SteadyTime now) const;
    /// Notes a message that goes at `when`.
    void note(const std::string& chatId, bool isGroup, SteadyTime when);

private:
    struct Chat {
        /// Moves one second per message; the burst is how far it may run ahead.
        SteadyTime paidUntil;
        /// The last messages of a group, at most 20.
        std::deque<SteadyTime> recent;
    };
    void forgetIdle(SteadyTime now);

    std::map<std::string, Chat> chats_;
    std::deque<SteadyTime> recent_;
};

}
