#pragma once

#include "openclaw/core/clock.hpp"

namespace openclaw::testing {

/// Real time that can also be moved by hand, for tests over real sockets.
class ShiftingClock final : public Clock {
public:
    explicit ShiftingClock(asio::any_io_executor executor) : moved_(std::move(executor)) {}

    SteadyTime steadyNow() const override { return real_.steadyNow() + elapsed_; }
    WallTime wallNow() const override { return real_.wallNow() + elapsed_ + wallJump_; }
    asio::awaitable<void> sleepUntil(SteadyTime deadline) override {
        using namespace asio::experimental::awaitable_operators;
        co_await asio::this_coro::throw_if_cancelled(false);
        while (steadyNow() < deadline) {
            co_await (real_.sleepUntil(deadline - elapsed_) || moved_.wait());
            const bool cancelled = co_await isCancelled();
            if (cancelled) break;
        }
    }
    /// Time passes for everybody.
    void advance(std::chrono::milliseconds step) {
        elapsed_ += step;
        moved_.notify();
    }
    /// Somebody sets the clock on the wall; intervals are not touched.
    void jumpWall(std::chrono::milliseconds step) { wallJump_ += step; }

private:
    SystemClock real_;
    std::chrono::milliseconds elapsed_{0};
    std::chrono::milliseconds wallJump_{0};
    Notifier moved_;
};

}
