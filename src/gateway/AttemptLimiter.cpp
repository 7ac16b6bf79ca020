// A sliding window of failures per address.
#include "gateway/AttemptLimiter.hpp"

#include <algorithm>

namespace openclaw::gateway {

bool AttemptLimiter::isLocked(const std::string& address, Time now) {
    const auto found = entries_.find(address);
    return found != entries_.end() && found->second.lockedUntil > now;
}

void AttemptLimiter::recordFailure(const std::string& address, Time now) {
    if (entries_.size() >= maxAddresses && !entries_.contains(address)) {
        // Forget whoever failed longest ago; a flood of addresses must not grow the map.
        const auto oldest = std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
            return a.second.failures.back() < b.second.failures.back();
        });
        entries_.erase(oldest);
    }
    Entry& entry = entries_[address];
    entry.failures.push_back(now);
    while (entry.failures.front() + rule_.window < now)
        entry.failures.pop_front();
    if (entry.failures.size() >= rule_.maxFailures) {
        entry.lockedUntil = now + rule_.lockout;
        entry.failures.erase(entry.failures.begin(), entry.failures.end() - 1);
    }
}

}
