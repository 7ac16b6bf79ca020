// gateway status: the service, the configuration, the port, and whether a gateway answers. Succeeds when
// nothing runs.
#include "cli/GatewayProbe.hpp"
#include "cli/commands/status.hpp"
#include "cli/portOwners.hpp"
#include "cli/service/gatewayService.hpp"
#include "openclaw/core/clock.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

Json listenersJson(const std::vector<PortOwner>& owners) {
    Json list = Json::array();
    for (const PortOwner& owner : owners)
        list.push_back({{"pid", owner.pid}, {"command", owner.command}, {"commandLine", owner.commandLine}});
    return list;
}

Json configJson(const config::Snapshot& snapshot) {
    Json issues = Json::array();
    for (const config::Issue& issue : snapshot.issues)
        issues.push_back({{"path", issue.path}, {"message", issue.message}});
    return Json{{"path", snapshot.path.string()},
                {"exists", snapshot.exists},
                {"valid", snapshot.valid},
                {"issues", std::move(issues)}};
}

std::string logFile(Context& context) {
    if (!context.config().logging().file.empty()) return context.config().logging().file;
    const std::string day = formatIsoTime(SystemClock().nowMs()).substr(0, 10);
    return context.shortPath(context.stateDirectory() / "logs" / ("openclaw-" + day + ".log"));
}

/// Everything there is to see, taken once.
struct View {
    explicit View(Context& surroundings)
        : context(surroundings), manager(makeServiceManager(surroundings.environment)) {}

    Context& context;
    std::unique_ptr<ServiceManager> manager;
    std::optional<ServiceDescription> installed;
    std::string bind;
    std::string host;
    std::uint16_t port = 0;
    bool isServicePort = false;
    std::vector<PortOwner> owners;
    std::optional<GatewayProbe> probe;
    std::string url;

    const char* portSource() const { return isServicePort ? "service args" : "env/config"; }
    std::string note() const {
        if (bind == "loopback") return "Loopback-only gateway; only local clients can connect.";
        return "The gateway also listens beyond this machine (bind " + bind + ").";
    }
};

View look(Context& context, const Arguments& arguments, std::chrono::milliseconds timeout) {
    const config::GatewaySettings& gateway = context.config().gateway();
    View view(context);
    view.installed = view.manager->installed();
    view.bind = gateway.bind.empty() ? "loopback" : gateway.bind;
    view.host = view.bind == "lan" ? "0.0.0.0" : view.bind == "custom" ? gateway.customBindHost : "127.0.0.1";
    const std::optional<std::uint16_t> servicePort =
        view.installed ? cli::servicePort(*view.installed) : std::nullopt;
    view.isServicePort = servicePort.has_value();
    view.port = servicePort.value_or(gateway.port);
    if (!arguments.has("no-probe")) view.probe = probeGateway(context, arguments, false, timeout);
    view.owners = listenersOn(view.port);
    view.url = resolveTarget(context, arguments).url;
    return view;
}

void printJsonOf(const View& view) {
    Context& context = view.context;
    Json configs = {{"cli", configJson(context.snapshot())}};
    if (view.installed) {
        Environment environment = context.environment;
        const std::filesystem::path file = serviceConfigFile(context, *view.installed);
        configs["daemon"] = configJson(config::readSnapshot(file, environment));
        if (file != context.snapshot().path) configs["mismatch"] = true;
    }
    Json status = {{"service", serviceStatusJson(*view.manager)},
                   {"config", std::move(configs)},
                   {"gateway",
                    {{"bindMode", view.bind},
                     {"bindHost", view.host},
                     {"port", view.port},
                     {"portSource", view.portSource()},
                     {"probeUrl", view.url},
                     {"probeNote", view.note()}}},
                   {"port",
                    {{"port", view.port},
                     {"status", view.owners.empty() ? "free" : "busy"},
                     {"listeners", listenersJson(view.owners)},
                     {"hints", Json::array()}}},
                   {"extraServices", Json::array()}};
    if (view.probe) {
        status["rpc"] = {{"ok", view.probe->isReachable}, {"url", view.url}};
        if (!view.probe->isReachable) status["rpc"]["error"] = view.probe->error;
    }
    context.printJson(status);
}

void printService(const View& view) {
    const Context& context = view.context;
    const Result<bool> isLoaded = view.manager->isLoaded();
    const ServiceWords words = view.manager->words();
    context.print(
        fmt::format("Service: {} ({})", words.label, isLoaded && *isLoaded ? words.loaded : words.notLoaded));
    context.print("File logs: " + logFile(view.context));
    if (!view.installed) return;
    std::string command;
    for (const std::string& word : view.installed->programArguments)
        command += (command.empty() ? "" : " ") + word;
    context.print("Command: " + command);
    context.print("Service file: " + context.shortPath(view.manager->file()));
    if (!view.installed->workingDirectory.empty())
        context.print("Working dir: " + context.shortPath(view.installed->workingDirectory));
    const Json audit = auditService(*view.installed);
    for (const Json& issue : audit.at("issues"))
        context.warn("Service issue: " + stringOr(issue, "message") +
                     " Repair it with: " + context.commandHint("gateway install --force"));
}

void printRuntime(const View& view) {
    const Context& context = view.context;
    const ServiceRuntime runtime = view.manager->runtime();
    // A gateway in somebody's terminal runs although no service does.
    if (runtime.status != "running" && !view.owners.empty()) {
        for (const PortOwner& owner : view.owners)
            context.print(owner.pid > 0 ? fmt::format("Runtime: running (pid {}, {}, not as a service)",
                                                      owner.pid, owner.command)
                                        : "Runtime: unknown (another user's process listens on the port)");
        return;
    }
    context.print("Runtime: " + describeRuntime(runtime));
    if (runtime.status == "unknown")
        context.print("Without a service manager, start it with: " + context.commandHint("gateway"));
    else if (!view.installed)
        context.print("Start it at every login with: " + context.commandHint("gateway install"));
}

void printText(const View& view) {
    Context& context = view.context;
    printService(view);
    const config::Snapshot& snapshot = context.snapshot();
    context.print("Config (cli): " + context.shortPath(snapshot.path) +
                  (snapshot.exists ? "" : " (missing)"));
    if (view.installed)
        context.print("Config (service): " + context.shortPath(serviceConfigFile(context, *view.installed)));
    context.print(fmt::format("Gateway: bind={} ({}), port={} ({})", view.bind, view.host, view.port,
                              view.portSource()));
    context.print("Probe target: " + view.url);
    if (context.config().gateway().controlUiEnabled)
        context.print("Dashboard: " + localUrl(context.config().gateway()));
    context.print("Probe note: " + view.note());
    printRuntime(view);
    if (view.probe) {
        context.print(fmt::format("RPC probe: {}", view.probe->isReachable ? "ok" : "failed"));
        if (!view.probe->isReachable) context.warn("  " + view.probe->error);
    }
    if (!view.owners.empty()) context.print(fmt::format("Listening: {}:{}", view.host, view.port));
    context.print("Troubles: run " + context.commandHint("status"));
}

}

int showGatewayStatus(Context& context, const Arguments& arguments) {
    const Result<std::int64_t> timeout = arguments.positive("timeout", 10'000);
    if (!timeout) return context.fail("Error: " + timeout.error().message);
    const View view = look(context, arguments, std::chrono::milliseconds(*timeout));
    if (arguments.has("json"))
        printJsonOf(view);
    else
        printText(view);
    return 0;
}

}
