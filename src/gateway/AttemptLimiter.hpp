#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <string>

namespace openclaw::gateway {

/// Counts failures per address: too many within the window lock the address out for a while. Bounded in memory.
class AttemptLimiter {
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Rule {
        std::size_t maxFailures = 10;
        std::chrono::seconds window{60};
        std::chrono::seconds lockout{300};
    };

    AttemptLimiter() = default;
    explicit AttemptLimiter(Rule rule) : rule_(rule) {}

    bool isLocked(const std::string& address, Time now);
    void recordFailure(const std::string& address, Time now);
    void recordSuccess(const std::string& address) { entries_.erase(address); }

private:
    static constexpr std::size_t maxAddresses = 4096;

    struct Entry {
        std::deque<Time> failures;
        Time lockedUntil{};
    };

    Rule rule_;
    std::map<std::string, Entry> entries_;
};

}
