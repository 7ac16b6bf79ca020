// Structured concurrency on Asio: a group of named coroutines, a notifier, sleeping.
#include "openclaw/core/async.hpp"

#include "openclaw/core/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <cassert>

namespace openclaw {

struct TaskGroup::State {
    struct Child {
        std::string name;
        asio::cancellation_signal signal;
    };

    explicit State(asio::any_io_executor ex) : executor(std::move(ex)), changed(executor) {}

    asio::any_io_executor executor;
    std::list<Child> children;
    Notifier changed;
};

TaskGroup::TaskGroup(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}

TaskGroup::~TaskGroup() {
    for (const auto& child : state_->children)
        log::error("core", "task {} is still running while its owner is destroyed", child.name);
    assert(state_->children.empty());
}

void TaskGroup::spawn(std::string name, asio::awaitable<void> task) {
    auto& children = state_->children;
    const auto child = children.emplace(children.end());
    child->name = std::move(name);
    auto onDone = [state = state_, child](std::exception_ptr failure) {
        if (failure) {
            try {
                std::rethrow_exception(failure);
            } catch (const boost::system::system_error& error) {
                if (error.code() != asio::error::operation_aborted)
                    log::error("core", "task {} failed: {}", child->name, error.what());
            } catch (const std::exception& error) {
                log::error("core", "task {} failed: {}", child->name, error.what());
            }
        }
        state->children.erase(child);
        state->changed.notify();
    };
    asio::co_spawn(
        state_->executor, std::move(task), asio::bind_cancellation_slot(child->signal.slot(), std::move(onDone)));
}

void TaskGroup::cancel() {
    // A child may end (and leave the list) inside emit: take the successor first.
    auto& children = state_->children;
    for (auto it = children.begin(); it != children.end();) {
        const auto current = it++;
        current->signal.emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> TaskGroup::join() {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto state = state_;
    while (!state->children.empty()) {
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        co_await state->changed.wait();
    }
}

std::size_t TaskGroup::size() const { return state_->children.size(); }

Notifier::Notifier(asio::any_io_executor executor) : timer_(std::move(executor), std::chrono::steady_clock::time_point::max()) {}

void Notifier::notify() { timer_.cancel(); }

asio::awaitable<void> Notifier::wait() {
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> sleepFor(std::chrono::milliseconds duration) {
    asio::steady_timer timer(co_await asio::this_coro::executor, duration);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<bool> isCancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    co_return state.cancelled() != asio::cancellation_type::none;
}

}
