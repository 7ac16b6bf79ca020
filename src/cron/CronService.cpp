// The clockwork: an index by due time, one coroutine that sleeps until the first, one coroutine per running
// job.
#include "openclaw/cron/CronService.hpp"

#include "cron/jobs.hpp"
#include "openclaw/core/crash_point.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace openclaw::cron {

namespace {

/// Sleeping in pieces keeps a wall clock that was set back or forward from hiding a due job for long.
constexpr std::chrono::minutes maxSleep{1};
constexpr std::chrono::seconds storeRetry{5};

std::string runIdOf(const std::string& jobId, std::int64_t dueAtMs) {
    return "cron:" + jobId + ":" + std::to_string(dueAtMs);
}

}

struct CronService::Impl {
    Impl(asio::any_io_executor ex, Clock& c, store::Store& s, JobRunner& r)
        : clock(c), store(s), runner(r), tasks(ex), changed(ex) {}

    void keep(Json job);
    void forget(const std::string& jobId);
    void emit(Json event) const;
    void emitChange(const Json& job, const char* action) const;
    std::vector<std::string> takeDue();
    void startWaiting();
    asio::awaitable<void> runDue(std::string jobId);
    asio::awaitable<Result<void>> runOnce(std::string jobId, std::int64_t dueAtMs);
    asio::awaitable<void> freeLater(std::string jobId);
    asio::awaitable<void> takeUp(store::CronRun run);
    asio::awaitable<void> carryOut(JobRun run, std::int64_t startedAtMs);
    asio::awaitable<void> sleepUntilDue(std::uint64_t seen);
    asio::awaitable<void> waitForChange(std::uint64_t seen);
    void touch();

    Clock& clock;
    store::Store& store;
    JobRunner& runner;
    CronOptions options;
    std::function<void(const Json&)> callback;
    std::map<std::string, Json> jobs;
    std::set<std::pair<std::int64_t, std::string>> byDueTime;
    std::set<std::string> busy; // running, or waiting for a free place
    std::deque<std::string> waiting;
    std::size_t runningCount = 0;
    bool isStopping = false;
    TaskGroup tasks;
    std::uint64_t version = 0; // counts changes, so that none is missed between looking and waiting
    Notifier changed;
};

CronService::CronService(asio::any_io_executor executor, Clock& clock, store::Store& store, JobRunner& runner)
    : impl_(std::make_unique<Impl>(std::move(executor), clock, store, runner)) {}

CronService::~CronService() = default;

void CronService::onEvent(std::function<void(const Json&)> callback) {
    impl_->callback = std::move(callback);
}

asio::awaitable<Result<void>> CronService::start(CronOptions options) {
    impl_->options = options;
    Result<std::vector<Json>> jobs = co_await impl_->store.cron().list();
    if (!jobs) co_return jobs.error().withContext("reading scheduled jobs");
    for (Json& job : *jobs)
        impl_->keep(std::move(job));
    Result<std::vector<store::CronRun>> interrupted = co_await impl_->store.cron().listUnfinished();
    if (!interrupted) co_return interrupted.error().withContext("reading interrupted jobs");
    for (store::CronRun& run : *interrupted) {
        impl_->busy.insert(run.jobId);
        ++impl_->runningCount;
        impl_->tasks.spawn("cron.resume", impl_->takeUp(std::move(run)));
    }
    co_return Result<void>();
}

void CronService::configure(CronOptions options) {
    impl_->options = options;
    impl_->touch();
}

asio::awaitable<void> CronService::run() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const std::uint64_t seen = impl_->version;
        if (impl_->options.isEnabled) {
            for (std::string& jobId : impl_->takeDue())
                impl_->waiting.push_back(std::move(jobId));
            impl_->startWaiting();
        }
        co_await impl_->sleepUntilDue(seen);
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return;
    }
}

asio::awaitable<void> CronService::stop() {
    impl_->isStopping = true; // what is spawned from now on would not hear of the end
    impl_->waiting.clear();
    impl_->tasks.cancel();
    co_await impl_->tasks.join();
}

std::vector<Json> CronService::list(bool includeDisabled) const {
    std::vector<Json> jobs;
    for (const auto& [id, job] : impl_->jobs) {
        if (includeDisabled || cron::isEnabled(job)) jobs.push_back(job);
    }
    std::ranges::stable_sort(jobs, {}, [](const Json& job) {
        return dueAt(job).value_or(std::numeric_limits<std::int64_t>::max());
    });
    return jobs;
}

bool CronService::isEnabled() const { return impl_->options.isEnabled; }
std::size_t CronService::count() const { return impl_->jobs.size(); }

std::optional<std::int64_t> CronService::nextWakeAtMs() const {
    if (!impl_->options.isEnabled || impl_->byDueTime.empty()) return std::nullopt;
    return impl_->byDueTime.begin()->first;
}

asio::awaitable<Result<Json>> CronService::add(Json request) {
    Result<Json> job = newJob(request, randomUuid(), impl_->clock.nowMs());
    if (!job) co_return job;
    Result<void> stored = co_await impl_->store.cron().put(*job);
    if (!stored) co_return stored.error();
    impl_->keep(*job);
    impl_->emitChange(*job, "added");
    co_return job;
}

asio::awaitable<Result<Json>> CronService::update(std::string jobId, Json patch) {
    const auto found = impl_->jobs.find(jobId);
    if (found == impl_->jobs.end()) co_return Error(Errc::notFound, "unknown cron job id: " + jobId);
    Result<Json> job = patched(found->second, patch, impl_->clock.nowMs());
    if (!job) co_return job;
    Result<void> stored = co_await impl_->store.cron().put(*job);
    if (!stored) co_return stored.error();
    impl_->keep(*job);
    impl_->emitChange(*job, "updated");
    co_return job;
}

asio::awaitable<Result<bool>> CronService::remove(std::string jobId) {
    Result<bool> removed = co_await impl_->store.cron().remove(jobId);
    if (removed && *removed) {
        impl_->forget(jobId);
        impl_->emit(Json{{"jobId", jobId}, {"action", "removed"}});
    }
    co_return removed;
}

asio::awaitable<Result<bool>> CronService::runNow(std::string jobId, bool force) {
    const auto found = impl_->jobs.find(jobId);
    if (found == impl_->jobs.end()) co_return Error(Errc::notFound, "unknown cron job id: " + jobId);
    const std::int64_t now = impl_->clock.nowMs();
    const auto due = dueAt(found->second);
    const bool isDue = due && *due <= now;
    if ((!isDue && !force) || impl_->busy.contains(jobId)) co_return false;
    impl_->busy.insert(jobId);
    ++impl_->runningCount;
    const std::int64_t dueAtMs = isDue ? *due : now;
    Result<void> ran = co_await impl_->runOnce(jobId, dueAtMs);
    if (!ran) co_return ran.error();
    co_return true;
}

void CronService::Impl::keep(Json job) {
    const std::string id = stringOr(job, "id");
    forget(id);
    if (const auto due = dueAt(job)) byDueTime.emplace(*due, id);
    jobs.insert_or_assign(id, std::move(job));
    touch();
}

void CronService::Impl::forget(const std::string& jobId) {
    const auto found = jobs.find(jobId);
    if (found == jobs.end()) return;
    if (const auto due = dueAt(found->second)) byDueTime.erase({*due, jobId});
    jobs.erase(found);
}

void CronService::Impl::emit(Json event) const {
    if (callback) callback(event);
}

void CronService::Impl::emitChange(const Json& job, const char* action) const {
    Json event{{"jobId", stringOr(job, "id")}, {"action", action}};
    if (const auto due = dueAt(job)) event["nextRunAtMs"] = *due;
    emit(std::move(event));
}

std::vector<std::string> CronService::Impl::takeDue() {
    const std::int64_t now = clock.nowMs();
    std::vector<std::string> due;
    for (const auto& [at, id] : byDueTime) {
        if (at > now) break;
        if (busy.insert(id).second) due.push_back(id);
    }
    return due;
}

void CronService::Impl::startWaiting() {
    while (!waiting.empty() && runningCount < options.maxConcurrentRuns) {
        ++runningCount;
        tasks.spawn("cron.job", runDue(std::move(waiting.front())));
        waiting.pop_front();
    }
}

void CronService::Impl::touch() {
    ++version;
    changed.notify();
}

asio::awaitable<void> CronService::Impl::waitForChange(std::uint64_t seen) {
    if (version == seen) co_await changed.wait();
}

asio::awaitable<void> CronService::Impl::sleepUntilDue(std::uint64_t seen) {
    using namespace asio::experimental::awaitable_operators;
    auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(maxSleep);
    const std::int64_t now = clock.nowMs();
    for (const auto& [at, id] : byDueTime) {
        if (busy.contains(id)) continue;
        wait = std::min(wait, std::chrono::milliseconds(std::max<std::int64_t>(0, at - now)));
        break;
    }
    // Without jobs nothing needs to wake up at all.
    if (byDueTime.empty() || !options.isEnabled)
        co_await waitForChange(seen);
    else
        co_await (waitForChange(seen) || clock.sleepUntil(clock.steadyNow() + wait));
}

asio::awaitable<void> CronService::Impl::runDue(std::string jobId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto found = jobs.find(jobId);
    const auto due = found == jobs.end() ? std::nullopt : dueAt(found->second);
    if (!due) {
        busy.erase(jobId);
        --runningCount;
        touch();
        co_return;
    }
    const Result<void> ran = co_await runOnce(jobId, *due);
    if (!ran) log::error("cron", "job {}: {}", jobId, ran.error().message);
}

/// Begins the run for a due time and carries it out. Gives the job's place back in every case.
asio::awaitable<Result<void>> CronService::Impl::runOnce(std::string jobId, std::int64_t dueAtMs) {
    const std::int64_t startedAtMs = clock.nowMs();
    store::CronStart start;
    start.jobId = jobId;
    start.runId = runIdOf(jobId, dueAtMs);
    start.dueAtMs = dueAtMs;
    start.startedAtMs = startedAtMs;
    Result<Json> job = begun(jobs.at(jobId), startedAtMs);
    Result<void> result;
    if (!job) {
        result = job.error();
    } else {
        start.job = *job;
        JobRun run{*job, start.runId, dueAtMs};
        crashPoint("cron.before-begin");
        result = co_await store.cron().begin(std::move(start));
        crashPoint("cron.begun");
        const bool isKnown = !result && result.error().is(Errc::conflict);
        if (result || isKnown) keep(*job);
        if (result) {
            emit(Json{{"jobId", jobId}, {"action", "started"}, {"runAtMs", startedAtMs}});
            co_await carryOut(std::move(run), startedAtMs);
            co_return Result<void>();
        }
        if (isKnown) result = Result<void>();
    }
    // Whoever waits for a place gets it at once; the job itself is not tried again before the pause is over.
    --runningCount;
    if (result || isStopping)
        busy.erase(jobId);
    else
        tasks.spawn("cron.pause", freeLater(jobId));
    touch();
    co_return result;
}

asio::awaitable<void> CronService::Impl::freeLater(std::string jobId) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await clock.sleepUntil(clock.steadyNow() + storeRetry);
    busy.erase(jobId);
    touch();
}

asio::awaitable<void> CronService::Impl::takeUp(store::CronRun run) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto found = jobs.find(run.jobId);
    if (found == jobs.end()) {
        // The job is gone; its run would be looked at with each start.
        const std::string jobId = run.jobId;
        const Result<bool> removed = co_await store.cron().remove(std::move(run.jobId));
        if (!removed) log::warn("cron", "the runs of removed job {}: {}", jobId, removed.error().message);
        busy.erase(jobId);
        --runningCount;
        touch();
        co_return;
    }
    log::info("cron", "taking up the run of job {} that was interrupted", run.jobId);
    JobRun again{found->second, run.runId, run.dueAtMs};
    co_await carryOut(std::move(again), run.startedAtMs);
}

asio::awaitable<void> CronService::Impl::carryOut(JobRun run, std::int64_t startedAtMs) {
    const std::string jobId = stringOr(run.job, "id");
    const std::string runId = run.runId;
    store::CronRun record;
    record.jobId = jobId;
    record.runId = runId;
    record.dueAtMs = run.dueAtMs;
    record.startedAtMs = startedAtMs;
    JobOutcome outcome = co_await runner.run(std::move(run));
    const bool cancelled = co_await isCancelled();
    const auto found = jobs.find(jobId);
    if (!cancelled && found != jobs.end()) {
        const std::int64_t now = clock.nowMs();
        Json job = ended(found->second, outcome, startedAtMs, now);
        record.entry = historyEntry(job.is_null() ? found->second : job, outcome, startedAtMs, now);
        record.events = std::move(outcome.events);
        const Json event = record.entry;
        const Json before = found->second;
        crashPoint("cron.before-finish");
        const Result<void> stored = co_await store.cron().finish(std::move(record), job);
        if (!stored)
            log::error("cron", "the end of job {} could not be stored: {}", jobId, stored.error().message);
        const bool wasRemoved = !jobs.contains(jobId);
        if (job.is_null())
            forget(jobId);
        else if (!wasRemoved)
            keep(std::move(job));
        if (stored) runner.onRecorded(before);
        emit(event);
    }
    busy.erase(jobId);
    --runningCount;
    touch();
}

}
