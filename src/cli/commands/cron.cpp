// cron …: scheduled jobs of the running gateway.
#include "cli/commandTree.hpp"
#include "cli/gatewayCalls.hpp"
#include "cli/tables.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/schedule/times.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

/// Exactly one of --at, --every and --cron as a schedule; nullopt when none was given.
Result<std::optional<Json>> scheduleFrom(const Arguments& arguments) {
    int given = 0;
    for (const char* option : {"at", "every", "cron"})
        given += arguments.has(option) ? 1 : 0;
    if (given == 0) return std::optional<Json>();
    if (given > 1) return Error(Errc::invalidInput, "Choose exactly one schedule: --at, --every, or --cron.");
    if (arguments.has("every")) {
        const auto every =
            schedule::parseDuration(arguments.text("every"), schedule::DurationUnit::milliseconds);
        if (!every || *every < 1) return Error(Errc::invalidInput, "Invalid --every; use e.g. 10m, 1h, 1d");
        return std::optional<Json>(Json{{"kind", "every"}, {"everyMs", *every}});
    }
    if (arguments.has("cron")) {
        Json made{{"kind", "cron"}, {"expr", arguments.text("cron")}};
        if (!arguments.text("tz").empty()) made["tz"] = arguments.text("tz");
        return std::optional<Json>(std::move(made));
    }
    const std::string at = arguments.text("at");
    const auto offset = schedule::parseDuration(at, schedule::DurationUnit::milliseconds);
    const bool isOffset = offset && !at.empty() && at.find_first_not_of("0123456789") != std::string::npos;
    const auto moment =
        isOffset ? std::optional<std::int64_t>(SystemClock().nowMs() + *offset) : schedule::parseMoment(at);
    if (!moment) return Error(Errc::invalidInput, "Invalid --at; use an ISO time or a duration like 20m");
    return std::optional<Json>(Json{{"kind", "at"}, {"atMs", *moment}});
}

/// The payload that --system-event or --message and the options of a turn describe; nullopt when none was
/// given.
Result<std::optional<Json>> payloadFrom(const Arguments& arguments) {
    const bool isEvent = arguments.has("system-event");
    const bool isTurn = arguments.has("message");
    if (isEvent && isTurn)
        return Error(Errc::invalidInput, "Choose exactly one payload: --system-event or --message.");
    if (isEvent)
        return std::optional<Json>(Json{{"kind", "systemEvent"}, {"text", arguments.text("system-event")}});
    Json turn = Json::object();
    if (isTurn) turn["message"] = arguments.text("message");
    for (const char* option : {"model", "thinking", "to"}) {
        if (arguments.has(option)) turn[option] = arguments.text(option);
    }
    if (arguments.has("channel")) turn["channel"] = arguments.text("channel");
    if (arguments.has("timeout-seconds")) {
        const Result<std::int64_t> seconds = arguments.positive("timeout-seconds", 0);
        if (!seconds) return seconds.error();
        turn["timeoutSeconds"] = *seconds;
    }
    if (arguments.has("deliver") || arguments.has("no-deliver")) turn["deliver"] = arguments.has("deliver");
    if (arguments.has("best-effort-deliver") || arguments.has("no-best-effort-deliver"))
        turn["bestEffortDeliver"] = arguments.has("best-effort-deliver");
    if (turn.empty()) return std::optional<Json>();
    turn["kind"] = "agentTurn";
    return std::optional<Json>(std::move(turn));
}

void copyText(const Arguments& arguments, const char* option, Json& target, const char* member) {
    if (arguments.has(option)) target[member] = arguments.text(option);
}

int status(Context& context, const Arguments& arguments) {
    return printAnswer(context, ask(context, arguments, "cron.status", Json::object()));
}

std::string describeSchedule(const Json& schedule) {
    const std::string kind = stringOr(schedule, "kind");
    if (kind == "at") return "at " + formatIsoTime(findInteger(schedule, "atMs").value_or(0));
    if (kind == "every") return fmt::format("every {}s", findInteger(schedule, "everyMs").value_or(0) / 1000);
    const std::string zone = stringOr(schedule, "tz");
    return "cron " + stringOr(schedule, "expr") + (zone.empty() ? "" : " @ " + zone);
}

std::string timeCell(const Json& state, const char* member) {
    const auto at = findInteger(state, member);
    return at ? formatIsoTime(*at) : "-";
}

int list(Context& context, const Arguments& arguments) {
    const auto answer = ask(context, arguments, "cron.list", Json{{"includeDisabled", arguments.has("all")}});
    if (!answer) return 1;
    if (arguments.has("json")) {
        context.printJson(*answer);
        return 0;
    }
    std::vector<TableRow> rows;
    for (const Json& job : answer->at("jobs")) {
        const Json state = job.value("state", Json::object());
        const std::string shown =
            findBool(job, "enabled").value_or(true) ? stringOr(state, "lastStatus", "idle") : "disabled";
        rows.push_back({stringOr(job, "id"), stringOr(job, "name"),
                        describeSchedule(job.value("schedule", Json::object())),
                        timeCell(state, "nextRunAtMs"), timeCell(state, "lastRunAtMs"),
                        state.contains("runningAtMs") ? "running" : shown, stringOr(job, "sessionTarget"),
                        stringOr(job, "agentId", "default")});
    }
    if (rows.empty())
        context.print("No cron jobs.");
    else
        context.print(
            renderTable({"ID", "Name", "Schedule", "Next", "Last", "Status", "Target", "Agent"}, rows));
    return 0;
}

int add(Context& context, const Arguments& arguments) {
    const Result<std::optional<Json>> schedule = scheduleFrom(arguments);
    if (!schedule) return context.fail("Error: " + schedule.error().message);
    if (!*schedule) return context.fail("Error: Choose exactly one schedule: --at, --every, or --cron.");
    const Result<std::optional<Json>> payload = payloadFrom(arguments);
    if (!payload) return context.fail("Error: " + payload.error().message);
    const std::string session = arguments.text("session", "main");
    if (session == "main" && !arguments.has("system-event"))
        return context.fail("Error: Main jobs require --system-event (systemEvent).");
    if (session == "isolated" && !arguments.has("message"))
        return context.fail("Error: Isolated jobs require --message (agentTurn).");
    Json job{{"name", arguments.text("name")},
             {"enabled", !arguments.has("disabled")},
             {"schedule", **schedule},
             {"sessionTarget", session},
             {"wakeMode", arguments.text("wake", "next-heartbeat")},
             {"payload", **payload}};
    copyText(arguments, "description", job, "description");
    copyText(arguments, "agent", job, "agentId");
    if (arguments.has("delete-after-run")) job["deleteAfterRun"] = true;
    if (session == "isolated") {
        job["isolation"] = Json{{"postToMainPrefix", arguments.text("post-prefix", "Cron")},
                                {"postToMainMode", arguments.text("post-mode", "summary")}};
        const Result<std::int64_t> limit = arguments.positive("post-max-chars", 8000);
        if (!limit) return context.fail("Error: " + limit.error().message);
        job["isolation"]["postToMainMaxChars"] = *limit;
    }
    return printAnswer(context, ask(context, arguments, "cron.add", std::move(job)));
}

int edit(Context& context, const Arguments& arguments) {
    const Result<std::optional<Json>> schedule = scheduleFrom(arguments);
    if (!schedule) return context.fail("Error: " + schedule.error().message);
    const Result<std::optional<Json>> payload = payloadFrom(arguments);
    if (!payload) return context.fail("Error: " + payload.error().message);
    Json patch = Json::object();
    for (const auto& [option, member] :
         std::initializer_list<std::pair<const char*, const char*>>{{"name", "name"},
                                                                    {"description", "description"},
                                                                    {"session", "sessionTarget"},
                                                                    {"agent", "agentId"},
                                                                    {"wake", "wakeMode"}})
        copyText(arguments, option, patch, member);
    if (arguments.has("clear-agent")) patch["agentId"] = nullptr;
    if (arguments.has("enable") || arguments.has("disable")) patch["enabled"] = arguments.has("enable");
    if (arguments.has("delete-after-run") || arguments.has("keep-after-run"))
        patch["deleteAfterRun"] = arguments.has("delete-after-run");
    if (*schedule) patch["schedule"] = **schedule;
    if (*payload) patch["payload"] = **payload;
    if (arguments.has("post-prefix"))
        patch["isolation"] = Json{{"postToMainPrefix", arguments.text("post-prefix")}};
    if (patch.empty()) return context.fail("Error: Nothing to change; see --help.");
    return printAnswer(
        context, ask(context, arguments, "cron.update", Json{{"id", arguments.word(0)}, {"patch", patch}}));
}

int setEnabled(Context& context, const Arguments& arguments, bool isEnabled) {
    const Json params{{"id", arguments.word(0)}, {"patch", {{"enabled", isEnabled}}}};
    return printAnswer(context, ask(context, arguments, "cron.update", params));
}
int enable(Context& context, const Arguments& arguments) { return setEnabled(context, arguments, true); }
int disable(Context& context, const Arguments& arguments) { return setEnabled(context, arguments, false); }

int remove(Context& context, const Arguments& arguments) {
    return printAnswer(context, ask(context, arguments, "cron.remove", Json{{"id", arguments.word(0)}}));
}

int runs(Context& context, const Arguments& arguments) {
    const Result<std::int64_t> limit = arguments.positive("limit", 50);
    if (!limit) return context.fail("Error: " + limit.error().message);
    const Json params{{"id", arguments.text("id")}, {"limit", *limit}};
    return printAnswer(context, ask(context, arguments, "cron.runs", params));
}

int run(Context& context, const Arguments& arguments) {
    const Json params{{"id", arguments.word(0)}, {"mode", arguments.has("force") ? "force" : "due"}};
    return printAnswer(context, ask(context, arguments, "cron.run", params));
}

std::vector<Option> jobOptions() {
    return {{0, "description", "text", "What it is for", false, false},
            {0, "agent", "id", "Which agent (default: the default agent)", false, false},
            {0, "session", "target", "main or isolated (default main)", false, false},
            {0, "wake", "mode", "now or next-heartbeat (default next-heartbeat)", false, false},
            {0, "at", "when", "Once: ISO time (UTC without zone) or a duration such as 20m", false, false},
            {0, "every", "duration", "Again and again: 10m, 1h, 1d", false, false},
            {0, "cron", "expr", "Cron expression of five or six fields", false, false},
            {0, "tz", "iana", "Time zone of --cron", false, false},
            {0, "system-event", "text", "A line for the main session", false, false},
            {0, "message", "text", "A turn of its own with this message", false, false},
            {0, "thinking", "level", "Thinking level of the turn", false, false},
            {0, "model", "model", "provider/model of the turn", false, false},
            {0, "timeout-seconds", "n", "How long the turn may take", false, false},
            {0, "deliver", "", "Send the answer to a chat", false, false},
            {0, "channel", "channel", "Where to: last or a channel (default last)", false, false},
            {0, "to", "dest", "Who gets it there", false, false},
            {0, "best-effort-deliver", "", "An answer that cannot be delivered is no failure", false, false},
            {0, "post-prefix", "prefix", "In front of the summary in the main session (default Cron)", false,
             false},
            {0, "delete-after-run", "", "Forget a one-shot job once it succeeded", false, false}};
}

}

Command cronCommand() {
    std::vector<Option> addOptions = jobOptions();
    addOptions.insert(addOptions.begin(), {0, "name", "name", "What it is called", true, false});
    addOptions.push_back({0, "disabled", "", "Do not start it yet", false, false});
    addOptions.push_back({0, "post-mode", "mode", "summary or full (default summary)", false, false});
    addOptions.push_back(
        {0, "post-max-chars", "n", "Limit of --post-mode full (default 8000)", false, false});
    std::vector<Option> editOptions = jobOptions();
    editOptions.insert(editOptions.begin(), {0, "name", "name", "What it is called", false, false});
    for (const auto& [name, help] : std::initializer_list<std::pair<const char*, const char*>>{
             {"enable", "Start it"},
             {"disable", "Stop it"},
             {"keep-after-run", "Keep a one-shot job"},
             {"clear-agent", "Back to the default agent"},
             {"no-deliver", "Send nothing"},
             {"no-best-effort-deliver", "An answer that cannot be delivered is a failure"}})
        editOptions.push_back({0, name, "", help, false, false});
    const std::vector<Positional> id{{"id", true}};
    Command command;
    command.name = "cron";
    command.summary = "Work at set times";
    command.subcommands = {
        callCommand("status", "Whether the scheduler runs and when it wakes next", status, {}),
        callCommand("list", "Jobs and when they are due", list,
                    {{0, "all", "", "Disabled ones too", false, false}}),
        callCommand("add", "Make a job", add, std::move(addOptions)),
        callCommand("edit", "Change a job", edit, std::move(editOptions), id),
        callCommand("enable", "Start a job", enable, {}, id),
        callCommand("disable", "Stop a job", disable, {}, id),
        callCommand("rm", "Forget a job", remove, {}, id),
        callCommand("runs", "How a job went", runs,
                    {{0, "id", "id", "The job", true, false},
                     {0, "limit", "n", "How many (default 50)", false, false}}),
        callCommand("run", "Run a job now", run, {{0, "force", "", "Even when it is not due", false, false}},
                    id),
    };
    return command;
}

}
