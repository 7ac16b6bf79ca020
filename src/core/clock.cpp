// Real time, and the ISO form of a timestamp.
#include "openclaw/core/clock.hpp"

#include <fmt/format.h>

#include <ctime>

namespace openclaw {

std::int64_t Clock::nowMs() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(wallNow().time_since_epoch()).count();
}

SteadyTime SystemClock::steadyNow() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wallNow() const { return std::chrono::system_clock::now(); }

asio::awaitable<void> SystemClock::sleepUntil(SteadyTime deadline) {
    asio::steady_timer timer(co_await asio::this_coro::executor, deadline);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

std::string formatIsoTime(std::int64_t epochMs) {
    std::int64_t seconds = epochMs / 1000;
    std::int64_t millis = epochMs % 1000;
    if (millis < 0) {
        millis += 1000;
        --seconds;
    }
    const std::time_t time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    if (!gmtime_r(&time, &parts))
        return "1970-01-01T00:00:00.000Z";
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                       parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, millis);
}

}
