// gateway, gateway run, gateway call, gateway health; with the commands of the service in the same group.
#include "openclaw/gateway/Gateway.hpp"

#include "cli/GatewayClient.hpp"
#include "cli/commandTree.hpp"
#include "cli/commands/health.hpp"
#include "cli/commands/service.hpp"
#include "cli/commands/status.hpp"
#include "cli/portOwners.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

template <std::size_t N>
bool isOneOf(const std::string& value, const std::array<std::string_view, N>& choices) {
    return std::find(choices.begin(), choices.end(), value) != choices.end();
}

/// What this build does not do is refused by name instead of being ignored.
std::string unsupported(const Arguments& arguments) {
    if (arguments.has("reset") && !arguments.has("dev"))
        return "Use --reset with --dev.";
    if (arguments.has("dev"))
        return "gateway --dev is not supported: write the configuration, or use `openclaw --dev gateway`.";
    if (arguments.has("tailscale") && arguments.text("tailscale") != "off")
        return "gateway --tailscale is not supported: run `tailscale serve` yourself.";
    if (arguments.has("raw-stream") || arguments.has("raw-stream-path"))
        return "gateway --raw-stream is not supported: use --verbose.";
    return {};
}

std::string checkChoices(const Arguments& arguments) {
    static constexpr std::array<std::string_view, 5> binds = {"loopback", "lan", "tailnet", "auto", "custom"};
    static constexpr std::array<std::string_view, 2> auths = {"token", "password"};
    static constexpr std::array<std::string_view, 3> tailscales = {"off", "serve", "funnel"};
    static constexpr std::array<std::string_view, 3> logs = {"auto", "full", "compact"};
    if (arguments.has("bind") && !isOneOf(arguments.text("bind"), binds))
        return R"(Invalid --bind (use "loopback", "lan", "tailnet", "auto", or "custom"))";
    if (arguments.has("auth") && !isOneOf(arguments.text("auth"), auths))
        return R"(Invalid --auth (use "token" or "password"))";
    if (arguments.has("tailscale") && !isOneOf(arguments.text("tailscale"), tailscales))
        return R"(Invalid --tailscale (use "off", "serve", or "funnel"))";
    if (arguments.has("ws-log") && !isOneOf(arguments.text("ws-log"), logs))
        return R"(Invalid --ws-log (use "auto", "full", "compact"))";
    return {};
}

int runDaemon(Context& context, const Arguments& arguments) {
    if (const std::string problem = checkChoices(arguments); !problem.empty())
        return context.fail(problem);
    if (const std::string problem = unsupported(arguments); !problem.empty())
        return context.fail(problem);
    gateway::GatewayOptions options;
    if (arguments.has("port")) {
        const std::optional<std::int64_t> port = parseInteger(arguments.text("port"));
        if (!port || *port < 1 || *port > 65535)
            return context.fail("Invalid port");
        options.port = static_cast<std::uint16_t>(*port);
    }
    if (arguments.has("force")) {
        const std::uint16_t port = options.port.value_or(context.config().gateway().port);
        if (!freePort(port))
            return context.fail(fmt::format("Force: port {} is still in use by another process", port));
    }
    options.environment = context.environment;
    options.bind = arguments.text("bind");
    options.authMode = arguments.text("auth");
    options.token = arguments.text("token");
    options.password = arguments.text("password");
    options.allowUnconfigured = arguments.has("allow-unconfigured");
    options.verbose = arguments.has("verbose");
    options.whatsAppTestEndpoint = arguments.text("whatsapp-test-endpoint");
    options.selfPath = Context::programFile();
    options.commandLine = context.commandLine;
    options.version = version;
    return gateway::runGateway(std::move(options));
}

std::vector<Option> daemonOptions() {
    return {
        {0, "port", "port", "Port for the WebSocket and HTTP server", false, false},
        {0, "bind", "mode", "loopback, lan, tailnet, auto or custom", false, false},
        {0, "token", "token", "Shared token clients must send (also OPENCLAW_GATEWAY_TOKEN)", false, false},
        {0, "auth", "mode", "token or password", false, false},
        {0, "password", "password", "Password for auth mode \"password\"", false, false},
        {0, "allow-unconfigured", "", "Start although gateway.mode is not local", false, false},
        {0, "force", "", "End whatever listens on the port first", false, false},
        {0, "verbose", "", "Log more", false, false},
        {0, "whatsapp-test-endpoint", "file", "For tests: a loopback server instead of WhatsApp", false, false},
        {0, "dev", "", "", false, true},
        {0, "reset", "", "", false, true},
        {0, "tailscale", "mode", "", false, true},
        {0, "tailscale-reset-on-exit", "", "", false, true},
        {0, "claude-cli-logs", "", "", false, true},
        {0, "ws-log", "style", "", false, true},
        {0, "compact", "", "", false, true},
        {0, "raw-stream", "", "", false, true},
        {0, "raw-stream-path", "path", "", false, true},
    };
}

int callMethod(Context& context, const Arguments& arguments) {
    const std::string method = arguments.word(0);
    const Result<Json> params = parseJson(arguments.text("params", "{}"));
    if (!params)
        return context.fail("Gateway call failed: Error: --params: " + params.error().message);
    Result<GatewayCall> call = readCall(arguments, method, *params);
    if (!call)
        return context.fail("Gateway call failed: Error: " + call.error().message);
    const Result<Json> payload = callGateway(context, resolveTarget(context, arguments), std::move(*call));
    if (!payload)
        return context.fail("Gateway call failed: Error: " + payload.error().message);
    if (!arguments.has("json"))
        context.print("Gateway call: " + method);
    context.printJson(*payload);
    return 0;
}

int showHealth(Context& context, const Arguments& arguments) {
    Result<GatewayCall> call = readCall(arguments, "health");
    if (!call)
        return context.fail("Error: " + call.error().message);
    const Result<Json> health = callGateway(context, resolveTarget(context, arguments), std::move(*call));
    if (!health)
        return context.fail("Error: " + health.error().message);
    if (arguments.has("json")) {
        context.printJson(*health);
        return 0;
    }
    context.print(fmt::format("Gateway Health\nOK ({}ms)", findInteger(*health, "durationMs").value_or(0)));
    for (const std::string& line : channelHealthLines(*health))
        context.print(line);
    return 0;
}

std::vector<Option> requestOptions() {
    std::vector<Option> options = gatewayOptions();
    options.push_back({0, "expect-final", "", "Wait for the second (final) response", false, false});
    options.push_back({0, "json", "", "Print JSON", false, false});
    return options;
}

}

Command gatewayCommand() {
    Command runCommand;
    runCommand.name = "run";
    runCommand.summary = "Run the gateway in the foreground";
    runCommand.options = daemonOptions();
    runCommand.action = runDaemon;
    runCommand.guard = ConfigGuard::tolerate;   // runGateway() reads the file and refuses

    Command call;
    call.name = "call";
    call.summary = "Call a gateway method";
    call.positionals = {{"method", true}};
    call.options = requestOptions();
    call.options.push_back({0, "params", "json", "Parameters as a JSON object (default {})", false, false});
    call.action = callMethod;
    call.guard = ConfigGuard::tolerate;

    Command health;
    health.name = "health";
    health.summary = "Ask a running gateway for its health";
    health.options = requestOptions();
    health.action = showHealth;
    health.guard = ConfigGuard::tolerate;

    Command status;
    status.name = "status";
    status.summary = "Configuration, port and reachability of the gateway";
    status.options = gatewayOptions();
    status.options.push_back({0, "json", "", "Print JSON", false, false});
    status.options.push_back({0, "no-probe", "", "Do not connect", false, false});
    status.options.push_back({0, "deep", "", "", false, true});
    status.action = showGatewayStatus;
    status.guard = ConfigGuard::tolerate;

    Command command = runCommand;
    command.name = "gateway";
    command.summary = "Run the gateway, or talk to one";
    command.subcommands = {runCommand, status, call, health};
    for (Command& each : serviceCommands())
        command.subcommands.push_back(std::move(each));
    return command;
}

Command daemonCommand() {
    Command command;
    command.name = "daemon";
    command.summary = "The gateway's service (same as gateway status, install, start, ...)";
    command.subcommands = serviceCommands();
    command.subcommands.insert(command.subcommands.begin(), *gatewayCommand().find("status"));
    return command;
}

}
