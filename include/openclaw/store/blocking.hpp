#pragma once

#include "openclaw/core/async.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>

namespace openclaw::store {

/// Runs one store call to its end on this thread; for commands that read the store without a gateway.
/// Never from a coroutine: it would block the loop.
template <class T>
T waitFor(asio::awaitable<T> call) {
    asio::io_context loop(1);
    std::optional<T> value;
    std::exception_ptr failure;
    auto onDone = [&value, &failure](std::exception_ptr error, T result) {
        failure = error;
        if (!error)
            value.emplace(std::move(result));
    };
    asio::co_spawn(loop, std::move(call), onDone);
    loop.run();
    if (failure)
        std::rethrow_exception(failure);
    return std::move(*value);
}

}
