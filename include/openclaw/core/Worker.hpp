#pragma once

#include "openclaw/core/async.hpp"

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

namespace openclaw {

/// A thread for what would keep the main loop waiting: reading many files, a few milliseconds of computing. Jobs
/// receive values and return values; they share nothing with the main thread.
class Worker {
public:
    Worker();
    /// Finishes what is queued. Blocking.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Runs `job` on the thread and resumes the caller on its own executor. Jobs run in order. An exception of the job
    /// becomes Errc::internal. Cancellation: none; jobs are short and bounded.
    template <class T>
    asio::awaitable<Result<T>> run(std::function<Result<T>()> job) {
        auto initiate = [this](auto handler, std::function<Result<T>()> work) {
            // Tracked work keeps the caller's loop alive until the outcome is delivered.
            asio::any_io_executor home = asio::prefer(asio::any_io_executor(asio::get_associated_executor(handler)),
                                                      asio::execution::outstanding_work.tracked);
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            submit([home = std::move(home), shared = std::move(shared), work = std::move(work)]() mutable {
                Result<T> outcome = guarded<T>(work);
                auto deliver = [shared = std::move(shared), outcome = std::move(outcome)]() mutable {
                    std::move (*shared)(std::move(outcome));
                };
                asio::post(home, std::move(deliver));
            });
        };
        return asio::async_initiate<const asio::use_awaitable_t<>, void(Result<T>)>(std::move(initiate),
                                                                                    asio::use_awaitable, std::move(job));
    }

private:
    template <class T>
    static Result<T> guarded(const std::function<Result<T>()>& work) {
        try {
            return work();
        } catch (const std::exception& failure) {
            return Error(Errc::internal, failure.what());
        }
    }

    void submit(std::function<void()> job);
    void loop();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}
