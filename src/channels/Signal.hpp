#pragma once

#include "openclaw/core/async.hpp"

#include <cstdint>

namespace openclaw::channels {

/// A Notifier that cannot be missed: who takes the version before looking at the state, and waits beyond it,
/// also sees a change that happened in between.
class Signal {
public:
    explicit Signal(asio::any_io_executor executor) : notifier_(std::move(executor)) {}

    std::uint64_t version() const { return version_; }
    void notify() {
        ++version_;
        notifier_.notify();
    }
    /// Returns once the version is past `seen`, or when cancelled (terminal).
    asio::awaitable<void> waitBeyond(std::uint64_t seen) {
        if (version_ == seen) co_await notifier_.wait();
    }

private:
    Notifier notifier_;
    std::uint64_t version_ = 0;
};

}
