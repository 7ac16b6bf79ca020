// The loop around each channel account: run, note how it ended, wait, run again.
#include "openclaw/channels/Supervisor.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::channels {

namespace {

/// Together: the first try soon, then at most six a minute, and back within ten seconds of the network's return.
constexpr double firstDelayMs = 2000;
constexpr double growth = 5;
constexpr double maxDelayMs = 10'000;
constexpr double spread = 0.02;
/// A connection that held this long wipes the slate clean.
constexpr std::chrono::minutes stableAfter{5};
constexpr std::chrono::milliseconds firstAskAgain{2};
constexpr std::chrono::milliseconds lastAskAgain{50};
/// Longer than any delivery may take.
constexpr std::chrono::minutes retirement{5};

}

std::chrono::milliseconds restartDelay(int failures, double jitter) {
    const double base = std::min(maxDelayMs, firstDelayMs * std::pow(growth, std::max(0, failures - 1)));
    return std::chrono::milliseconds(static_cast<std::int64_t>(base * (1 - spread * jitter)));
}

struct Supervisor::Impl {
    struct Account {
        explicit Account(asio::any_io_executor executor) : tasks(executor) {}
        std::unique_ptr<Channel> channel;
        TaskGroup tasks;
        bool running = false;
        int failures = 0;
        std::int64_t startedAtMs = 0;
        std::int64_t stoppedAtMs = 0;
        std::int64_t nextRetryAtMs = 0;
        std::string lastError;
    };

    Impl(asio::any_io_executor ex, Clock& c) : executor(ex), clock(c) {}

    asio::awaitable<void> keepRunning(Account& account);
    asio::awaitable<Result<void>> runOnce(Account& account);
    asio::awaitable<void> stopTasks(Account& account);
    Account* findAccount(const std::string& channel, const std::string& accountId) const {
        for (const auto& account : accounts) {
            if (account->channel->name() == channel && account->channel->accountId() == accountId)
                return account.get();
        }
        return nullptr;
    }

    asio::any_io_executor executor;
    Clock& clock;
    InboundSink* sink = nullptr;
    std::function<void()> available = [] {};
    std::vector<std::unique_ptr<Account>> accounts;
    /// Stopped channels, until nobody can be using them any more.
    std::vector<std::pair<SteadyTime, std::unique_ptr<Channel>>> retired;
};

Supervisor::Supervisor(asio::any_io_executor executor, Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(executor), clock)) {}

void Supervisor::deliverTo(InboundSink& sink) { impl_->sink = &sink; }

Supervisor::~Supervisor() = default;

void Supervisor::onAvailable(std::function<void()> callback) { impl_->available = std::move(callback); }

asio::awaitable<void> Supervisor::start(std::unique_ptr<Channel> channel) {
    co_await stop(channel->name(), channel->accountId());
    auto account = std::make_unique<Impl::Account>(impl_->executor);
    account->channel = std::move(channel);
    impl_->accounts.push_back(std::move(account));
    Impl::Account& started = *impl_->accounts.back();
    started.tasks.spawn("channel." + started.channel->name(), impl_->keepRunning(started));
    impl_->available();
}

asio::awaitable<void> Supervisor::stop(std::string channel, std::string accountId) {
    Impl::Account* account = impl_->findAccount(channel, accountId);
    if (!account)
        co_return;
    co_await impl_->stopTasks(*account);
    // A delivery may still be inside the channel; it ends within the outbox's own limit, so the channel outlives that.
    const SteadyTime now = impl_->clock.steadyNow();
    std::erase_if(impl_->retired, [&](const auto& entry) { return entry.first < now; });
    for (auto& entry : impl_->accounts) {
        if (entry.get() == account)
            impl_->retired.emplace_back(now + retirement, std::move(entry->channel));
    }
    std::erase_if(impl_->accounts, [&](const auto& entry) { return entry.get() == account; });
}

asio::awaitable<void> Supervisor::stopAll() {
    for (auto& account : impl_->accounts)
        account->tasks.cancel();
    for (auto& account : impl_->accounts)
        co_await impl_->stopTasks(*account);
}

Channel* Supervisor::find(const std::string& channel, const std::string& accountId) const {
    const Impl::Account* account = impl_->findAccount(channel, accountId);
    return account ? account->channel.get() : nullptr;
}

std::vector<AccountReport> Supervisor::report() const {
    std::vector<AccountReport> reports;
    for (const auto& account : impl_->accounts) {
        AccountReport report{account->channel->name(), account->channel->accountId(), account->channel->status()};
        report.status.running = account->running;
        report.status.lastStartAtMs = account->startedAtMs;
        report.status.lastStopAtMs = account->stoppedAtMs;
        // Attempts of an outage that is over say nothing about now.
        report.status.reconnectAttempts = report.status.connected ? 0 : account->failures;
        report.status.nextRetryAtMs = account->nextRetryAtMs;
        if (report.status.lastError.empty() && !report.status.connected)
            report.status.lastError = account->lastError;
        reports.push_back(std::move(report));
    }
    return reports;
}

asio::awaitable<void> Supervisor::Impl::stopTasks(Account& account) {
    // A request to stop that falls between two waits of an adapter is seen by neither, so it is made again.
    for (auto pause = firstAskAgain; account.tasks.size() > 0; pause = std::min(pause * 2, lastAskAgain)) {
        account.tasks.cancel();
        co_await sleepFor(pause);
    }
    co_await account.tasks.join();
}

asio::awaitable<Result<void>> Supervisor::Impl::runOnce(Account& account) {
    // An adapter that throws has a fault of its own; that must not take its account out of service.
    Error fault;
    try {
        Result<void> ended = co_await account.channel->run(*sink);
        co_return ended;
    } catch (const std::exception& error) {
        fault = Error(Errc::internal, std::string("internal error: ") + error.what());
    }
    co_return fault;
}

asio::awaitable<void> Supervisor::Impl::keepRunning(Account& account) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::string name = account.channel->name() + ":" + account.channel->accountId();
    for (;;) {
        account.running = true;
        account.nextRetryAtMs = 0;
        account.startedAtMs = clock.nowMs();
        const SteadyTime startedAt = clock.steadyNow();
        const Result<void> ended = co_await runOnce(account);
        account.running = false;
        account.stoppedAtMs = clock.nowMs();
        const bool cancelled = co_await isCancelled();
        if (cancelled)
            co_return;
        const Error error = ended ? Error(Errc::closed, "the connection ended") : ended.error();
        account.lastError = log::redact(error.message);
        if (error.is(Errc::unauthorized) || error.is(Errc::invalidInput)) {
            log::error("channels", "{} stopped until its configuration changes: {}", name, account.lastError);
            co_return;
        }
        account.failures = clock.steadyNow() - startedAt > stableAfter ? 1 : account.failures + 1;
        auto delay = restartDelay(account.failures, static_cast<double>(randomBelow(1000)) / 1000.0);
        if (error.retryAfter)
            delay = std::max(delay, *error.retryAfter);
        account.nextRetryAtMs = clock.nowMs() + delay.count();
        log::warn("channels", "{} lost its connection, trying again in {} ms: {}", name, delay.count(), account.lastError);
        co_await clock.sleepUntil(clock.steadyNow() + delay);
        const bool cancelledWhileWaiting = co_await isCancelled();
        if (cancelledWhileWaiting)
            co_return;
    }
}

}
