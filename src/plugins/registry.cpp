// Finds plugins and decides which of them run.
#include "openclaw/plugins/registry.hpp"

#include "openclaw/channels/mattermost.hpp"
#include "openclaw/core/log.hpp"
#include "plugins/PluginChannel.hpp"

#include <algorithm>
#include <set>

namespace openclaw::plugins {

namespace {

constexpr std::size_t maxPlugins = 200;

/// Channels of the house, whose ids no plugin may take.
const std::set<std::string> builtInIds = {"telegram", "whatsapp", "discord", "imessage"};

PluginEntry mattermostEntry() {
    PluginEntry entry;
    entry.manifest.id = "mattermost";
    entry.manifest.name = "Mattermost";
    entry.manifest.description = "Mattermost bots, in the binary";
    entry.manifest.version = "1";
    entry.manifest.kind = "channel";
    entry.origin = "bundled";
    return entry;
}

bool lists(const Json& root, const char* path, const std::string& id) {
    const Json* list = findPath(root, path);
    return list && list->is_array() && std::ranges::find(*list, Json(id)) != list->end();
}

void decide(PluginEntry& entry, const Json& root) {
    const std::string& id = entry.manifest.id;
    const Json* settings = findPath(root, "plugins.entries." + id);
    const auto chosen = settings ? findBool(*settings, "enabled") : std::nullopt;
    const Json* all = findPath(root, "plugins.enabled");
    const Json* allow = findPath(root, "plugins.allow");
    const bool isBundled = entry.origin == "bundled";
    entry.isEnabled = chosen.value_or(isBundled);
    if (!entry.isEnabled)
        entry.reason = chosen ? "plugins.entries." + id + ".enabled=false" : "not enabled; openclaw plugins enable " + id;
    if (all && *all == false) entry.reason = "plugins.enabled=false";
    if (lists(root, "plugins.deny", id)) entry.reason = "plugins.deny";
    if (allow && allow->is_array() && !allow->empty() && !lists(root, "plugins.allow", id)) entry.reason = "not in plugins.allow";
    if (!entry.reason.empty()) entry.isEnabled = false;
    if (entry.isEnabled && !isBundled) {
        const Json* config = settings ? findMember(*settings, "config") : nullptr;
        const auto problems = schemaProblems(entry.manifest.configSchema, config ? *config : Json::object());
        if (!problems.empty()) {
            entry.status = "error";
            entry.reason = "invalid config: " + problems.front();
            return;
        }
    }
    entry.status = entry.isEnabled ? "loaded" : "disabled";
}

void addFolder(std::vector<PluginEntry>& entries, const std::filesystem::path& folder, const std::string& origin) {
    Result<Manifest> manifest = loadManifest(folder);
    PluginEntry entry;
    entry.origin = origin;
    if (manifest) {
        entry.manifest = std::move(*manifest);
    } else {
        entry.manifest.id = folder.filename().string();
        entry.manifest.name = entry.manifest.id;
        entry.manifest.folder = folder;
        entry.status = "error";
        entry.reason = manifest.error().message;
    }
    const bool isTaken = builtInIds.contains(entry.manifest.id) ||
                         std::ranges::any_of(entries, [&](const PluginEntry& other) { return other.manifest.id == entry.manifest.id; });
    if (isTaken) {
        entry.status = "error";
        entry.reason = "another plugin or channel has the id " + entry.manifest.id;
    }
    entries.push_back(std::move(entry));
}

}

std::filesystem::path pluginDirectory(const std::filesystem::path& stateDirectory) { return stateDirectory / "plugins"; }

std::vector<PluginEntry> discoverPlugins(const Json& configRoot, const Environment& environment,
                                         const std::filesystem::path& stateDirectory) {
    std::vector<PluginEntry> entries;
    entries.push_back(mattermostEntry());
    if (const Json* paths = findPath(configRoot, "plugins.load.paths"); paths && paths->is_array()) {
        for (const Json& path : *paths) {
            if (path.is_string() && entries.size() < maxPlugins)
                addFolder(entries, environment.expandPath(path.get<std::string>()), "config");
        }
    }
    std::error_code ignored;
    std::vector<std::filesystem::path> folders;
    for (const auto& item : std::filesystem::directory_iterator(pluginDirectory(stateDirectory), ignored)) {
        if (item.is_directory(ignored)) folders.push_back(item.path());
    }
    std::ranges::sort(folders);
    for (const auto& folder : folders) {
        if (entries.size() < maxPlugins) addFolder(entries, folder, "global");
    }
    for (PluginEntry& entry : entries) {
        if (entry.status.empty()) decide(entry, configRoot);
    }
    return entries;
}

std::vector<std::unique_ptr<channels::Channel>> makeChannels(const config::Config& config, channels::ChannelContext context) {
    auto made = channels::makeChannels(config, context);
    for (PluginEntry& entry : discoverPlugins(config.root(), context.environment, context.stateDirectory)) {
        if (entry.status == "error") log::error("plugins", "{}: {}", entry.manifest.id, entry.reason);
        if (entry.status != "loaded" || entry.manifest.kind != "channel") continue;
        if (entry.manifest.id == "mattermost") {
            for (auto& channel : channels::makeMattermostChannels(config, context))
                made.push_back(std::move(channel));
            continue;
        }
        const Json* channel = config.find("channels." + entry.manifest.id);
        if (channel && !findBool(*channel, "enabled").value_or(true)) continue;
        const Json* settings = config.find("plugins.entries." + entry.manifest.id);
        const Json* own = settings ? findMember(*settings, "config") : nullptr;
        made.push_back(std::make_unique<PluginChannel>(context, std::move(entry.manifest), own ? *own : Json::object()));
    }
    return made;
}

}
