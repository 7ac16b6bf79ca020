#pragma once

#include "openclaw/core/async.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>
#include <stdexcept>

namespace openclaw::testing {

/// Runs the io_context until `done` is set; throws after 30 s so that a hanging test fails with a message.
void runUntil(asio::io_context& io, const bool& done);

template <class T>
asio::awaitable<void> keepResult(asio::awaitable<T> task, std::optional<T>& value) {
    value.emplace(co_await std::move(task));
}

inline void runCoro(asio::io_context& io, asio::awaitable<void> task) {
    bool done = false;
    std::exception_ptr failure;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) {
        failure = error;
        done = true;
    });
    runUntil(io, done);
    if (failure)
        std::rethrow_exception(failure);
}

/// Runs a coroutine to its end on `io` and returns its value; an exception of the coroutine is rethrown.
template <class T>
T runCoro(asio::io_context& io, asio::awaitable<T> task) {
    std::optional<T> value;
    runCoro(io, keepResult(std::move(task), value));
    return std::move(*value);
}

}
