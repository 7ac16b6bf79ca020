#pragma once

#include "openclaw/core/async.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace openclaw {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

/// The only source of time. Tests use a fake that advances by hand.
class Clock {
public:
    virtual ~Clock() = default;
    virtual SteadyTime steadyNow() const = 0;
    virtual WallTime wallNow() const = 0;
    /// Cancellation: terminal; returns early, the caller checks its cancellation state.
    virtual asio::awaitable<void> sleepUntil(SteadyTime deadline) = 0;

    /// Milliseconds since the epoch, the unit of every timestamp on the wire and in the store.
    std::int64_t nowMs() const;
};

class SystemClock final : public Clock {
public:
    SteadyTime steadyNow() const override;
    WallTime wallNow() const override;
    asio::awaitable<void> sleepUntil(SteadyTime deadline) override;
};

/// "2026-11-22T15:52:25.940Z"
std::string formatIsoTime(std::int64_t epochMs);

}
