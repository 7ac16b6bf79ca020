// setup: what a gateway needs to start, and nothing else. With a flag of the wizard's it is `onboard`.
#include "cli/commands/setup.hpp"

#include "cli/commands/onboard.hpp"
#include "cli/onboarding/Setup.hpp"
#include "openclaw/config/paths.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

int setUp(Context& context, const Arguments& arguments) {
    for (const char* flag : {"wizard", "non-interactive", "mode", "remote-url", "remote-token"}) {
        if (arguments.has(flag)) return onboard(context, arguments);
    }
    const config::Snapshot& snapshot = context.snapshot();
    if (!snapshot.valid) {
        fmt::print(stderr, "{}", config::describeInvalid(snapshot, context.environment));
        return 1;
    }
    const bool isNew = !snapshot.exists;
    const std::string file = context.shortPath(snapshot.path);
    Setup setup(context);
    const std::string before = setup.text({"agents", "defaults", "workspace"});
    std::filesystem::path workspace = context.config().defaultAgent().workspace;
    if (arguments.has("workspace")) workspace = context.environment.expandPath(arguments.text("workspace"));
    const bool isChanged =
        isNew || before.empty() || (arguments.has("workspace") && before != workspace.string());
    if (isChanged) {
        setup.useWorkspace(workspace);
        // Without it the gateway would refuse the file that was made for it.
        if (isNew) setup.set({"gateway", "mode"}, "local");
        if (const Result<void> written = setup.write(); !written)
            return context.fail("Error: " + written.error().message);
    }
    if (isNew)
        context.print("Wrote " + file);
    else
        context.print(isChanged ? "Updated " + file + " (set agents.defaults.workspace)"
                                : "Config OK: " + file);
    if (const Result<void> made =
            prepareFolders(context, context.config().defaultAgent().id, workspace, false);
        !made)
        return context.fail("Error: " + made.error().message);
    return 0;
}

}

Command setupCommand() {
    Command command = named("setup", "Make the configuration and the workspace", setUp);
    command.guard = ConfigGuard::tolerate;
    command.options = {
        {0, "workspace", "dir", "The agent's folder (default ~/.openclaw/workspace)", false, false},
        {0, "wizard", "", "Ask about everything (openclaw onboard)", false, false},
        {0, "non-interactive", "", "openclaw onboard without questions", false, false},
        {0, "accept-risk", "", "", false, true},
        {0, "mode", "mode", "local or remote (openclaw onboard)", false, false},
        {0, "remote-url", "url", "The remote gateway (openclaw onboard)", false, false},
        {0, "remote-token", "token", "Its token (openclaw onboard)", false, false}};
    return command;
}

}
