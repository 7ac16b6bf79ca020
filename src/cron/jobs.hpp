#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/cron/CronService.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// What happens to a job as time passes. Pure: job JSON in, job JSON out.
namespace openclaw::cron {

bool isEnabled(const Json& job);
/// state.nextRunAtMs of an enabled job.
std::optional<std::int64_t> dueAt(const Json& job);
/// Computes state.nextRunAtMs seen from `nowMs`; removed when the job is disabled or never due again.
/// Errc::invalidInput for a schedule that makes no sense.
Result<Json> scheduled(Json job, std::int64_t nowMs);
/// The job as it is while it runs.
Result<Json> begun(Json job, std::int64_t startedAtMs);
/// The job after a run; null when it removes itself. A one-shot job is done once it succeeded; after a
/// failure it is tried again a minute later.
Json ended(Json job, const JobOutcome& outcome, std::int64_t startedAtMs, std::int64_t nowMs);
/// What cron.runs shows of it, which is also the `cron` event.
Json historyEntry(const Json& job, const JobOutcome& outcome, std::int64_t startedAtMs, std::int64_t nowMs);
/// A job from a cron.add request, with id, times and defaults. Errc::invalidInput.
Result<Json> newJob(const Json& request, const std::string& id, std::int64_t nowMs);
/// The job with a cron.update patch applied. Errc::invalidInput.
Result<Json> patched(Json job, const Json& patch, std::int64_t nowMs);

}
