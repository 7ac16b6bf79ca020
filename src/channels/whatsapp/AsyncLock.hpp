#pragma once

#include "openclaw/core/async.hpp"

#include <utility>

namespace openclaw::channels::whatsapp {

/// One coroutine at a time, on one executor. Signal state must not change between loading and committing it.
class AsyncLock {
public:
    /// Holds the lock until it goes away.
    class Guard {
    public:
        Guard() = default;
        explicit Guard(AsyncLock* lock) : lock_(lock) {}
        ~Guard() { release(); }
        Guard(Guard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
        Guard& operator=(Guard&& other) noexcept {
            release();
            lock_ = std::exchange(other.lock_, nullptr);
            return *this;
        }
        void release() {
            if (AsyncLock* lock = std::exchange(lock_, nullptr)) {
                lock->isHeld_ = false;
                lock->freed_.notify();
            }
        }

    private:
        AsyncLock* lock_ = nullptr;
    };

    explicit AsyncLock(asio::any_io_executor executor) : freed_(std::move(executor)) {}
    /// Errc::cancelled when the caller is cancelled while it waits. Cancellation: terminal.
    asio::awaitable<Result<Guard>> acquire();

private:
    bool isHeld_ = false;
    Notifier freed_;
};

}
