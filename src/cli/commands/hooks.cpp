// hooks …: the hooks of the house, and those of plugins.
#include "cli/commands/hooks.hpp"

#include "cli/Context.hpp"
#include "cli/configWriting.hpp"
#include "cli/tables.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/hooks/bundled.hpp"
#include "openclaw/plugins/registry.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

struct Hook {
    std::string name;
    std::string emoji;
    std::string description;
    std::vector<std::string> events;
    /// "" for those of the house.
    std::string pluginId;
    bool isOn = false;
    std::string problem;
};

std::vector<Hook> allHooks(Context& context) {
    std::vector<Hook> hooks;
    const Json& root = context.config().root();
    for (const hooks::BundledHook& own : hooks::bundledHooks())
        hooks.push_back({std::string(own.name),
                         std::string(own.emoji),
                         std::string(own.description),
                         {std::string(own.event)},
                         {},
                         hooks::isHookOn(root, own.name),
                         {}});
    for (const plugins::PluginEntry& entry :
         plugins::discoverPlugins(root, context.environment, context.stateDirectory())) {
        if (entry.manifest.kind == "hook")
            hooks.push_back({entry.manifest.id, "🔌", entry.manifest.description, entry.manifest.events,
                             entry.manifest.id, entry.isEnabled,
                             entry.status == "error" ? entry.reason : std::string()});
    }
    return hooks;
}

Json hookJson(const Hook& hook) {
    Json json{{"name", hook.name},
              {"description", hook.description},
              {"emoji", hook.emoji},
              {"eligible", hook.problem.empty()},
              {"disabled", !hook.isOn},
              {"source", hook.pluginId.empty() ? "openclaw-bundled" : "openclaw-plugin"},
              {"events", hook.events},
              {"homepage", nullptr},
              {"missing",
               {{"bins", Json::array()},
                {"anyBins", Json::array()},
                {"env", Json::array()},
                {"config", Json::array()},
                {"os", Json::array()}}},
              {"managedByPlugin", !hook.pluginId.empty()}};
    if (!hook.pluginId.empty()) json["pluginId"] = hook.pluginId;
    return json;
}

std::string stateOf(const Hook& hook) {
    if (!hook.problem.empty()) return "✗ " + hook.problem;
    return hook.isOn ? "✓ on" : "⏸ off";
}

int listHooks(Context& context, const Arguments& arguments) {
    Json list = Json::array();
    std::vector<TableRow> rows;
    for (const Hook& hook : allHooks(context)) {
        if (arguments.has("eligible") && !hook.problem.empty()) continue;
        list.push_back(hookJson(hook));
        rows.push_back(
            {stateOf(hook), hook.emoji + " " + hook.name, join(hook.events, ", "), hook.description});
    }
    if (arguments.has("json"))
        context.printJson(
            Json{{"workspaceDir", context.config().defaultAgent().workspace.string()},
                 {"managedHooksDir", plugins::pluginDirectory(context.stateDirectory()).string()},
                 {"hooks", std::move(list)}});
    else
        context.print(renderTable({"Status", "Hook", "Events", "What it does"}, rows, 70));
    return 0;
}

std::optional<Hook> find(Context& context, const std::string& name) {
    for (Hook& hook : allHooks(context)) {
        if (hook.name == name) return std::move(hook);
    }
    context.fail(
        fmt::format("Hook \"{}\" not found. Run `openclaw hooks list` to see available hooks.", name));
    return std::nullopt;
}

int showHook(Context& context, const Arguments& arguments) {
    const std::optional<Hook> hook = find(context, arguments.word(0));
    if (!hook) return 1;
    if (arguments.has("json")) {
        context.printJson(hookJson(*hook));
        return 0;
    }
    context.print(fmt::format("{} {}\n{}\nStatus: {}\nEvents: {}", hook->emoji, hook->name, hook->description,
                              stateOf(*hook), join(hook->events, ", ")));
    return 0;
}

int checkHooks(Context& context, const Arguments& arguments) {
    std::vector<std::string> ready;
    std::vector<std::string> broken;
    for (const Hook& hook : allHooks(context))
        (hook.problem.empty() ? ready : broken).push_back(hook.name);
    if (arguments.has("json"))
        context.printJson(
            Json{{"total", ready.size() + broken.size()}, {"eligible", ready}, {"notEligible", broken}});
    else
        context.print(fmt::format("Total: {}\nReady: {}{}", ready.size() + broken.size(), join(ready, ", "),
                                  broken.empty() ? "" : "\nNot ready: " + join(broken, ", ")));
    return 0;
}

int setHook(Context& context, const std::string& name, bool isOn) {
    const std::optional<Hook> hook = find(context, name);
    if (!hook) return 1;
    OrderedJson document = context.snapshot().document.value;
    if (!document.is_object()) document = OrderedJson::object();
    Result<void> set;
    if (!hook->pluginId.empty())
        set = config::setAt(document, {"plugins", "entries", name, "enabled"}, OrderedJson(isOn));
    else
        set = config::setAt(document, {"hooks", "internal", "entries", name, "enabled"}, OrderedJson(isOn));
    if (set && isOn && hook->pluginId.empty())
        set = config::setAt(document, {"hooks", "internal", "enabled"}, OrderedJson(true));
    if (!set) return context.fail("Error: " + set.error().message);
    return writeConfigDocument(context, std::move(document),
                               fmt::format("{} hook: {}", isOn ? "Enabled" : "Disabled", name));
}

int enableHook(Context& context, const Arguments& arguments) {
    return setHook(context, arguments.word(0), true);
}
int disableHook(Context& context, const Arguments& arguments) {
    return setHook(context, arguments.word(0), false);
}

}

Command hooksCommand() {
    const Option json{0, "json", "", "Print JSON", false, false};
    Command list = named("list", "All hooks, and whether they are on", listHooks);
    list.options = {json,
                    {0, "eligible", "", "Only those that can run", false, false},
                    {'v', "verbose", "", "", false, true}};
    Command info = named("info", "About one hook", showHook);
    info.positionals = {{"name", true}};
    info.options = {json};
    Command check = named("check", "Which hooks can run", checkHooks);
    check.options = {json};
    Command enable = named("enable", "Switch a hook on", enableHook);
    enable.positionals = {{"name", true}};
    Command disable = named("disable", "Switch a hook off", disableHook);
    disable.positionals = {{"name", true}};
    Command command;
    command.name = "hooks";
    command.summary = "What the gateway does by habit when something happens";
    command.subcommands = {list, info, check, enable, disable};
    return command;
}

}
