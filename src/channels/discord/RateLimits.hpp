#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/net/http_types.hpp"

#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace openclaw::channels::discord {

/// Which limit a call falls under before Discord has named its bucket: method and route without minor ids,
/// and the channel, guild or webhook that the limit is counted for.
struct Route {
    std::string name;  // "POST /channels/{}/messages"
    std::string major; // "123"

    std::string key() const { return name + '|' + major; }
};
/// Reads the route out of a method and a path below /api/v10.
Route routeOf(std::string_view method, std::string_view path);

/// Discord's rate limits: one bucket per route and major id, the bucket's hash learnt from the answers, and
/// the global limit of 50 calls a second (spec channels/discord.md §4). Pure: it says when, the caller waits.
/// Bounded.
class RateLimits {
public:
    /// When the next call of this route may go; in the past or `now` means at once.
    SteadyTime earliest(const Route& route, SteadyTime now) const;
    /// One call at a time per bucket, so that the answer of the first tells how many may follow.
    bool isBusy(const Route& route) const;
    void begin(const Route& route, SteadyTime now);
    /// Notes the answer; `status` 0 when there was none. For 429 `wait` is what the body or the header asks
    /// for and `isGlobal` whether all routes have to pause.
    void end(const Route& route,
             const net::HttpHeaders& headers,
             int status,
             std::chrono::milliseconds wait,
             bool isGlobal,
             SteadyTime now);

private:
    struct Bucket {
        int remaining = 1;
        SteadyTime resetAt;
        bool isBusy = false;
    };
    std::string bucketKey(const Route& route) const;
    void forgetIdle(SteadyTime now);

    std::map<std::string, std::string> hashes_; // route name -> bucket hash
    std::map<std::string, Bucket> buckets_;
    std::deque<SteadyTime> recent_;
    SteadyTime pausedUntil_;
};

}
