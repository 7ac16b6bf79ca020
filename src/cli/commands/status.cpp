// status: what the files say, and what a short conversation with the gateway adds. Succeeds when nothing runs.
#include "cli/GatewayProbe.hpp"
#include "cli/commandTree.hpp"
#include "cli/commands/health.hpp"
#include "cli/sessionRows.hpp"
#include "cli/tables.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/clock.hpp"

#include <fmt/format.h>

#include <sys/utsname.h>

namespace openclaw::cli {

namespace {

constexpr std::size_t recentSessions = 10;
constexpr std::size_t allSessions = 1'000'000;

Json osJson() {
    utsname system{};
    ::uname(&system);
    return Json{{"platform", "linux"},
                {"arch", system.machine},
                {"release", system.release},
                {"label", fmt::format("{} {} ({})", system.sysname, system.release, system.machine)}};
}

std::vector<std::string> channelSummary(Context& context) {
    std::vector<std::string> lines;
    for (const auto& account : context.config().telegramAccounts()) {
        const bool hasToken = !account.botToken.empty() || !account.tokenFile.empty();
        lines.push_back(fmt::format("Telegram {}: {}{}", account.id, hasToken ? "configured" : "not configured",
                                    account.enabled ? "" : ", disabled"));
    }
    return lines;
}

Json recentSessionJson(const store::SessionRow& row, const std::string& model, std::int64_t now) {
    const std::int64_t total = findInteger(row.entry, "totalTokens").value_or(0);
    const std::int64_t window = findInteger(row.entry, "contextTokens").value_or(defaultContextTokens);
    Json item = {{"agentId", row.agentId},
                 {"key", row.sessionKey},
                 {"kind", row.kind},
                 {"sessionId", row.sessionId},
                 {"updatedAt", row.updatedAtMs},
                 {"age", now - row.updatedAtMs},
                 {"totalTokens", total},
                 {"remainingTokens", std::max<std::int64_t>(0, window - total)},
                 {"percentUsed", window > 0 ? total * 100 / window : 0},
                 {"model", modelOf(row, model)},
                 {"contextTokens", window},
                 {"flags", Json::array()}};
    for (const char* key : {"thinkingLevel", "verboseLevel", "reasoningLevel", "elevatedLevel", "systemSent",
                            "abortedLastRun", "inputTokens", "outputTokens"}) {
        if (const Json* value = findMember(row.entry, key); value && !value->is_null())
            item[key] = *value;
    }
    return item;
}

Json sessionsJson(const StoredSessions& sessions, const std::string& agentId, const std::string& model, std::int64_t now) {
    Json recent = Json::array();
    std::size_t count = 0;
    for (const store::SessionRow& row : sessions.rows) {
        if (!agentId.empty() && row.agentId != agentId)
            continue;
        if (++count <= recentSessions)
            recent.push_back(recentSessionJson(row, model, now));
    }
    return Json{{"count", count}, {"recent", std::move(recent)}};
}

Json agentsJson(Context& context, const StoredSessions& sessions, std::int64_t now) {
    Json list = Json::array();
    for (const auto& agent : context.config().agents()) {
        std::size_t count = 0;
        std::int64_t last = 0;
        for (const auto& row : sessions.rows) {
            if (row.agentId == agent.id) {
                ++count;
                last = std::max(last, row.updatedAtMs);
            }
        }
        list.push_back({{"id", agent.id},
                        {"workspaceDir", agent.workspace.string()},
                        {"sessionsPath", sessions.path},
                        {"sessionsCount", count},
                        {"lastUpdatedAt", last > 0 ? Json(last) : Json(nullptr)},
                        {"lastActiveAgeMs", last > 0 ? Json(now - last) : Json(nullptr)}});
    }
    return Json{{"defaultId", context.config().defaultAgent().id}, {"agents", std::move(list)}, {"totalSessions", sessions.rows.size()}};
}

Json gatewayJson(Context& context, const GatewayProbe& probe) {
    const Json* server = findMember(probe.hello, "server");
    const std::string& mode = context.config().gateway().mode;
    return Json{{"mode", mode == "remote" ? "remote" : "local"},
                {"url", probe.target.url},
                {"urlSource", probe.target.source},
                {"misconfigured", mode == "remote" && context.config().gateway().remoteUrl.empty()},
                {"reachable", probe.isReachable},
                {"connectLatencyMs", probe.isReachable ? Json(probe.latencyMs) : Json(nullptr)},
                {"self", server ? Json{{"host", stringOr(*server, "host")}, {"version", stringOr(*server, "version")}} : Json(nullptr)},
                {"error", probe.error.empty() ? Json(nullptr) : Json(probe.error)}};
}

Json statusJson(Context& context, const GatewayProbe& probe, const StoredSessions& sessions, std::int64_t now) {
    const std::string model = defaultModel(context);
    Json overview = sessionsJson(sessions, "", model, now);
    overview["paths"] = Json::array({sessions.path});
    overview["defaults"] = {{"model", model}, {"contextTokens", defaultContextTokens}};
    overview["byAgent"] = Json::array();
    for (const auto& agent : context.config().agents()) {
        Json part = sessionsJson(sessions, agent.id, model, now);
        part["agentId"] = agent.id;
        part["path"] = sessions.path;
        overview["byAgent"].push_back(std::move(part));
    }
    Json status = {{"channelSummary", channelSummary(context)},
                   {"queuedSystemEvents", Json::array()},
                   {"sessions", std::move(overview)},
                   {"os", osJson()},
                   {"gateway", gatewayJson(context, probe)},
                   {"agents", agentsJson(context, sessions, now)}};
    if (probe.health.is_object())
        status["health"] = probe.health;
    return status;
}

void printStatus(Context& context, const GatewayProbe& probe, const StoredSessions& sessions, std::int64_t now) {
    const config::Config& config = context.config();
    const std::string reach = probe.isReachable ? fmt::format("reachable {}ms", probe.latencyMs) : "unreachable (" + probe.error + ")";
    std::vector<TableRow> overview = {
        {"Dashboard", config.gateway().controlUiEnabled ? localUrl(config.gateway()) : "disabled"},
        {"OS", stringOr(osJson(), "label")},
        {"Config", context.shortPath(context.snapshot().path) +
                       (!context.snapshot().exists ? " (missing)" : context.snapshot().valid ? "" : " (invalid)")},
        {"Gateway", fmt::format("{} · {} · {}", config.gateway().mode.empty() ? "unset" : config.gateway().mode, probe.target.url, reach)},
        {"Agents", fmt::format("{} · default {}", config.agents().size(), config.defaultAgent().id)},
        {"Model", defaultModel(context)},
        {"Sessions", fmt::format("{} · {}", sessions.rows.size(), context.shortPath(sessions.path))}};
    context.print("OpenClaw status\n\nOverview");
    context.print(renderTable({"Item", "Value"}, overview, 90));
    std::vector<TableRow> channels;
    for (const auto& account : config.telegramAccounts())
        channels.push_back({"Telegram " + account.id, account.enabled ? "ON" : "OFF",
                            account.botToken.empty() && account.tokenFile.empty() ? "SETUP" : "OK"});
    if (!channels.empty())
        context.print("\nChannels\n" + renderTable({"Channel", "Enabled", "State"}, channels));
    std::vector<TableRow> recent;
    for (const auto& row : sessions.rows) {
        if (recent.size() == recentSessions)
            break;
        recent.push_back({row.sessionKey, row.kind, formatAge(now - row.updatedAtMs), modelOf(row, defaultModel(context)),
                          formatTokens(static_cast<double>(findInteger(row.entry, "totalTokens").value_or(0)))});
    }
    if (!recent.empty())
        context.print("\nSessions\n" + renderTable({"Key", "Kind", "Age", "Model", "Tokens"}, recent));
    if (probe.health.is_object()) {
        context.print("\nHealth");
        for (const std::string& line : channelHealthLines(probe.health))
            context.print(line);
    }
    context.print("\nNext: " + context.commandHint(probe.isReachable ? "logs --follow" : "gateway run"));
}

int showStatus(Context& context, const Arguments& arguments) {
    const Result<std::int64_t> timeout = arguments.positive("timeout", 10'000);
    if (!timeout)
        return context.fail(timeout.error().message);
    const std::int64_t now = SystemClock().nowMs();
    const GatewayProbe probe = probeGateway(context, arguments, arguments.has("deep"), std::chrono::milliseconds(*timeout));
    store::SessionQuery query;
    query.limit = allSessions;
    const Result<StoredSessions> sessions = readSessions(context, std::move(query));
    if (!sessions)
        return context.fail("[openclaw] Failed to start CLI: Error: " + sessions.error().message);
    if (arguments.has("json"))
        context.printJson(statusJson(context, probe, *sessions, now));
    else
        printStatus(context, probe, *sessions, now);
    return 0;
}

}

Command statusCommand() {
    Command command;
    command.name = "status";
    command.summary = "Overview of gateway, channels and sessions";
    command.options = {{0, "json", "", "Print JSON", false, false},
                       {0, "deep", "", "Ask the gateway for its health too", false, false},
                       {0, "timeout", "ms", "Request timeout in milliseconds (default 10000)", false, false},
                       {0, "all", "", "", false, true},
                       {0, "usage", "", "", false, true},
                       {0, "verbose", "", "", false, true},
                       {0, "debug", "", "", false, true}};
    command.action = showStatus;
    command.guard = ConfigGuard::tolerate;
    command.ignoresUnknownOptions = true;
    return command;
}

}
