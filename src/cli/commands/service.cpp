// gateway install, uninstall, start, stop, restart: the gateway under the user's service manager. Each says
// the same in text and in JSON; "not installed" is an answer and no failure.
#include "cli/commands/service.hpp"

#include "cli/Context.hpp"
#include "cli/service/gatewayService.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

/// Collects what a command has to say and says it once.
class Report {
public:
    Report(Context& context, const Arguments& arguments, const char* action)
        : context_(context), isJson_(arguments.has("json")), json_{{"action", action}, {"ok", true}} {}

    void set(const char* key, Json value) { json_[key] = std::move(value); }
    /// A line for people that JSON says in other words.
    void line(std::string text) { lines_.push_back(std::move(text)); }
    void hints(const std::vector<std::string>& hints) {
        json_["hints"] = hints;
        for (const std::string& hint : hints)
            line("Start with: " + hint);
    }
    void warning(const std::string& text) {
        json_["warnings"].push_back(text);
        lines_.push_back("Warning: " + text);
    }

    int done(const char* result) {
        json_["result"] = result;
        if (isJson_) {
            context_.printJson(json_);
        } else {
            for (const std::string& text : lines_)
                context_.print(text);
        }
        return 0;
    }

    int fail(const std::string& text) {
        if (!isJson_) return context_.fail(text);
        json_["ok"] = false;
        json_["error"] = text;
        context_.printJson(json_);
        return 1;
    }

private:
    Context& context_;
    bool isJson_;
    Json json_;
    std::vector<std::string> lines_;
};

std::string checkFailure(const Error& error) {
    return "Gateway service check failed: Error: " + error.message;
}

bool isNixMode(const Context& context) { return context.environment.isTrue("OPENCLAW_NIX_MODE"); }

/// Variables that the service needs but would not see.
void warnAboutVariables(Context& context, Report& report) {
    const std::vector<std::string> names = variablesOutsideTheService(context);
    if (!names.empty())
        report.warning(fmt::format("{} {} only set in this shell; the service reads {}.", join(names, ", "),
                                   names.size() == 1 ? "is" : "are",
                                   context.shortPath(context.stateDirectory() / ".env")));
}

int install(Context& context, const Arguments& arguments) {
    Report report(context, arguments, "install");
    if (isNixMode(context)) return report.fail("Nix mode detected; service install is disabled.");
    const std::string runtime = arguments.text("runtime", "node");
    if (runtime != "node" && runtime != "bun")
        return report.fail(R"(Invalid --runtime (use "node" or "bun"))");
    ServiceWish wish;
    wish.port = context.config().gateway().port;
    wish.token = arguments.text("token");
    if (arguments.has("port")) {
        const std::optional<std::int64_t> port = parseInteger(arguments.text("port"));
        if (!port || *port < 1 || *port > 65535) return report.fail("Invalid port");
        wish.port = static_cast<std::uint16_t>(*port);
    }
    const auto manager = makeServiceManager(context.environment);
    const Result<bool> isLoaded = manager->isLoaded();
    if (!isLoaded) return report.fail(checkFailure(isLoaded.error()));
    if (*isLoaded && !arguments.has("force")) {
        const std::string message = fmt::format("Gateway service already {}.", manager->words().loaded);
        report.set("message", message);
        report.set("service", serviceJson(*manager, true));
        report.line(message);
        report.line("Reinstall with: " + context.commandHint("gateway install --force"));
        return report.done("already-installed");
    }
    warnAboutVariables(context, report);
    const Result<void> done = manager->install(describeService(context, *manager, wish));
    if (!done) return report.fail("Gateway install failed: Error: " + done.error().message);
    report.line(fmt::format("\nInstalled {}: {}", manager->words().noun, manager->file().string()));
    report.set("service", serviceJson(*manager, true));
    return report.done("installed");
}

int uninstall(Context& context, const Arguments& arguments) {
    Report report(context, arguments, "uninstall");
    if (isNixMode(context)) return report.fail("Nix mode detected; service uninstall is disabled.");
    const auto manager = makeServiceManager(context.environment);
    const Result<bool> isRemoved = manager->uninstall();
    if (!isRemoved) return report.fail("Gateway uninstall failed: Error: " + isRemoved.error().message);
    report.line(*isRemoved
                    ? fmt::format("Removed {}: {}", manager->words().noun, manager->file().string())
                    : fmt::format("{} not found at {}", manager->words().subject, manager->file().string()));
    report.set("service", serviceJson(*manager, false));
    return report.done("uninstalled");
}

int notLoaded(Context& context, Report& report, const ServiceManager& manager, bool withHints) {
    const std::string message = fmt::format("Gateway service {}.", manager.words().notLoaded);
    report.set("message", message);
    report.set("service", serviceJson(manager, false));
    report.line(message);
    if (withHints)
        report.hints(
            {context.commandHint("gateway install"), context.commandHint("gateway"), manager.startCommand()});
    return report.done("not-loaded");
}

int change(
    Context& context, const Arguments& arguments, const char* action, const char* result, bool isStop) {
    Report report(context, arguments, action);
    const auto manager = makeServiceManager(context.environment);
    const Result<bool> isLoaded = manager->isLoaded();
    if (!isLoaded) return report.fail(checkFailure(isLoaded.error()));
    if (!*isLoaded) return notLoaded(context, report, *manager, !isStop);
    const Result<void> done = isStop ? manager->stop() : manager->restart();
    if (!done) return report.fail(fmt::format("Gateway {} failed: Error: {}", action, done.error().message));
    report.line(
        fmt::format("{} {}: {}", isStop ? "Stopped" : "Restarted", manager->words().noun, manager->name()));
    report.set("service", serviceJson(*manager, true));
    return report.done(result);
}

int start(Context& context, const Arguments& arguments) {
    return change(context, arguments, "start", "started", false);
}
int stop(Context& context, const Arguments& arguments) {
    return change(context, arguments, "stop", "stopped", true);
}
int restart(Context& context, const Arguments& arguments) {
    return change(context, arguments, "restart", "restarted", false);
}

}

std::vector<Command> serviceCommands() {
    const Option json{0, "json", "", "Print JSON", false, false};
    Command installed =
        named("install", "Install the gateway as a service of this user and start it", install);
    installed.options = {
        {0, "port", "port", "Port of the gateway", false, false},
        {0, "token", "token", "Token for the service, when the configuration holds none", false, false},
        {0, "force", "", "Replace a service that is there", false, false},
        {0, "runtime", "runtime", "", false, true},
        json};
    Command removed = named("uninstall", "Stop the service and remove it", uninstall);
    Command started = named("start", "Start the service", start);
    Command stopped = named("stop", "Stop the service", stop);
    Command restarted = named("restart", "Restart the service", restart);
    std::vector<Command> commands;
    for (Command* command : {&installed, &removed, &started, &stopped, &restarted}) {
        if (command->options.empty()) command->options = {json};
        command->guard = ConfigGuard::tolerate;
        commands.push_back(std::move(*command));
    }
    return commands;
}

}
