#pragma once

#include "openclaw/core/async.hpp"
#include "store/Database.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace openclaw::store {

/// When a commit reaches the disk. A commit that is flushed later outlives the process at once, and a loss of power as
/// soon as the next one is flushed.
enum class Flush { now, later };

/// What a call is: reads take no write lock and cost no flush; named writes pass crash points around the commit.
struct CallKind {
    bool writes = false;
    Flush flush = Flush::now;
    /// "inbox.admit" makes the points "store.inbox.admit.before-commit" and "store.inbox.admit.after-commit".
    const char* crashName = nullptr;
};

/// The thread that owns the connection. Calls queue up while it works; it takes all of them, runs each in a
/// savepoint, commits once and then completes them on their callers' executors (group commit).
class WriterThread {
public:
    explicit WriterThread(std::unique_ptr<Database> database);
    ~WriterThread();
    WriterThread(const WriterThread&) = delete;
    WriterThread& operator=(const WriterThread&) = delete;

    /// Finishes what is queued, checkpoints and closes. Blocking.
    void stop();

    template <class T>
    asio::awaitable<Result<T>> read(std::function<Result<T>(Database&)> work) {
        return call<T>(CallKind{}, std::move(work));
    }
    template <class T>
    asio::awaitable<Result<T>>
    write(std::function<Result<T>(Database&)> work, const char* crashName = nullptr, Flush flush = Flush::now) {
        return call<T>(CallKind{true, flush, crashName}, std::move(work));
    }

private:
    class Job {
    public:
        explicit Job(CallKind callKind) : kind(callKind) {}
        virtual ~Job() = default;
        /// Does the work; false when it failed and its changes have to go.
        virtual bool run(Database& database) = 0;
        /// Replaces the outcome, whatever it was.
        virtual void fail(const Error& error) = 0;
        /// Hands the outcome to the caller.
        virtual void complete() = 0;
        const CallKind kind;
    };
    template <class T, class Handler>
    class TypedJob;
    using JobPtr = std::unique_ptr<Job>;

    template <class T>
    asio::awaitable<Result<T>> call(CallKind kind, std::function<Result<T>(Database&)> work);

    void submit(JobPtr job);
    void loop();
    void runBatch(std::deque<JobPtr>& batch);
    void flushCommits(Flush flush);
    void runInSavepoint(Job& job);

    std::unique_ptr<Database> database_;
    Flush flush_ = Flush::now;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<JobPtr> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

template <class T, class Handler>
class WriterThread::TypedJob final : public Job {
public:
    TypedJob(CallKind callKind, std::function<Result<T>(Database&)> work, Handler handler)
        : Job(callKind), work_(std::move(work)), handler_(std::move(handler)),
          executor_(asio::prefer(asio::any_io_executor(asio::get_associated_executor(handler_)),
                                 asio::execution::outstanding_work.tracked)) {}

    bool run(Database& database) override {
        outcome_.emplace(work_(database));
        return outcome_->has_value();
    }
    void fail(const Error& error) override { outcome_.emplace(error); }
    void complete() override {
        auto deliver = [handler = std::move(handler_), outcome = std::move(*outcome_)]() mutable {
            std::move(handler)(std::move(outcome));
        };
        asio::post(executor_, std::move(deliver));
    }

private:
    std::function<Result<T>(Database&)> work_;
    Handler handler_;
    /// Keeps the caller's loop alive until the outcome is delivered.
    asio::any_io_executor executor_;
    std::optional<Result<T>> outcome_;
};

template <class T>
asio::awaitable<Result<T>> WriterThread::call(CallKind kind, std::function<Result<T>(Database&)> work) {
    auto initiate = [this, kind](auto handler, std::function<Result<T>(Database&)> job) {
        submit(std::make_unique<TypedJob<T, decltype(handler)>>(kind, std::move(job), std::move(handler)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<T>)>(
        std::move(initiate), asio::use_awaitable, std::move(work));
}

}
