#include "openclaw/core/Worker.hpp"

#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace openclaw {
namespace {

using testing::runCoro;

TEST(Worker, RunsJobsOnItsOwnThreadAndResumesTheCaller) {
    asio::io_context io;
    Worker worker;
    const std::thread::id main = std::this_thread::get_id();
    std::function<Result<bool>()> job = [main]() -> Result<bool> { return std::this_thread::get_id() != main; };

    const Result<bool> elsewhere = runCoro(io, worker.run(std::move(job)));

    ASSERT_TRUE(elsewhere);
    EXPECT_TRUE(*elsewhere);
}

TEST(Worker, HandsOverErrorsAndExceptions) {
    asio::io_context io;
    Worker worker;
    std::function<Result<int>()> refuse = []() -> Result<int> { return Error(Errc::refused, "no"); };
    std::function<Result<int>()> fail = []() -> Result<int> { throw std::runtime_error("broken"); };

    const Result<int> refused = runCoro(io, worker.run(std::move(refuse)));
    const Result<int> failed = runCoro(io, worker.run(std::move(fail)));

    EXPECT_TRUE(refused.error().is(Errc::refused));
    EXPECT_TRUE(failed.error().is(Errc::internal));
    EXPECT_EQ(failed.error().message, "broken");
}

}
}
