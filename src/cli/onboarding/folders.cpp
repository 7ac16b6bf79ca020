// The folders of a setup: made, or moved out of the way. And waiting until the gateway uses them.
#include "cli/GatewayProbe.hpp"
#include "cli/commands/reset.hpp"
#include "cli/onboarding/Setup.hpp"
#include "cli/programs.hpp"
#include "openclaw/agent/workspace.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/files.hpp"

#include <fmt/format.h>

#include <thread>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> pathsOf(Context& context, ResetScope scope) {
    if (scope == ResetScope::config) return {context.snapshot().path};
    std::vector<fs::path> paths = sessionPaths(context);
    if (scope == ResetScope::full) {
        for (const config::AgentSettings& agent : context.config().agents())
            paths.push_back(agent.workspace);
    }
    return paths;
}

}

Result<void>
prepareFolders(Context& context, const std::string& agentId, const fs::path& workspace, bool isQuiet) {
    const Json* skip = findPath(context.config().root(), "agents.defaults.skipBootstrap");
    if (skip && skip->is_boolean() && skip->get<bool>()) {
        if (const Result<void> made = ensurePrivateDirectory(workspace); !made) return made.error();
    } else {
        const Result<bool> isNew = agent::seedWorkspace(workspace);
        if (!isNew) return isNew.error();
        std::error_code failure;
        const bool hasRepository = fs::exists(workspace / ".git", failure);
        // Only for undoing what an agent did; a workspace without git works as well.
        if (*isNew && !hasRepository && hasProgram(context.environment, "git")) {
            const Result<ProgramOutcome> made =
                runProgram(context.environment, {"git", "init", "-q", workspace.string()});
            if (!made || !made->isGood())
                context.warn("No git repository in the workspace: " +
                             (made ? made->explanation() : made.error().message));
        }
    }
    const fs::path sessions = context.stateDirectory() / "agents" / agentId / "sessions";
    if (const Result<void> made = ensurePrivateDirectory(sessions); !made) return made.error();
    if (isQuiet) return {};
    context.print("Workspace OK: " + context.shortPath(workspace));
    context.print("Sessions OK: " + context.shortPath(sessions));
    return {};
}

bool waitForGateway(Context& context, std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds pause{250};
    constexpr std::chrono::milliseconds perTry{3000};
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        if (probeGateway(context, Arguments(), false, perTry).isReachable) return true;
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(pause); // another process's start has no event to wait for
    }
}

std::string moveAside(const Context& context, const fs::path& path) {
    std::error_code failure;
    if (!fs::exists(path, failure)) return {};
    const std::string shown = context.shortPath(path);
    if (isForbiddenToRemove(path, context.environment.homeDirectory()))
        return "Kept " + shown + ": it is no folder of the gateway's";
    if (hasProgram(context.environment, "trash")) {
        const Result<ProgramOutcome> moved = runProgram(context.environment, {"trash", path.string()});
        if (moved && moved->isGood()) return "Moved to the trash: " + shown;
    }
    fs::path target = path;
    target += fmt::format(".reset-{}", SystemClock().nowMs());
    fs::rename(path, target, failure);
    if (failure) return fmt::format("Could not move {}: {}", shown, failure.message());
    return fmt::format("Moved {} to {}", shown, context.shortPath(target));
}

Result<std::vector<std::string>> moveAside(Context& context, ResetScope scope) {
    if (scope != ResetScope::config) {
        if (const Result<void> stopped = checkGatewayStopped(context); !stopped) return stopped.error();
    }
    std::vector<std::string> lines;
    for (const fs::path& path : pathsOf(context, scope)) {
        if (std::string line = moveAside(context, path); !line.empty()) lines.push_back(std::move(line));
    }
    reload(context);
    return lines;
}

}
