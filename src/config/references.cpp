// Checks that names point at something: agent folders, avatars, channels, plugins.
#include "config/checks.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

namespace openclaw::config {

namespace {

using Path = Reporter::Path;

constexpr std::array<std::string_view, 18> knownChannels{
    "telegram", "whatsapp", "discord", "googlechat", "slack", "signal",  "imessage",    "mattermost",     "msteams",
    "matrix",   "nostr",    "line",    "zalo",       "zalouser", "tlon", "twitch", "bluebubbles", "nextcloud-talk"};

constexpr std::array<std::string_view, 31> knownPlugins{
    "bluebubbles", "copilot-proxy", "diagnostics-otel", "discord", "google-antigravity-auth", "google-gemini-cli-auth",
    "googlechat", "imessage", "line", "llm-task", "lobster", "matrix", "mattermost", "memory-core", "memory-lancedb",
    "minimax-portal-auth", "msteams", "nextcloud-talk", "nostr", "open-prose", "qwen-portal-auth", "signal", "slack",
    "telegram", "tlon", "twitch", "voice-call", "whatsapp", "zalo", "zalouser", "none"};

template <class Names>
bool contains(const Names& names, std::string_view wanted) {
    return std::find(names.begin(), names.end(), wanted) != names.end();
}

void checkAgentFolders(const Json& agents, const Environment& environment, Reporter& report) {
    std::map<std::string, std::vector<std::string>> usersByFolder;
    for (const auto& agent : agents) {
        const std::string id = stringOr(agent, "id");
        const std::string given = stringOr(agent, "agentDir");
        auto folder = stateDirectory(environment) / "agents" / toLowerAscii(trimAscii(id)) / "agent";
        if (!trimAscii(given).empty())
            folder = environment.expandPath(given);
        if (!folder.has_filename())
            folder = folder.parent_path();
        usersByFolder[folder.string()].push_back(id);
    }
    std::string conflicts;
    for (const auto& [folder, users] : usersByFolder) {
        if (users.size() > 1)
            conflicts += fmt::format("\n- {}: \"{}\"", folder, join(users, "\", \""));
    }
    if (!conflicts.empty())
        report.error({"agents", "list"}, "several agents share one agentDir; each needs its own, or they overwrite each "
                                         "other's credentials and sessions:" + conflicts);
}

void checkAvatar(const Json& agent, const Path& path, Reporter& report) {
    const Json* identity = findMember(agent, "identity");
    const std::string avatar = identity ? std::string(trimAscii(stringOr(*identity, "avatar"))) : std::string();
    if (avatar.empty() || startsWithIgnoreCase(avatar, "data:") || startsWithIgnoreCase(avatar, "http://") ||
        startsWithIgnoreCase(avatar, "https://"))
        return;
    const auto normal = std::filesystem::path(avatar).lexically_normal();
    const bool hasScheme = avatar.find("://") != std::string::npos;
    const bool leaves = normal.is_absolute() || (!normal.empty() && *normal.begin() == "..");
    if (hasScheme || avatar.starts_with('~') || leaves)
        report.error(path, "identity.avatar must be a workspace-relative path, http(s) URL, or data URI.");
}

void checkHeartbeatTarget(const Json& holder, Path path, Reporter& report) {
    const Json* heartbeat = findMember(holder, "heartbeat");
    const std::string target = heartbeat ? toLowerAscii(trimAscii(stringOr(*heartbeat, "target"))) : std::string();
    if (target.empty() || target == "last" || target == "none" || contains(knownChannels, target))
        return;
    path.insert(path.end(), {"heartbeat", "target"});
    report.error(path, fmt::format("unknown heartbeat target: {}", target));
}

void checkAgents(const Json& config, const Environment& environment, Reporter& report) {
    if (const Json* defaults = findPath(config, "agents.defaults"))
        checkHeartbeatTarget(*defaults, {"agents", "defaults"}, report);
    const Json* agents = findPath(config, "agents.list");
    if (!agents || !agents->is_array())
        return;
    checkAgentFolders(*agents, environment, report);
    for (std::size_t i = 0; i < agents->size(); ++i) {
        const std::string index = std::to_string(i);
        checkAvatar((*agents)[i], {"agents", "list", index, "identity", "avatar"}, report);
        checkHeartbeatTarget((*agents)[i], {"agents", "list", index}, report);
    }
}

/// Plugins that are installed, or listed by folder, are not in the table.
bool isInstalledPlugin(const Json& config, const std::string& id, const Environment& environment) {
    std::error_code ignored;
    const auto manifest = stateDirectory(environment) / "plugins" / id / "openclaw.plugin.json";
    const Json* paths = findPath(config, "plugins.load.paths");
    return std::filesystem::exists(manifest, ignored) || (paths && paths->is_array() && !paths->empty());
}

void checkPluginNames(const Json& config, const Environment& environment, Reporter& report) {
    const Json* plugins = findMember(config, "plugins");
    if (!plugins)
        return;
    const auto check = [&](const std::string& id, const Path& path) {
        if (!contains(knownPlugins, id) && !isInstalledPlugin(config, id, environment))
            report.warn(path, fmt::format("plugin not found: {}", id));
    };
    if (const Json* entries = findMember(*plugins, "entries"); entries && entries->is_object()) {
        for (const auto& entry : entries->items())
            check(entry.key(), {"plugins", "entries", entry.key()});
    }
    for (const std::string list : {"allow", "deny"}) {
        const Json* ids = findMember(*plugins, list);
        for (std::size_t i = 0; ids && ids->is_array() && i < ids->size(); ++i) {
            if ((*ids)[i].is_string())
                check((*ids)[i].get<std::string>(), {"plugins", list, std::to_string(i)});
        }
    }
    if (const Json* memory = findPath(*plugins, "slots.memory"); memory && memory->is_string())
        check(memory->get<std::string>(), {"plugins", "slots", "memory"});
}

}

// Unknown channel and plugin ids are unknown keys like any other: kept, pointed out, no reason not to start.
void checkReferences(const Json& config, const Environment& environment, Reporter& report) {
    checkAgents(config, environment, report);
    checkPluginNames(config, environment, report);
    if (const Json* channels = findMember(config, "channels"); channels && channels->is_object()) {
        for (const auto& channel : channels->items()) {
            const bool isKnown = contains(knownChannels, channel.key()) || isInstalledPlugin(config, channel.key(), environment);
            if (channel.key() != "defaults" && !isKnown)
                report.warn({"channels", channel.key()}, fmt::format("unknown channel id: {}", channel.key()));
        }
    }
}

}
