// Drives coroutine tests; the guard only ends a test that would otherwise hang for ever.
#include "support/run_coro.hpp"

namespace openclaw::testing {

void runUntil(asio::io_context& io, const bool& done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    io.restart();
    while (!done) {
        if (io.run_one_until(deadline) == 0) {
            if (io.stopped())
                throw std::runtime_error("the coroutine is stuck: nothing left to run");
            throw std::runtime_error("the coroutine did not finish within 30 s");
        }
    }
}

}
