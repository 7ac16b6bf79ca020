// plugins list, info, enable, disable, install, doctor.
#include "cli/configWriting.hpp"
#include "cli/commandTree.hpp"
#include "cli/tables.hpp"
#include "openclaw/config/edit.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/plugins/registry.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

Json toolNames(const plugins::Manifest& manifest) {
    Json names = Json::array();
    for (const plugins::PluginTool& tool : manifest.tools)
        names.push_back(tool.name);
    return names;
}

Json entryJson(const plugins::PluginEntry& entry) {
    Json json{{"id", entry.manifest.id},
              {"name", entry.manifest.name},
              {"description", entry.manifest.description},
              {"version", entry.manifest.version},
              {"source", entry.manifest.folder.string()},
              {"origin", entry.origin},
              {"kind", entry.manifest.kind},
              {"enabled", entry.isEnabled},
              {"status", entry.status},
              {"toolNames", toolNames(entry.manifest)},
              {"hookNames", entry.manifest.events},
              {"channelIds", entry.manifest.kind == "channel" ? Json::array({entry.manifest.id}) : Json::array()},
              {"providerIds", Json::array()},
              {"gatewayMethods", Json::array()},
              {"cliCommands", Json::array()},
              {"services", Json::array()},
              {"commands", Json::array()},
              {"httpHandlers", 0},
              {"hookCount", entry.manifest.events.size()},
              {"configSchema", !entry.manifest.configSchema.empty()},
              {"configJsonSchema", entry.manifest.configSchema}};
    if (entry.status == "error") json["error"] = entry.reason;
    return json;
}

std::vector<plugins::PluginEntry> allPlugins(Context& context) {
    return plugins::discoverPlugins(context.config().root(), context.environment, context.stateDirectory());
}

int listPlugins(Context& context, const Arguments& arguments) {
    Json list = Json::array();
    Json diagnostics = Json::array();
    std::vector<TableRow> rows;
    for (const plugins::PluginEntry& entry : allPlugins(context)) {
        if (arguments.has("enabled") && !entry.isEnabled) continue;
        if (entry.status == "error")
            diagnostics.push_back({{"level", "error"}, {"pluginId", entry.manifest.id}, {"message", entry.reason}});
        rows.push_back({entry.manifest.name, entry.manifest.id, entry.status, entry.origin, entry.manifest.version});
        list.push_back(entryJson(entry));
    }
    if (arguments.has("json"))
        context.printJson(Json{{"workspaceDir", context.config().defaultAgent().workspace.string()},
                               {"plugins", std::move(list)},
                               {"diagnostics", std::move(diagnostics)}});
    else
        context.print(renderTable({"Name", "ID", "Status", "Source", "Version"}, rows));
    return 0;
}

int showPlugin(Context& context, const Arguments& arguments) {
    const std::string id = arguments.word(0);
    for (const plugins::PluginEntry& entry : allPlugins(context)) {
        if (entry.manifest.id != id) continue;
        if (arguments.has("json")) {
            context.printJson(entryJson(entry));
            return 0;
        }
        context.print(fmt::format("{} ({})", entry.manifest.name, entry.manifest.id));
        if (!entry.manifest.description.empty()) context.print(entry.manifest.description);
        context.print(fmt::format("Status: {}{}", entry.status, entry.reason.empty() ? "" : " (" + entry.reason + ")"));
        context.print("Origin: " + entry.origin);
        if (!entry.manifest.folder.empty()) context.print("Folder: " + context.shortPath(entry.manifest.folder));
        if (!entry.manifest.version.empty()) context.print("Version: " + entry.manifest.version);
        return 0;
    }
    return context.fail("Plugin not found: " + id);
}

int setEnabled(Context& context, const std::string& id, bool isEnabled) {
    bool isKnown = false;
    for (const plugins::PluginEntry& entry : allPlugins(context))
        isKnown = isKnown || entry.manifest.id == id;
    if (!isKnown) return context.fail("Plugin not found: " + id);
    OrderedJson document = context.snapshot().document.value;
    if (!document.is_object()) document = OrderedJson::object();
    const Result<void> set = config::setAt(document, {"plugins", "entries", id, "enabled"}, OrderedJson(isEnabled));
    if (!set) return context.fail("Error: " + set.error().message);
    return writeConfigDocument(context, std::move(document),
                               fmt::format("{} plugin \"{}\". Restart the gateway to apply.", isEnabled ? "Enabled" : "Disabled", id));
}

int enablePlugin(Context& context, const Arguments& arguments) { return setEnabled(context, arguments.word(0), true); }
int disablePlugin(Context& context, const Arguments& arguments) { return setEnabled(context, arguments.word(0), false); }

int installPlugin(Context& context, const Arguments& arguments) {
    std::error_code failure;
    const std::filesystem::path source = std::filesystem::canonical(context.environment.expandPath(arguments.word(0)), failure);
    if (failure) return context.fail("Error: no such folder: " + arguments.word(0));
    const Result<plugins::Manifest> manifest = plugins::loadManifest(source);
    if (!manifest) return context.fail("Error: " + manifest.error().message);
    if (arguments.has("link")) {
        OrderedJson document = context.snapshot().document.value;
        if (!document.is_object()) document = OrderedJson::object();
        const Json* known = context.config().find("plugins.load.paths");
        OrderedJson paths = OrderedJson::array();
        for (const Json& path : known && known->is_array() ? *known : Json::array())
            paths.push_back(path.get<std::string>());
        paths.push_back(source.string());
        if (const Result<void> set = config::setAt(document, {"plugins", "load", "paths"}, paths); !set)
            return context.fail("Error: " + set.error().message);
        return writeConfigDocument(context, std::move(document),
                                   fmt::format("Linked plugin \"{0}\". Enable it with: openclaw plugins enable {0}", manifest->id));
    }
    const std::filesystem::path root = plugins::pluginDirectory(context.stateDirectory());
    const std::filesystem::path target = root / manifest->id;
    if (std::filesystem::exists(target, failure)) return context.fail("Error: plugin already installed: " + context.shortPath(target));
    if (const Result<void> made = ensurePrivateDirectory(root); !made) return context.fail("Error: " + made.error().message);
    std::filesystem::copy(source, target, std::filesystem::copy_options::recursive | std::filesystem::copy_options::skip_symlinks, failure);
    if (failure) return context.fail("Error: cannot copy the plugin: " + failure.message());
    context.print(fmt::format("Installed plugin \"{0}\" ({1}). Enable it with: openclaw plugins enable {0}", manifest->id,
                              context.shortPath(target)));
    return 0;
}

int checkPlugins(Context& context, const Arguments&) {
    bool isGood = true;
    for (const plugins::PluginEntry& entry : allPlugins(context)) {
        if (entry.status != "error") continue;
        isGood = false;
        context.print(fmt::format("- {}: {}", entry.manifest.id, entry.reason));
    }
    if (isGood) context.print("No plugin issues detected.");
    return isGood ? 0 : 1;
}

}

Command pluginsCommand() {
    const Option json{0, "json", "", "Print JSON", false, false};
    Command list = named("list", "Plugins and whether they are on", listPlugins);
    list.options = {json, {0, "enabled", "", "Only those that are on", false, false}, {0, "verbose", "", "", false, true}};
    Command info = named("info", "About one plugin", showPlugin);
    info.positionals = {{"id", true}};
    info.options = {json};
    Command enable = named("enable", "Switch a plugin on", enablePlugin);
    enable.positionals = {{"id", true}};
    Command disable = named("disable", "Switch a plugin off", disablePlugin);
    disable.positionals = {{"id", true}};
    Command install = named("install", "Install a plugin from a folder", installPlugin);
    install.positionals = {{"path", true}};
    install.options = {{'l', "link", "", "Refer to the folder instead of copying it", false, false}};
    Command doctor = named("doctor", "Problems of plugins", checkPlugins);

    Command command;
    command.name = "plugins";
    command.summary = "Plugins";
    command.subcommands = {list, info, enable, disable, install, doctor};
    return command;
}

}
