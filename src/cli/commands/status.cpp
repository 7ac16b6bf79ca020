// status and gateway status: what the files say, and what a short conversation with the gateway adds. Both succeed
// when nothing runs.
#include "cli/commands/status.hpp"

#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "cli/commands/health.hpp"
#include "cli/portOwners.hpp"
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

/// The outcome of one attempt to talk to the gateway.
struct Probe {
    GatewayTarget target;
    bool isReachable = false;
    std::int64_t latencyMs = 0;
    std::string error;
    Json hello;
    Json health;
};

Probe probeGateway(Context& context, const Arguments& arguments, bool wantsHealth, std::chrono::milliseconds timeout) {
    Probe probe;
    probe.target = resolveTarget(context, arguments);
    const auto startedAt = std::chrono::steady_clock::now();
    GatewayClient client(context, probe.target);
    Result<Json> hello = client.connect(timeout);
    if (!hello) {
        probe.error = hello.error().message.substr(0, hello.error().message.find('\n'));
        return probe;
    }
    probe.isReachable = true;
    probe.latencyMs =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - startedAt).count();
    probe.hello = std::move(*hello);
    if (wantsHealth) {
        GatewayCall call;
        call.method = "health";
        call.timeout = timeout;
        Result<Json> health = client.call(std::move(call));
        if (health)
            probe.health = std::move(*health);
    }
    return probe;
}

Json osJson() {
    utsname system{};
    ::uname(&system);
    return Json{{"platform", "linux"},
                {"arch", system.machine},
                {"release", system.release},
                {"label", fmt::format("{} {} ({})", system.sysname, system.release, system.machine)}};
}

std::string localUrl(const config::GatewaySettings& gateway) {
    const std::string scheme = gateway.tlsEnabled ? "https" : "http";
    return fmt::format("{}://127.0.0.1:{}{}/", scheme, gateway.port, gateway.controlUiBasePath);
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

Json gatewayJson(Context& context, const Probe& probe) {
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

Json statusJson(Context& context, const Probe& probe, const StoredSessions& sessions, std::int64_t now) {
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

void printStatus(Context& context, const Probe& probe, const StoredSessions& sessions, std::int64_t now) {
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
    const Probe probe = probeGateway(context, arguments, arguments.has("deep"), std::chrono::milliseconds(*timeout));
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

Json listenersJson(const std::vector<PortOwner>& owners) {
    Json list = Json::array();
    for (const PortOwner& owner : owners)
        list.push_back({{"pid", owner.pid}, {"command", owner.command}, {"commandLine", owner.commandLine}});
    return list;
}

Json issueTexts(const std::vector<config::Issue>& issues) {
    Json list = Json::array();
    for (const auto& issue : issues)
        list.push_back({{"path", issue.path}, {"message", issue.message}});
    return list;
}

}

int showGatewayStatus(Context& context, const Arguments& arguments) {
    const Result<std::int64_t> timeout = arguments.positive("timeout", 10'000);
    if (!timeout)
        return context.fail("Error: " + timeout.error().message);
    const config::GatewaySettings& gateway = context.config().gateway();
    const std::string bind = gateway.bind.empty() ? "loopback" : gateway.bind;
    const std::string host = bind == "lan" ? "0.0.0.0" : bind == "custom" ? gateway.customBindHost : "127.0.0.1";
    std::optional<Probe> probe;
    if (!arguments.has("no-probe"))
        probe = probeGateway(context, arguments, false, std::chrono::milliseconds(*timeout));
    const std::vector<PortOwner> owners = listenersOn(gateway.port);
    const std::string url = resolveTarget(context, arguments).url;
    if (arguments.has("json")) {
        const config::Snapshot& snapshot = context.snapshot();
        Json status = {{"config",
                        {{"cli",
                          {{"path", snapshot.path.string()},
                           {"exists", snapshot.exists},
                           {"valid", snapshot.valid},
                           {"issues", issueTexts(snapshot.issues)}}}}},
                       {"gateway",
                        {{"bindMode", bind}, {"bindHost", host}, {"port", gateway.port}, {"portSource", "env/config"}, {"probeUrl", url}}},
                       {"port",
                        {{"port", gateway.port}, {"status", owners.empty() ? "free" : "busy"}, {"listeners", listenersJson(owners)}}}};
        if (probe) {
            status["rpc"] = {{"ok", probe->isReachable}, {"url", url}};
            if (!probe->isReachable)
                status["rpc"]["error"] = probe->error;
        }
        context.printJson(status);
        return 0;
    }
    context.print("Config (cli): " + context.shortPath(context.snapshot().path));
    context.print(fmt::format("Gateway: bind={} ({}), port={} (env/config)", bind, host, gateway.port));
    context.print("Probe target: " + url);
    if (gateway.controlUiEnabled)
        context.print("Dashboard: " + localUrl(gateway));
    for (const PortOwner& owner : owners)
        context.print(owner.pid > 0 ? fmt::format("Runtime: running (pid {}, {})", owner.pid, owner.command)
                                    : "Runtime: unknown (another user's process listens on the port)");
    if (owners.empty())
        context.print("Runtime: stopped");
    if (probe) {
        context.print(fmt::format("RPC probe: {}", probe->isReachable ? "ok" : "failed"));
        if (!probe->isReachable)
            context.warn("  " + probe->error);
    }
    if (!owners.empty())
        context.print(fmt::format("Listening: {}:{}", host, gateway.port));
    context.print("Troubles: run " + context.commandHint("status"));
    return 0;
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
