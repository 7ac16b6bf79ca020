#pragma once

#include "openclaw/core/clock.hpp"

#include <set>

namespace openclaw::testing {

/// Time that moves by hand.
class FakeClock final : public Clock {
public:
    explicit FakeClock(asio::any_io_executor executor) : moved_(executor), slept_(executor) {}

    SteadyTime steadyNow() const override { return SteadyTime(std::chrono::hours(1)) + elapsed_; }
    WallTime wallNow() const override { return WallTime(std::chrono::hours(24 * 365 * 50)) + elapsed_; }
    asio::awaitable<void> sleepUntil(SteadyTime deadline) override {
        co_await asio::this_coro::throw_if_cancelled(false);
        const auto own = sleepers_.insert(deadline);
        slept_.notify();
        while (steadyNow() < deadline) {
            co_await moved_.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled) break;
        }
        sleepers_.erase(own);
    }
    /// Waits until that many coroutines sleep. Cancellation: terminal.
    asio::awaitable<void> waitForSleepers(std::size_t count) {
        while (sleepers_.size() < count)
            co_await slept_.wait();
    }
    /// Waits until some coroutine sleeps that is due within `span`. Cancellation: terminal.
    asio::awaitable<void> waitForSleeperWithin(std::chrono::milliseconds span) {
        while (sleepers_.empty() || *sleepers_.begin() > steadyNow() + span)
            co_await slept_.wait();
    }
    void advance(std::chrono::milliseconds step) {
        elapsed_ += step;
        moved_.notify();
    }

private:
    std::chrono::milliseconds elapsed_{0};
    std::multiset<SteadyTime> sleepers_;
    Notifier moved_;
    Notifier slept_;
};

}
