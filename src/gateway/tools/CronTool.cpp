// The cron tool: an agent's own jobs, through the one cron service.
#include "gateway/tools/Tools.hpp"
#include "gateway/tools/access.hpp"

#include "gateway/sessionKeys.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::gateway {

namespace {

constexpr std::size_t shownRuns = 20;
constexpr std::size_t maxWakeBytes = 4000;

std::string agentOfJob(const Json& job, const dispatch::Settings& settings) {
    const std::string id = stringOr(job, "agentId");
    return id.empty() ? settings.defaultAgentId : routing::normalizeAgentId(id);
}

std::string jobIdOf(const Json& arguments) { return stringOr(arguments, "id", stringOr(arguments, "jobId")); }

}

Result<Json> Tools::ownJob(const agent::ToolCaller& caller, const std::string& jobId) const {
    const auto settings = services_.settings();
    for (const Json& job : services_.cron.list(true)) {
        if (stringOr(job, "id") == jobId && agentOfJob(job, *settings) == caller.agentId) return job;
    }
    return Error(Errc::notFound, "you have no job with the id " + std::string(utf8Prefix(jobId, 100)));
}

asio::awaitable<Result<Json>> Tools::cronTool(agent::ToolCaller caller, Json arguments) {
    const std::string action = stringOr(arguments, "action");
    const auto settings = services_.settings();
    if (action == "status") {
        Json status = {{"enabled", services_.cron.isEnabled()},
                       {"jobs", services_.cron.count()},
                       {"nextWakeAtMs", nullptr}};
        if (const auto next = services_.cron.nextWakeAtMs()) status["nextWakeAtMs"] = *next;
        co_return agent::toolValue(std::move(status));
    }
    if (action == "list") {
        Json jobs = Json::array();
        for (Json& job : services_.cron.list(findBool(arguments, "includeDisabled").value_or(false))) {
            if (agentOfJob(job, *settings) == caller.agentId) jobs.push_back(std::move(job));
        }
        co_return agent::toolValue(Json{{"jobs", std::move(jobs)}});
    }
    if (action == "wake") {
        std::string text(trimAscii(stringOr(arguments, "text")));
        if (text.empty() || text.size() > maxWakeBytes)
            co_return Error(Errc::invalidInput, "wake needs a text");
        const bool isNow = stringOr(arguments, "mode") == "now";
        const Result<void> told = co_await services_.tell(caller.agentId, std::move(text), isNow);
        if (!told) co_return told.error();
        co_return agent::toolText("ok");
    }
    Result<Json> changed = co_await changeJob(std::move(caller), action, std::move(arguments));
    co_return changed;
}

asio::awaitable<Result<Json>> Tools::changeJob(agent::ToolCaller caller, std::string action, Json arguments) {
    if (action == "add") {
        const Json* job = findMember(arguments, "job");
        if (!job || !job->is_object()) co_return Error(Errc::invalidInput, "add needs a job");
        Json wanted = *job;
        const std::string agentId = stringOr(wanted, "agentId", caller.agentId);
        if (routing::normalizeAgentId(agentId) != caller.agentId)
            co_return Error(Errc::unauthorized, "jobs can be made for your own agent only");
        wanted["agentId"] = caller.agentId;
        Result<Json> added = co_await services_.cron.add(std::move(wanted));
        if (!added) co_return added.error();
        co_return agent::toolValue(std::move(*added));
    }
    std::string id = jobIdOf(arguments);
    const Result<Json> job = ownJob(caller, id);
    if (!job) co_return job.error();
    if (action == "update") {
        const Json* patch = findMember(arguments, "patch");
        if (!patch || !patch->is_object()) co_return Error(Errc::invalidInput, "update needs a patch");
        if (findMember(*patch, "agentId"))
            co_return Error(Errc::unauthorized, "a job cannot be given to another agent");
        Json changes = *patch;
        Result<Json> updated = co_await services_.cron.update(std::move(id), std::move(changes));
        if (!updated) co_return updated.error();
        co_return agent::toolValue(std::move(*updated));
    }
    if (action == "remove") {
        const Result<bool> removed = co_await services_.cron.remove(std::move(id));
        if (!removed) co_return removed.error();
        co_return agent::toolValue(Json{{"removed", *removed}});
    }
    if (action == "run") {
        // On the side: a job of this very conversation waits until the turn that asks for it is over.
        tasks_.spawn("tools.cron", runJob(std::move(id)));
        co_return agent::toolText("started");
    }
    if (action == "runs") {
        const Result<std::vector<store::CronRun>> runs =
            co_await services_.store.cron().runs(std::move(id), shownRuns);
        if (!runs) co_return runs.error();
        Json entries = Json::array();
        for (const store::CronRun& run : *runs)
            entries.push_back(run.entry);
        co_return agent::toolValue(Json{{"entries", std::move(entries)}});
    }
    co_return Error(Errc::invalidInput, "there is no action " + std::string(utf8Prefix(action, 40)));
}

asio::awaitable<void> Tools::runJob(std::string jobId) {
    const Result<bool> ran = co_await services_.cron.runNow(std::move(jobId), true);
    if (!ran) log::warn("tools", "a job that an agent started: {}", ran.error().message);
}

}
