// migrate: takes over a state folder of OpenClaw for Node. A dry run works on a copy of the store.
#include "cli/Context.hpp"
#include "cli/commandTree.hpp"
#include "cli/migrate/Migration.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/ids.hpp"
#include "openclaw/gateway/InstanceLock.hpp"
#include "openclaw/store/blocking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

/// A private folder that goes with its owner.
class ScratchFolder {
public:
    ScratchFolder() : path_(fs::temp_directory_path() / ("openclaw-migrate-" + randomHex(8))) {}
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// A copy of the store as it is; nothing when there is none yet.
Result<void> copyStore(const fs::path& from, const fs::path& to) {
    if (const Result<void> made = ensurePrivateDirectory(to.parent_path()); !made) return made;
    for (const char* part : {"", "-wal"}) {
        std::error_code error;
        const fs::path file = from.string() + part;
        if (!fs::exists(file, error)) continue;
        fs::copy_file(file, to.string() + part, error);
        if (error) return Error(Errc::unavailable, "cannot copy " + file.string() + ": " + error.message());
    }
    return {};
}

Json toJson(const std::vector<MigrationItem>& items, const MigrationPlan& plan) {
    Json list = Json::array();
    Json counts = Json{{"taken", 0}, {"present", 0}, {"left", 0}, {"failed", 0}};
    for (const MigrationItem& item : items) {
        const std::string outcome(toString(item.outcome));
        counts[outcome] = counts[outcome].get<int>() + 1;
        list.push_back(
            Json{{"kind", item.kind}, {"name", item.name}, {"outcome", outcome}, {"note", item.note}});
    }
    return Json{
        {"source", plan.source.string()}, {"dryRun", plan.isDryRun}, {"counts", counts}, {"items", list}};
}

void printItems(const Context& context, const std::vector<MigrationItem>& items, const MigrationPlan& plan) {
    context.print(fmt::format("{} {}; its files stay as they are.",
                              plan.isDryRun ? "Would take over" : "Taking over",
                              context.shortPath(plan.source)));
    std::map<std::string_view, int> counts;
    for (const MigrationItem& item : items) {
        ++counts[toString(item.outcome)];
        context.print(
            fmt::format("{:<8} {:<9} {}: {}", toString(item.outcome), item.kind, item.name, item.note));
    }
    context.print(fmt::format("{} taken, {} here already, {} left, {} failed.", counts["taken"],
                              counts["present"], counts["left"], counts["failed"]));
    if (plan.isDryRun) context.print("Nothing was changed. Run again without --dry-run to do it.");
}

int migrate(Context& context, const Arguments& arguments) {
    MigrationPlan plan;
    plan.target = context.stateDirectory();
    plan.isDryRun = arguments.has("dry-run");
    if (arguments.has("from")) {
        plan.source = arguments.text("from");
        plan.credentials = plan.source / "credentials";
    } else {
        plan.source = plan.target;
        plan.credentials = config::credentialsDirectory(context.environment);
    }
    std::error_code error;
    if (!fs::is_directory(plan.source, error))
        return context.fail("Error: there is no folder " + context.shortPath(plan.source));
    // Neither program may run: one writes what is read here, the other keeps copies of what is written.
    const Result<gateway::InstanceLock> lock = gateway::InstanceLock::acquire(
        config::configFile(context.environment), fs::temp_directory_path(), std::chrono::milliseconds(0));
    if (!lock)
        return context.fail("Error: stop the gateway first (" + context.commandHint("gateway stop") +
                            "): " + lock.error().message);
    const ScratchFolder scratch;
    fs::path file = store::SqliteStore::fileIn(plan.target);
    if (plan.isDryRun) {
        const fs::path copy = store::SqliteStore::fileIn(scratch.path());
        if (const Result<void> copied = copyStore(file, copy); !copied)
            return context.fail("Error: " + copied.error().message);
        file = copy;
    }
    Result<std::unique_ptr<store::SqliteStore>> store = store::SqliteStore::open(file);
    if (!store) return context.fail("Error: " + store.error().message);
    SystemClock clock;
    Migration migration(plan, context.config(), **store, clock);
    const std::vector<MigrationItem> items = store::waitFor(migration.run());
    (*store)->stop();
    if (arguments.has("json"))
        context.printJson(toJson(items, plan));
    else
        printItems(context, items, plan);
    const bool failed = std::ranges::any_of(
        items, [](const MigrationItem& item) { return item.outcome == MigrationItem::Outcome::failed; });
    return failed ? 1 : 0;
}

}

Command migrateCommand() {
    Command command;
    command.name = "migrate";
    command.summary =
        "Take over sessions, senders, links and jobs of OpenClaw for Node; its files stay untouched";
    command.options = {{0, "from", "dir", "Its state folder, when it is not the one in use", false, false},
                       {0, "dry-run", "", "Show what would be taken, change nothing", false, false},
                       {0, "json", "", "Print JSON", false, false}};
    command.action = migrate;
    command.guard = ConfigGuard::tolerate;
    return command;
}

}
