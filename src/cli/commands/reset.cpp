// reset and uninstall: what the gateway left on this machine goes. Nothing here can be undone, so each path is
// named, --dry-run only names them, and without a terminal it takes --yes.
#include "cli/commands/reset.hpp"

#include "cli/Context.hpp"
#include "cli/service/ServiceManager.hpp"
#include "cli/terminal/Terminal.hpp"
#include "cli/terminal/prompts.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/gateway/InstanceLock.hpp"
#include "openclaw/store/Store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> workspacesOf(Context& context) {
    std::vector<fs::path> workspaces;
    for (const config::AgentSettings& agent : context.config().agents())
        workspaces.push_back(agent.workspace);
    return workspaces;
}

/// Without dots and without a slash at the end.
fs::path plainPath(const fs::path& path) {
    const fs::path plain = path.lexically_normal();
    return plain.has_filename() || plain == plain.root_path() ? plain : plain.parent_path();
}

/// True when `path` is `folder` or below it.
bool isWithin(const fs::path& path, const fs::path& folder) {
    const fs::path inner = plainPath(path);
    const fs::path outer = plainPath(folder);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

/// The state folder, and configuration and credentials where they lie outside of it.
std::vector<fs::path> statePaths(Context& context) {
    const fs::path state = context.stateDirectory();
    std::vector<fs::path> paths = {state};
    for (const fs::path& path :
         {context.snapshot().path, config::credentialsDirectory(context.environment)}) {
        if (!isWithin(path, state)) paths.push_back(path);
    }
    return paths;
}

/// Removes what is there, or says what would go. The number of failures.
class Remover {
public:
    Remover(Context& context, bool isDry) : context_(context), isDry_(isDry) {}

    void remove(const fs::path& path, const std::vector<fs::path>& kept = {}) {
        std::error_code failure;
        if (fs::symlink_status(path, failure).type() == fs::file_type::not_found) return;
        const std::string shown = context_.shortPath(path);
        if (isForbiddenToRemove(path, context_.environment.homeDirectory())) {
            fail("Refused to remove " + shown);
        } else if (isDry_) {
            context_.print("[dry-run] remove " + shown);
        } else if (const Result<void> done = removeTree(path, kept); !done) {
            fail(fmt::format("Could not remove {}: {}", shown, done.error().message));
        } else {
            context_.print("Removed " + shown);
        }
    }

    /// Stops the service; with `forGood` it goes, too. Without a service manager there is nothing to stop.
    void endService(bool forGood) {
        if (isDry_) {
            context_.print(forGood ? "[dry-run] remove gateway service" : "[dry-run] stop gateway service");
            return;
        }
        const auto manager = makeServiceManager(context_.environment);
        const Result<bool> isLoaded = manager->isLoaded();
        if (!isLoaded) {
            if (forGood && manager->installed())
                fail("Gateway service not removed: " + isLoaded.error().message);
            return;
        }
        if (!*isLoaded && !(forGood && manager->installed())) return;
        const Result<void> done = forGood ? toVoid(manager->uninstall()) : manager->stop();
        if (!done)
            fail("Gateway service: " + done.error().message);
        else
            context_.print(fmt::format("{} {}: {}", forGood ? "Removed" : "Stopped", manager->words().noun,
                                       manager->name()));
    }

    /// A gateway that runs outside of the service would go on with files that nobody sees any more.
    Result<void> checkStopped() const { return isDry_ ? Result<void>() : checkGatewayStopped(context_); }

    int exitCode() const { return failures_ == 0 ? 0 : 1; }

private:
    static Result<void> toVoid(const Result<bool>& done) {
        return done ? Result<void>() : Result<void>(done.error());
    }

    void fail(const std::string& text) {
        ++failures_;
        context_.warn(text);
    }

    Context& context_;
    bool isDry_;
    int failures_ = 0;
};

/// What keeps a command from going on without a person; "" when nothing does.
std::string missingConsent(const Arguments& arguments) {
    if (arguments.has("yes") || arguments.has("dry-run")) return {};
    if (arguments.has("non-interactive")) return "Non-interactive mode requires --yes.";
    return Terminal::isAvailable() ? std::string()
                                   : "Without a terminal, use --yes (and --dry-run to look first).";
}

bool isConfirmed(const Arguments& arguments, const std::string& question) {
    if (arguments.has("yes") || arguments.has("dry-run")) return true;
    const Result<bool> isSure = askConfirm(question, false);
    return isSure && *isSure;
}

constexpr const char* scopes[] = {"config", "config+creds+sessions", "full"};

/// nullopt when the person does not want to go on.
std::optional<std::string> chooseScope(const Arguments& arguments) {
    if (arguments.has("scope")) return arguments.text("scope");
    const Result<std::size_t> picked =
        askSelect("Reset scope", {{"Config only"},
                                  {"Config + creds + sessions"},
                                  {"Full reset", "the state folder and the workspaces"}});
    return picked ? std::optional<std::string>(scopes[*picked]) : std::nullopt;
}

int reset(Context& context, const Arguments& arguments) {
    const bool asks = !arguments.has("non-interactive") && Terminal::isAvailable();
    if (!arguments.has("scope") && !asks) return context.fail("Non-interactive mode requires --scope.");
    if (const std::string missing = missingConsent(arguments); !missing.empty()) return context.fail(missing);
    const std::optional<std::string> scope = chooseScope(arguments);
    if (!scope) return 0;
    if (std::ranges::find(scopes, *scope) == std::end(scopes))
        return context.fail("Invalid --scope. Expected \"config\", \"config+creds+sessions\", or \"full\".");
    if (!isConfirmed(arguments, "Delete it for good?")) return 0;
    // Looked up before the configuration that names them is gone.
    const std::vector<fs::path> workspaces = workspacesOf(context);
    std::vector<fs::path> paths = {context.snapshot().path};
    if (*scope == scopes[1]) paths = sessionPaths(context);
    if (*scope == scopes[2]) paths = statePaths(context);
    Remover remover(context, arguments.has("dry-run"));
    if (*scope != scopes[0]) {
        remover.endService(false);
        if (const Result<void> stopped = remover.checkStopped(); !stopped) return context.fail("Error: " + stopped.error().message);
    }
    for (const fs::path& path : paths)
        remover.remove(path);
    for (const fs::path& workspace : *scope == scopes[2] ? workspaces : std::vector<fs::path>())
        remover.remove(workspace);
    context.print("Next: " + context.commandHint("onboard --install-daemon"));
    return remover.exitCode();
}

struct Parts {
    bool service = false;
    bool state = false;
    bool workspace = false;
};

std::optional<Parts> chooseParts(const Arguments& arguments) {
    const bool all = arguments.has("all");
    Parts parts{all || arguments.has("service"), all || arguments.has("state"),
                all || arguments.has("workspace")};
    if (parts.service || parts.state || parts.workspace || arguments.has("app")) return parts;
    if (arguments.has("non-interactive") || !Terminal::isAvailable()) return std::nullopt;
    const Result<std::vector<std::size_t>> picked =
        askMultiselect("What is to go?",
                       {{"Gateway service"},
                        {"State", "configuration, credentials, sessions"},
                        {"Workspaces", "the agents' files"}},
                       {true, true, false});
    if (!picked) return Parts{};
    for (const std::size_t part : *picked)
        (part == 0 ? parts.service : part == 1 ? parts.state : parts.workspace) = true;
    return parts;
}

int uninstallAll(Context& context, const Arguments& arguments) {
    if (const std::string missing = missingConsent(arguments); !missing.empty()) return context.fail(missing);
    const std::optional<Parts> parts = chooseParts(arguments);
    if (!parts)
        return context.fail("Non-interactive mode requires --all, --service, --state or --workspace.");
    const bool isAnything = parts->service || parts->state || parts->workspace;
    if (isAnything && !isConfirmed(arguments, "Delete it for good?")) return 0;
    const std::vector<fs::path> workspaces = workspacesOf(context);
    const std::vector<fs::path> paths = statePaths(context);
    Remover remover(context, arguments.has("dry-run"));
    if (parts->service) remover.endService(true);
    if (parts->state) {
        if (const Result<void> stopped = remover.checkStopped(); !stopped) return context.fail("Error: " + stopped.error().message);
        // A workspace usually lies in the state folder, and people's work is in it.
        for (const fs::path& path : paths)
            remover.remove(path, parts->workspace ? std::vector<fs::path>() : workspaces);
    }
    for (const fs::path& workspace : parts->workspace ? workspaces : std::vector<fs::path>())
        remover.remove(workspace);
    context.print("The program itself is still there: " + context.shortPath(Context::programFile()));
    return remover.exitCode();
}

}

std::vector<fs::path> sessionPaths(Context& context) {
    const fs::path state = context.stateDirectory();
    std::vector<fs::path> paths = {context.snapshot().path, config::credentialsDirectory(context.environment)};
    // Conversations, pairing and the keys of linked accounts.
    for (const char* ending : {"", "-wal", "-shm"})
        paths.emplace_back(store::SqliteStore::fileIn(state).string() + ending);
    std::error_code failure;
    for (const auto& agent : fs::directory_iterator(state / "agents", failure))
        paths.push_back(agent.path() / "sessions");
    return paths;
}

Result<void> checkGatewayStopped(Context& context) {
    const Result<gateway::InstanceLock> lock = gateway::InstanceLock::acquire(
        context.snapshot().path, fs::temp_directory_path(), std::chrono::seconds(2));
    if (lock) return {};
    return Error(Errc::conflict, lock.error().message + "; stop it first, nothing was removed");
}

bool isForbiddenToRemove(const fs::path& path, const fs::path& home) {
    const fs::path plain = plainPath(path);
    return !plain.is_absolute() || plain == plain.root_path() || isWithin(home, plain);
}

Result<void> removeTree(const fs::path& path, const std::vector<fs::path>& kept) {
    const auto isKept = [&](const fs::path& keep) { return isWithin(path, keep); };
    const auto holdsKept = [&](const fs::path& keep) {
        std::error_code failure;
        return isWithin(keep, path) && fs::exists(keep, failure);
    };
    if (std::ranges::any_of(kept, isKept)) return {};
    std::error_code failure;
    if (std::ranges::none_of(kept, holdsKept)) {
        fs::remove_all(path, failure);
        if (failure) return Error(Errc::unavailable, failure.message());
        return {};
    }
    for (const auto& entry : fs::directory_iterator(path, failure)) {
        if (const Result<void> done = removeTree(entry.path(), kept); !done) return done.error();
    }
    if (failure) return Error(Errc::unavailable, failure.message());
    return {};
}

Command resetCommand() {
    Command command = named("reset", "Delete configuration, credentials, sessions or everything", reset);
    command.guard = ConfigGuard::tolerate;
    command.options = {{0, "scope", "scope", "config, config+creds+sessions or full", false, false},
                       {0, "yes", "", "Do not ask", false, false},
                       {0, "non-interactive", "", "Never ask (needs --scope and --yes)", false, false},
                       {0, "dry-run", "", "Only say what would go", false, false}};
    return command;
}

Command uninstallCommand() {
    Command command = named("uninstall", "Remove the service and the files; the program stays", uninstallAll);
    command.guard = ConfigGuard::tolerate;
    command.options = {{0, "service", "", "The service", false, false},
                       {0, "state", "", "Configuration, credentials, sessions", false, false},
                       {0, "workspace", "", "The agents' workspaces", false, false},
                       {0, "app", "", "", false, true},
                       {0, "all", "", "All of it", false, false},
                       {0, "yes", "", "Do not ask", false, false},
                       {0, "non-interactive", "", "Never ask (needs --yes)", false, false},
                       {0, "dry-run", "", "Only say what would go", false, false}};
    return command;
}

}
