// Ends, status and typing of long connections.
#include "channels/LongConnection.hpp"

#include "openclaw/core/log.hpp"

#include <algorithm>
#include <vector>

namespace openclaw::channels {

Error retryable(Error error) {
    if (error.is(Errc::invalidInput) || error.is(Errc::unauthorized) || error.is(Errc::notFound))
        error.code = Errc::unavailable;
    return error;
}

void noteConnected(ChannelStatus& status, std::int64_t nowMs) {
    status.connected = true;
    status.lastConnectedAtMs = nowMs;
    status.lastError.clear();
}

Error noteEnded(ChannelStatus& status, const Result<void>& ended, const char* words) {
    status.connected = false;
    Error error = ended ? Error(Errc::closed, words) : ended.error();
    status.lastError = log::redact(error.message);
    return error;
}

TypingLoop::TypingLoop(asio::any_io_executor executor, Clock& clock, std::chrono::milliseconds interval)
    : clock_(clock), interval_(interval), changed_(std::move(executor)) {}

void TypingLoop::set(const std::string& target, const std::string& threadId, bool isTyping) {
    Place place(target, threadId);
    if (!isTyping)
        next_.erase(place);
    else if (next_.try_emplace(std::move(place), clock_.steadyNow()).second)
        changed_.notify();
}

asio::awaitable<Result<void>> TypingLoop::run(Teller tell) {
    using namespace asio::experimental::awaitable_operators;
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = changed_.version();
        const SteadyTime now = clock_.steadyNow();
        SteadyTime next = SteadyTime::max();
        std::vector<Place> due;
        for (auto& [place, at] : next_) {
            if (at <= now) {
                due.push_back(place);
                at = now + interval_;
            }
            next = std::min(next, at);
        }
        for (const auto& [target, threadId] : due) {
            co_await tell(target, threadId);
            const bool cancelledMeanwhile = co_await isCancelled();
            if (cancelledMeanwhile) co_return Error(Errc::cancelled, "cancelled");
        }
        if (next == SteadyTime::max())
            co_await changed_.waitBeyond(seen);
        else
            co_await (changed_.waitBeyond(seen) || clock_.sleepUntil(next));
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

}
