#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/store/Store.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Scheduled work: jobs (spec agent-run.md §6, gateway-methods.md §7) and heartbeats.
namespace openclaw::cron {

/// What is to be done for a job that is due.
struct JobRun {
    Json job;
    /// The same for every attempt at this due time, also after a restart.
    std::string runId;
    std::int64_t dueAtMs = 0;
};

struct JobOutcome {
    std::string status = "ok"; // ok, error or skipped
    std::string error;
    std::string summary;
    /// What agents are told of it, stored with the end of the run.
    std::vector<store::SystemEvent> events;
};

/// Carries out jobs. Must recognise a runId it has seen: after a crash the same run is asked for again.
class JobRunner {
public:
    virtual ~JobRunner() = default;
    /// Cancellation: terminal; the run is then asked for again at the next start.
    virtual asio::awaitable<JobOutcome> run(JobRun run) = 0;
    /// The outcome is on disk.
    virtual void onRecorded(const Json& job) = 0;
};

struct CronOptions {
    bool isEnabled = true;
    std::size_t maxConcurrentRuns = 1;
};

/// Runs jobs when they are due. Each due time is begun once, whatever happens: its start is stored together
/// with the job's next due time. What came due while the gateway was down runs once, late; what a crash
/// interrupted is taken up again under the same run id.
class CronService {
public:
    CronService(asio::any_io_executor executor, Clock& clock, store::Store& store, JobRunner& runner);
    ~CronService();

    /// Told of every change as the payload of a `cron` event.
    void onEvent(std::function<void(const Json&)> callback);
    /// Reads the jobs and takes up interrupted runs. Call once, before run().
    asio::awaitable<Result<void>> start(CronOptions options);
    /// New options of a changed configuration.
    void configure(CronOptions options);
    /// Starts what is due until cancelled (terminal).
    asio::awaitable<void> run();
    /// Ends running jobs (they are taken up at the next start) and waits for them.
    asio::awaitable<void> stop();

    /// {jobs} sorted by the next due time; disabled ones only when asked for.
    std::vector<Json> list(bool includeDisabled) const;
    bool isEnabled() const;
    std::size_t count() const;
    std::optional<std::int64_t> nextWakeAtMs() const;

    /// The stored job. Errc::invalidInput says what is wrong with the request.
    asio::awaitable<Result<Json>> add(Json request);
    /// Errc::notFound "unknown cron job id: x".
    asio::awaitable<Result<Json>> update(std::string jobId, Json patch);
    asio::awaitable<Result<bool>> remove(std::string jobId);
    /// Runs a job now and waits for it; false when it is not due and `force` is not set. Errc::notFound.
    asio::awaitable<Result<bool>> runNow(std::string jobId, bool force);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Why a job cannot be stored; nullopt when it can.
std::optional<std::string> problemOf(const Json& job);

}
