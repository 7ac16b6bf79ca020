// Group commit: order, isolation of failures, many callers at once.
#include "store/WriterThread.hpp"

#include "openclaw/store/blocking.hpp"
#include "support/TempDir.hpp"
#include "unit/store/StoreFixture.hpp"

#include <atomic>
#include <future>
#include <thread>

namespace openclaw::store {

namespace {

class WriterThreadTest : public ::testing::Test {
protected:
    WriterThreadTest() {
        auto database = Database::open(folder_ / "test.sqlite").value();
        database->execute("CREATE TABLE numbers (value INTEGER UNIQUE)");
        thread_ = std::make_unique<WriterThread>(std::move(database));
    }

    asio::awaitable<Result<int>> insert(int value) {
        return thread_->write<int>([value](Database& database) -> Result<int> {
            database.query("INSERT INTO numbers VALUES (?)").bind(value).run();
            return value;
        });
    }
    asio::awaitable<Result<std::int64_t>> count() {
        return thread_->read<std::int64_t>([](Database& database) -> Result<std::int64_t> {
            Query query = database.query("SELECT count(*) FROM numbers");
            query.next();
            return query.integer(0);
        });
    }
    /// Holds the thread until the returned promise is set, so that later calls form one batch.
    std::promise<void> holdThread(asio::io_context& io) {
        std::promise<void> release;
        auto gate = std::make_shared<std::future<void>>(release.get_future());
        auto wait = thread_->read<int>([gate](Database&) -> Result<int> {
            gate->wait();
            return 0;
        });
        asio::co_spawn(io, std::move(wait), [](std::exception_ptr, Result<int>) {});
        return release;
    }
    void start(asio::io_context& io, asio::awaitable<Result<int>> call, std::vector<std::string>& log) {
        asio::co_spawn(io, std::move(call), [&log](std::exception_ptr, Result<int> result) {
            log.push_back(result ? "ok " + std::to_string(*result) : "failed");
        });
    }

    openclaw::testing::TempDir folder_;
    std::unique_ptr<WriterThread> thread_;
};

}

TEST_F(WriterThreadTest, CompletesABatchInOrderAndRollsBackOnlyTheFailedCall) {
    asio::io_context io;
    std::vector<std::string> log;
    auto release = holdThread(io);
    start(io, insert(1), log);
    start(io, insert(2), log);
    start(io, insert(1), log);
    start(io, insert(3), log);
    io.poll();
    release.set_value();

    io.run();

    EXPECT_EQ(log, (std::vector<std::string>{"ok 1", "ok 2", "failed", "ok 3"}));
    EXPECT_EQ(waitFor(count()).value(), 3);
}

TEST_F(WriterThreadTest, RollsBackAWriteThatReturnsAnError) {
    auto call = thread_->write<int>([](Database& database) -> Result<int> {
        database.query("INSERT INTO numbers VALUES (7)").run();
        return Error(Errc::refused, "changed my mind");
    });

    const auto result = waitFor(std::move(call));

    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, Errc::refused);
    EXPECT_EQ(waitFor(count()).value(), 0);
}

TEST_F(WriterThreadTest, ReportsAnUnexpectedExceptionAndGoesOn) {
    auto call = thread_->write<int>([](Database&) -> Result<int> { throw std::runtime_error("bug"); });

    EXPECT_EQ(waitFor(std::move(call)).error().code, Errc::internal);
    EXPECT_TRUE(waitFor(insert(1)));
}

TEST_F(WriterThreadTest, FinishesQueuedCallsBeforeItStops) {
    asio::io_context io;
    std::vector<std::string> log;
    auto release = holdThread(io);
    for (int i = 0; i < 10; ++i)
        start(io, insert(i), log);
    io.poll();
    release.set_value();

    thread_->stop();
    io.run();

    EXPECT_EQ(log.size(), 10u);
    EXPECT_EQ(log.back(), "ok 9");
}

TEST_F(WriterThreadTest, ServesManyThreadsAtOnce) {
    std::vector<std::thread> callers;
    std::atomic<int> failures{0};
    for (int caller = 0; caller < 4; ++caller) {
        callers.emplace_back([this, caller, &failures] {
            for (int i = 0; i < 25; ++i) {
                if (!waitFor(insert(caller * 1000 + i)))
                    ++failures;
            }
        });
    }
    for (auto& caller : callers)
        caller.join();

    EXPECT_EQ(failures, 0);
    EXPECT_EQ(waitFor(count()).value(), 100);
}

TEST_F(WriterThreadTest, CommitsMoreCallsThanOneBatchHolds) {
    asio::io_context io;
    std::vector<std::string> log;
    auto release = holdThread(io);
    for (int i = 0; i < 1000; ++i)
        start(io, insert(i), log);
    io.poll();
    release.set_value();

    io.run();

    EXPECT_EQ(log.size(), 1000u);
    EXPECT_EQ(waitFor(count()).value(), 1000);
}

}
