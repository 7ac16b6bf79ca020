// What is settled and old goes. The store deletes a bounded number of rows at a time, so a ledger that was
// never swept does not hold up the messages of today.
#include "openclaw/dispatch/LedgerKeeper.hpp"

#include "openclaw/core/log.hpp"

namespace openclaw::dispatch {

namespace {

constexpr std::chrono::hours sweepInterval{6};

}

asio::awaitable<Result<std::int64_t>> LedgerKeeper::sweep() {
    const std::int64_t before = clock_.nowMs() - lifetime_.count();
    std::int64_t total = 0;
    for (std::int64_t step = 1; step > 0;) {
        Result<std::int64_t> messages = co_await store_.inbox().prune(before);
        if (!messages) co_return messages.error().withContext("forgetting old messages");
        Result<std::int64_t> deliveries = co_await store_.outbox().prune(before);
        if (!deliveries) co_return deliveries.error().withContext("forgetting old deliveries");
        step = *messages + *deliveries;
        total += step;
        const bool cancelled = co_await isCancelled();
        if (cancelled) break;
    }
    co_return total;
}

asio::awaitable<void> LedgerKeeper::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        Result<std::int64_t> forgotten = co_await sweep();
        if (!forgotten)
            log::error("dispatch", "{}", forgotten.error().message);
        else if (*forgotten > 0)
            log::info("dispatch", "forgot {} settled messages and deliveries older than {} days", *forgotten,
                      std::chrono::duration_cast<std::chrono::hours>(lifetime_).count() / 24);
        co_await clock_.sleepUntil(clock_.steadyNow() + sweepInterval);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
}

}
