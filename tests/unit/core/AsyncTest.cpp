#include "openclaw/core/async.hpp"

#include "support/run_coro.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

using testing::runCoro;
using namespace std::chrono_literals;

asio::awaitable<Result<int>> answerAfter(std::chrono::milliseconds delay) {
    co_await sleepFor(delay);
    const bool cancelled = co_await isCancelled();
    if (cancelled)
        co_return Error(Errc::cancelled, "cancelled");
    co_return 42;
}

asio::awaitable<void> waitForEver(bool& cancelled) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await sleepFor(1h);
    cancelled = co_await isCancelled();
}

asio::awaitable<void> throwSomething() {
    co_await sleepFor(0ms);
    throw std::runtime_error("boom");
}

TEST(WithTimeout, ReturnsTheValueInTime) {
    asio::io_context io;
    EXPECT_EQ(runCoro(io, withTimeout(10s, answerAfter(0ms))).value(), 42);
}

TEST(WithTimeout, TurnsExpiryIntoTimeout) {
    asio::io_context io;
    const auto result = runCoro(io, withTimeout(1ms, answerAfter(1h)));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::timeout);
}

TEST(TaskGroup, CancelsAndJoinsItsChildren) {
    asio::io_context io;
    TaskGroup group(io.get_executor());
    bool first = false;
    bool second = false;
    group.spawn("first", waitForEver(first));
    group.spawn("second", waitForEver(second));
    io.poll();
    EXPECT_EQ(group.size(), 2U);

    group.cancel();
    runCoro(io, group.join());

    EXPECT_TRUE(first);
    EXPECT_TRUE(second);
    EXPECT_EQ(group.size(), 0U);
}

TEST(TaskGroup, SurvivesAChildThatThrows) {
    asio::io_context io;
    TaskGroup group(io.get_executor());
    group.spawn("thrower", throwSomething());
    runCoro(io, group.join());
    EXPECT_EQ(group.size(), 0U);
}

}
}
