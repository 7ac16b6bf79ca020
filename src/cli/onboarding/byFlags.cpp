// onboard --non-interactive: everything is checked before anything is written.
#include "cli/GatewayClient.hpp"
#include "cli/commands/health.hpp"
#include "cli/commands/onboard.hpp"
#include "cli/onboarding/Setup.hpp"
#include "cli/service/gatewayService.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::cli {

namespace {

template <std::size_t N>
bool isOneOf(const std::string& value, const std::array<std::string_view, N>& choices) {
    return std::ranges::find(choices, value) != choices.end();
}

int setUpRemote(Context& context, const Arguments& arguments) {
    const std::string url(trimAscii(arguments.text("remote-url")));
    if (url.empty()) return context.fail("Missing --remote-url for remote mode.");
    if (!url.starts_with("ws://") && !url.starts_with("wss://"))
        return context.fail("Invalid --remote-url: it starts with ws:// or wss://.");
    Setup setup(context);
    setup.set({"gateway", "mode"}, "remote");
    setup.set({"gateway", "remote", "url"}, url);
    const std::string token = arguments.text("remote-token");
    if (!token.empty()) setup.set({"gateway", "remote", "token"}, token);
    setup.stamp("remote");
    if (const Result<void> written = setup.write(); !written)
        return context.fail("Error: " + written.error().message);
    const char* auth = token.empty() ? "none" : "token";
    if (arguments.has("json")) {
        context.printJson(Json{{"mode", "remote"}, {"remoteUrl", url}, {"auth", auth}});
        return 0;
    }
    context.print("Updated " + context.shortPath(context.snapshot().path));
    context.print(fmt::format("Remote gateway: {} (auth: {})\nTry it with: {}", url, auth,
                              context.commandHint("health")));
    return 0;
}

/// Errc::invalidInput with the sentence for people.
Result<GatewayPlan> gatewayFromFlags(const Setup& setup, const Arguments& arguments) {
    static constexpr std::array<std::string_view, 5> binds = {"loopback", "tailnet", "lan", "auto", "custom"};
    static constexpr std::array<std::string_view, 3> tailscales = {"off", "serve", "funnel"};
    const auto refuse = [](std::string text) { return Error(Errc::invalidInput, std::move(text)); };
    GatewayPlan plan = setup.currentGateway();
    if (arguments.has("gateway-port")) {
        const std::optional<std::int64_t> port = parseInteger(arguments.text("gateway-port"));
        if (!port || *port < 1 || *port > 65535) return refuse("Invalid --gateway-port");
        plan.port = static_cast<std::uint16_t>(*port);
    }
    plan.bind = arguments.text("gateway-bind", plan.bind);
    if (!isOneOf(plan.bind, binds))
        return refuse("Invalid --gateway-bind (use loopback, tailnet, lan, auto, or custom).");
    std::string authMode = arguments.text("gateway-auth", plan.authMode);
    if (authMode != "token" && authMode != "password")
        return refuse("Invalid --gateway-auth (use token or password).");
    plan.tailscaleMode = arguments.text("tailscale", "off");
    if (!isOneOf(plan.tailscaleMode, tailscales))
        return refuse("Invalid --tailscale (use off, serve, or funnel).");
    plan.resetTailscaleOnExit = arguments.has("tailscale-reset-on-exit");
    if (plan.tailscaleMode != "off") plan.bind = "loopback";
    if (plan.tailscaleMode == "funnel") authMode = "password";
    if (authMode != plan.authMode) {
        plan.authMode = authMode;
        plan.secret = Secret(setup.text({"gateway", "auth", authMode}));
    }
    const std::string given(
        trimAscii(arguments.text(authMode == "token" ? "gateway-token" : "gateway-password")));
    if (!given.empty()) plan.secret = Secret(given);
    if (plan.secret.empty() && authMode == "password")
        return refuse("Missing --gateway-password for password auth.");
    // A token that is there stays, because clients know it.
    if (plan.secret.empty()) plan.secret = Secret(randomHex(24));
    return plan;
}

/// False when health was asked for and nothing healthy answered.
bool checkHealth(Context& context, const Arguments& arguments) {
    if (!waitForGateway(context, gatewayPatience)) {
        context.fail(fmt::format("No gateway answers at {}. Start it with `{}`, or use --skip-health.",
                                 resolveTarget(context, Arguments()).url, context.commandHint("gateway")));
        return false;
    }
    GatewayCall call;
    call.method = "health";
    const Result<Json> health = callGateway(context, resolveTarget(context, Arguments()), std::move(call));
    if (!health) {
        context.fail("Health check failed: " + health.error().message);
        return false;
    }
    if (!arguments.has("json")) {
        for (const std::string& line : channelHealthLines(*health))
            context.print(line);
    }
    return true;
}

/// False when the service could not be installed although there is a service manager.
bool installService(Context& context, const Arguments& arguments) {
    const auto manager = makeServiceManager(context.environment);
    if (!manager->checkAvailable()) {
        context.warn("Systemd user services are unavailable; skipping service install.");
        return true;
    }
    const Result<std::string> installed = installConfiguredService(context, *manager);
    if (!installed) {
        context.fail("Gateway service install failed: " + installed.error().message);
        return false;
    }
    if (!arguments.has("json"))
        context.print(fmt::format("Installed {}: {}", manager->words().noun, manager->file().string()));
    if (!installed->empty()) context.warn(*installed);
    return true;
}

Json summary(const Arguments& arguments,
             const GatewayPlan& plan,
             const std::filesystem::path& workspace,
             bool daemon) {
    Json json = {{"mode", "local"},
                 {"workspace", workspace.string()},
                 {"authChoice", arguments.text("auth-choice", "skip")},
                 {"gateway",
                  {{"port", plan.port},
                   {"bind", plan.bind},
                   {"authMode", plan.authMode},
                   {"tailscaleMode", plan.tailscaleMode}}},
                 {"installDaemon", daemon},
                 {"skipSkills", arguments.has("skip-skills")},
                 {"skipHealth", arguments.has("skip-health")}};
    if (daemon) json["daemonRuntime"] = arguments.text("daemon-runtime", "node");
    return json;
}

int setUpLocal(Context& context, const Arguments& arguments) {
    static constexpr std::array<std::string_view, 3> nodeManagers = {"npm", "pnpm", "bun"};
    static constexpr std::array<std::string_view, 2> runtimes = {"node", "bun"};
    if (!isOneOf(arguments.text("node-manager", "npm"), nodeManagers))
        return context.fail("Invalid --node-manager (use npm, pnpm, or bun).");
    if (!isOneOf(arguments.text("daemon-runtime", "node"), runtimes))
        return context.fail("Invalid --daemon-runtime (use node or bun).");
    Setup setup(context);
    const Result<GatewayPlan> gateway = gatewayFromFlags(setup, arguments);
    if (!gateway) return context.fail(gateway.error().message);
    std::filesystem::path workspace = context.config().defaultAgent().workspace;
    if (arguments.has("workspace")) workspace = context.environment.expandPath(arguments.text("workspace"));
    const std::string choice = arguments.text("auth-choice", "skip");
    std::optional<CredentialPlan> credential;
    if (choice != "skip") {
        credential = credentialFromFlags(context, arguments, choice);
        if (!credential) return 1;
    }
    setup.useWorkspace(workspace);
    setup.useGateway(*gateway);
    if (!arguments.has("skip-skills"))
        setup.set({"skills", "install", "nodeManager"}, arguments.text("node-manager", "npm"));
    if (credential) setup.useCredential(*credential);
    setup.stamp("local");
    const bool isJson = arguments.has("json");
    if (credential) {
        const Result<std::string> stored = storeCredential(context, *credential);
        if (!stored) return context.fail("Error: " + stored.error().message);
        if (!stored->empty() && !isJson) context.print(*stored);
    }
    if (const Result<void> written = setup.write(); !written)
        return context.fail("Error: " + written.error().message);
    if (!isJson) context.print("Updated " + context.shortPath(context.snapshot().path));
    if (const Result<void> made =
            prepareFolders(context, context.config().defaultAgent().id, workspace, isJson);
        !made)
        return context.fail("Error: " + made.error().message);
    const bool wantsDaemon = arguments.has("install-daemon") && !arguments.has("no-install-daemon") &&
                             !arguments.has("skip-daemon");
    if (wantsDaemon && !installService(context, arguments)) return 1;
    if (!arguments.has("skip-health") && !checkHealth(context, arguments)) return 1;
    if (isJson)
        context.printJson(summary(arguments, *gateway, workspace, wantsDaemon));
    else
        context.print("Tip: `" + context.commandHint("doctor") +
                      "` says what is still missing; a chat channel comes with `" +
                      context.commandHint("channels add") + "`.");
    return 0;
}

}

int onboardByFlags(Context& context, const Arguments& arguments) {
    if (arguments.has("reset")) {
        const Result<std::vector<std::string>> moved = moveAside(context, ResetScope::full);
        if (!moved) return context.fail("Error: " + moved.error().message);
        for (const std::string& line : *moved)
            context.warn(line);
    }
    if (!context.snapshot().valid)
        return context.fail("The configuration is not valid. Run `" + context.commandHint("doctor") +
                            "` to see what is wrong, then onboard again.");
    return arguments.text("mode", "local") == "remote" ? setUpRemote(context, arguments)
                                                       : setUpLocal(context, arguments);
}

}
