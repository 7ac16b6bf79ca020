#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/store/Store.hpp"

#include <chrono>
#include <cstdint>

namespace openclaw::dispatch {

/// Keeps the ledgers from growing for ever: messages and deliveries that were settled long ago are forgotten,
/// with their traces. No network repeats a message after that time (docs/conversations.md); transcripts are
/// not touched.
class LedgerKeeper {
public:
    static constexpr std::chrono::hours usualLifetime{30 * 24};

    LedgerKeeper(Clock& clock, store::Store& store, std::chrono::milliseconds lifetime = usualLifetime)
        : clock_(clock), store_(store), lifetime_(lifetime) {}

    /// Forgets now, in small steps between which others may write; returns how many rows. Cancellation:
    /// between steps.
    asio::awaitable<Result<std::int64_t>> sweep();
    /// Sweeps now and four times a day. Cancellation: terminal.
    asio::awaitable<void> run();

private:
    Clock& clock_;
    store::Store& store_;
    std::chrono::milliseconds lifetime_;
};

}
