// cron.*, wake, last-heartbeat, set-heartbeats: work at set times.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::gateway {

namespace {

using protocol::optional;
using protocol::required;
using protocol::Schema;

constexpr std::size_t defaultRunCount = 200;

/// Clients see the reference's error shape: UNAVAILABLE with the reason.
Answer jobError(const Error& error) {
    return Answer(protocol::RpcError("UNAVAILABLE", "Error: " + error.message));
}

std::string jobIdOf(const Json& params) { return stringOr(params, "id", stringOr(params, "jobId")); }

std::optional<Answer> listNow(Services& services, const Call& call) {
    const bool all = findBool(call.params, "includeDisabled").value_or(false);
    return Answer(Json{{"jobs", services.cron.list(all)}});
}

std::optional<Answer> statusNow(Services& services, const Call&) {
    Json status{{"enabled", services.cron.isEnabled()},
                {"storePath", (services.stateDirectory / "openclaw.sqlite").string()},
                {"jobs", services.cron.count()},
                {"nextWakeAtMs", nullptr}};
    if (const auto next = services.cron.nextWakeAtMs()) status["nextWakeAtMs"] = *next;
    return Answer(status);
}

asio::awaitable<Answer> addLater(Services& services, Call call) {
    Result<Json> job = co_await services.cron.add(std::move(call.params));
    if (!job) co_return jobError(job.error());
    co_return Answer(*job);
}

asio::awaitable<Answer> updateLater(Services& services, Call call) {
    std::string id = jobIdOf(call.params);
    const Json* patch = findMember(call.params, "patch");
    if (id.empty() || !patch)
        co_return invalidRequest("invalid cron.update params: id and patch are required");
    Json changes = *patch;
    Result<Json> job = co_await services.cron.update(std::move(id), std::move(changes));
    if (!job) co_return jobError(job.error());
    co_return Answer(*job);
}

asio::awaitable<Answer> removeLater(Services& services, Call call) {
    std::string id = jobIdOf(call.params);
    if (id.empty()) co_return invalidRequest("invalid cron.remove params: missing id");
    Result<bool> removed = co_await services.cron.remove(std::move(id));
    if (!removed) co_return jobError(removed.error());
    co_return Answer(Json{{"ok", true}, {"removed", *removed}});
}

asio::awaitable<Answer> runLater(Services& services, Call call) {
    std::string id = jobIdOf(call.params);
    if (id.empty()) co_return invalidRequest("invalid cron.run params: missing id");
    const bool force = stringOr(call.params, "mode") == "force";
    Result<bool> ran = co_await services.cron.runNow(std::move(id), force);
    if (!ran) co_return jobError(ran.error());
    Json answer{{"ok", true}, {"ran", *ran}};
    if (!*ran) answer["reason"] = "not-due";
    co_return Answer(answer);
}

asio::awaitable<Answer> runsLater(Services& services, Call call) {
    std::string id = jobIdOf(call.params);
    if (id.empty()) co_return invalidRequest("invalid cron.runs params: missing id");
    const auto limit = findInteger(call.params, "limit");
    const std::size_t count = limit ? static_cast<std::size_t>(*limit) : defaultRunCount;
    Result<std::vector<store::CronRun>> runs = co_await services.store.cron().runs(std::move(id), count);
    if (!runs) co_return jobError(runs.error());
    Json entries = Json::array();
    for (const store::CronRun& run : *runs)
        entries.push_back(run.entry);
    co_return Answer(Json{{"entries", std::move(entries)}});
}

asio::awaitable<Answer> wakeLater(Services& services, Call call) {
    std::string text(trimAscii(stringOr(call.params, "text")));
    if (text.empty()) co_return Answer(Json{{"ok", false}});
    const bool isNow = stringOr(call.params, "mode") == "now";
    const Result<void> told = co_await services.automation.tell("", std::move(text), isNow);
    if (!told) co_return jobError(told.error());
    co_return Answer(Json{{"ok", true}});
}

std::optional<Answer> lastHeartbeatNow(Services& services, const Call&) {
    return Answer(services.automation.heartbeats().last());
}

std::optional<Answer> setHeartbeatsNow(Services& services, const Call& call) {
    const auto enabled = findBool(call.params, "enabled");
    if (!enabled) return invalidRequest("invalid set-heartbeats params: enabled (boolean) required");
    services.automation.heartbeats().setEnabled(*enabled);
    return Answer(Json{{"ok", true}, {"enabled", *enabled}});
}

}

std::vector<Method> cronMethods() {
    const Schema text = Schema::string(1);
    const Schema job = Schema::any(); // read leniently, checked by the service
    return {
        {.name = "cron.list",
         .scope = Scope::read,
         .params = Schema::object({optional("includeDisabled", Schema::boolean())}),
         .now = listNow},
        {.name = "cron.status", .scope = Scope::read, .params = Schema::object({}), .now = statusNow},
        {.name = "cron.add", .scope = Scope::admin, .params = job, .later = addLater},
        {.name = "cron.update", .scope = Scope::admin, .params = job, .later = updateLater},
        {.name = "cron.remove",
         .scope = Scope::admin,
         .params = Schema::object({optional("id", text), optional("jobId", text)}),
         .later = removeLater},
        {.name = "cron.run",
         .scope = Scope::admin,
         .params = Schema::object({optional("id", text), optional("jobId", text),
                                   optional("mode", Schema::oneOf({"due", "force"}))}),
         .later = runLater},
        {.name = "cron.runs",
         .scope = Scope::read,
         .params = Schema::object(
             {optional("id", text), optional("jobId", text), optional("limit", Schema::integer(1, 5000))}),
         .later = runsLater},
        {.name = "wake",
         .scope = Scope::write,
         .params = Schema::object(
             {required("mode", Schema::oneOf({"now", "next-heartbeat"})), required("text", text)}),
         .later = wakeLater},
        {.name = "last-heartbeat", .scope = Scope::read, .params = Schema::any(), .now = lastHeartbeatNow},
        {.name = "set-heartbeats", .scope = Scope::admin, .params = Schema::any(), .now = setHeartbeatsNow},
    };
}

}
