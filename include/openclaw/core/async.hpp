#pragma once

#include "openclaw/core/error.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <string>

namespace openclaw {

namespace asio = boost::asio;

/// Waits for `operation`, at most `limit`. On expiry the operation is cancelled, waited for, and Errc::timeout
/// is returned, so that a timeout and the caller's own cancellation (Errc::cancelled) never mix.
/// The operation must honour terminal cancellation.
template <class T>
asio::awaitable<Result<T>> withTimeout(std::chrono::milliseconds limit, asio::awaitable<Result<T>> operation) {
    using namespace boost::asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    auto raced = co_await (std::move(operation) || timer.async_wait(asio::as_tuple(asio::use_awaitable)));
    if (raced.index() == 0)
        co_return std::move(std::get<0>(raced));
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        co_return Error(Errc::cancelled, "cancelled");
    co_return Error(Errc::timeout, "timed out after " + std::to_string(limit.count()) + " ms");
}

/// Sleeps; returns early when cancelled.
asio::awaitable<void> sleepFor(std::chrono::milliseconds duration);

/// True once the running coroutine has been asked to stop.
asio::awaitable<bool> isCancelled();

/// Owns the coroutines that an object starts. Children are cancelled together and joined before the owner dies;
/// an exception that leaves a child is logged with its name and ends that child only.
/// Everything happens on one executor; not thread-safe.
class TaskGroup {
public:
    explicit TaskGroup(asio::any_io_executor executor);
    /// All children must have finished: call cancel() and await join() first.
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    void spawn(std::string name, asio::awaitable<void> task);
    /// Asks every child to stop (terminal cancellation).
    void cancel();
    /// Waits until no child is left. Cancellation: none; children end first.
    asio::awaitable<void> join();
    std::size_t size() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

/// A value that wakes waiters when it is signalled; the single-threaded replacement of a condition variable.
class Notifier {
public:
    explicit Notifier(asio::any_io_executor executor);
    /// Wakes every current waiter.
    void notify();
    /// Returns after the next notify(), or at once when cancelled (terminal).
    asio::awaitable<void> wait();

private:
    asio::steady_timer timer_;
};

}
