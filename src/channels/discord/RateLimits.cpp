// Bucket bookkeeping. Until the first answer a route is its own bucket and goes one call at a time.
#include "channels/discord/RateLimits.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <charconv>

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t globalPerSecond = 45; // Discord allows 50
constexpr std::size_t maxBuckets = 2000;
constexpr double maxResetSeconds = 24 * 3600;

bool isId(std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
}

double numberOr(std::string_view text, double fallback) {
    double value = fallback;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() ? value : fallback;
}

}

Route routeOf(std::string_view method, std::string_view path) {
    Route route;
    route.name = std::string(method) + " ";
    const auto parts = split(path.substr(0, path.find('?')), '/');
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::string_view before = parts[i - 1];
        const bool isMajor = i == 2 && (before == "channels" || before == "guilds" || before == "webhooks");
        const bool isToken = i >= 3 && (parts[1] == "webhooks" || parts[1] == "interactions") && i == 3;
        if (isMajor) route.major = std::string(parts[i]);
        if (isToken) route.major += ":" + std::string(parts[i]);
        const bool isEmoji = i >= 2 && before == "reactions";
        route.name += '/';
        route.name += isId(parts[i]) || isToken || isEmoji ? "{}" : std::string(parts[i]);
    }
    return route;
}

std::string RateLimits::bucketKey(const Route& route) const {
    const auto hash = hashes_.find(route.name);
    return hash == hashes_.end() ? route.key() : hash->second + '|' + route.major;
}

SteadyTime RateLimits::earliest(const Route& route, SteadyTime now) const {
    SteadyTime when = std::max(now, pausedUntil_);
    const bool isInteraction = route.name.find("/interactions/") != std::string::npos;
    if (!isInteraction && recent_.size() >= globalPerSecond)
        when = std::max(when, recent_.front() + std::chrono::seconds(1));
    const auto found = buckets_.find(bucketKey(route));
    if (found != buckets_.end() && found->second.remaining <= 0) when = std::max(when, found->second.resetAt);
    return when;
}

bool RateLimits::isBusy(const Route& route) const {
    const auto found = buckets_.find(bucketKey(route));
    return found != buckets_.end() && found->second.isBusy;
}

void RateLimits::begin(const Route& route, SteadyTime now) {
    if (buckets_.size() >= maxBuckets) forgetIdle(now);
    Bucket& bucket = buckets_[bucketKey(route)];
    bucket.isBusy = true;
    if (bucket.resetAt <= now) bucket.remaining = std::max(bucket.remaining, 1);
    --bucket.remaining;
    recent_.push_back(now);
    if (recent_.size() > globalPerSecond) recent_.pop_front();
}

void RateLimits::end(const Route& route,
                     const net::HttpHeaders& headers,
                     int status,
                     std::chrono::milliseconds wait,
                     bool isGlobal,
                     SteadyTime now) {
    buckets_[bucketKey(route)].isBusy = false;
    const std::string_view hash = headers.get("X-RateLimit-Bucket");
    if (!hash.empty() && hash.size() < 128) {
        const std::string before = bucketKey(route);
        hashes_[route.name] = std::string(hash);
        const std::string after = bucketKey(route);
        if (before != after) buckets_.erase(before);
    }
    Bucket& bucket = buckets_[bucketKey(route)];
    if (status == 429) {
        if (isGlobal) {
            pausedUntil_ = std::max(pausedUntil_, now + wait);
        } else {
            bucket.remaining = 0;
            bucket.resetAt = std::max(bucket.resetAt, now + wait);
        }
        return;
    }
    const std::string_view left = headers.get("X-RateLimit-Remaining");
    if (left.empty()) {
        // A route without limits, or no answer: nothing is known against the next call.
        bucket.remaining = 1;
        return;
    }
    bucket.remaining =
        static_cast<int>(std::clamp<std::int64_t>(parseInteger(trimAscii(left)).value_or(1), 0, 1000));
    const double seconds =
        std::clamp(numberOr(trimAscii(headers.get("X-RateLimit-Reset-After")), 0), 0.0, maxResetSeconds);
    bucket.resetAt = now + std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000) + 1);
}

void RateLimits::forgetIdle(SteadyTime now) {
    std::erase_if(buckets_,
                  [now](const auto& entry) { return !entry.second.isBusy && entry.second.resetAt < now; });
}

}
