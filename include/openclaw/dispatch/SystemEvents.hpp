#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

/// What happened since a session's last turn, told to the agent with the next one (spec agent-run.md §2).
/// Only the house itself writes here; text from outside must be wrapped by whoever passes it on
/// (docs/security.md).
namespace openclaw::dispatch {

class SystemEvents {
public:
    static constexpr std::size_t maxPerSession = 20;
    static constexpr std::size_t maxSessions = 1000;

    /// The same text twice in a row counts once; beyond 20 the oldest is forgotten.
    void add(const std::string& sessionKey, std::string text, std::int64_t nowMs);
    /// The lines for the prompt, "System: [time] text", and forgets them.
    std::vector<std::string> take(const std::string& sessionKey, std::string_view zone);
    std::vector<std::string> peek(const std::string& sessionKey) const;
    void clear(const std::string& sessionKey) { events_.erase(sessionKey); }

private:
    struct Event {
        std::string text;
        std::int64_t atMs = 0;
    };
    std::map<std::string, std::deque<Event>> events_;
};

}
