#pragma once

#include "openclaw/core/clock.hpp"

#include <deque>
#include <string>

namespace openclaw::channels::imessage {

/// Recognises our own messages when the watch reports them as inbound: macOS writes a row first and marks it as ours
/// later (spec channels/imessage.md §5). Bounded; a remembered text counts once.
class EchoGuard {
public:
    /// Before a text goes out; `chat` as far as it is known.
    void noteText(std::string text, SteadyTime now);
    /// Once its guid is known.
    void noteGuid(std::string guid, SteadyTime now);
    /// True when the row is an echo of ours.
    bool isEcho(const std::string& guid, const std::string& text, SteadyTime now);

private:
    struct Entry {
        std::string value;
        SteadyTime at;
    };
    void forgetOld(SteadyTime now);

    std::deque<Entry> texts_;
    std::deque<Entry> guids_;
};

}
