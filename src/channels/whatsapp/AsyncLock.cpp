// Waiting for the lock.
#include "channels/whatsapp/AsyncLock.hpp"

namespace openclaw::channels::whatsapp {

asio::awaitable<Result<AsyncLock::Guard>> AsyncLock::acquire() {
    co_await asio::this_coro::throw_if_cancelled(false);
    while (isHeld_) {
        co_await freed_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
    isHeld_ = true;
    co_return Guard(this);
}

}
