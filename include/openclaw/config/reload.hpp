#pragma once

#include "openclaw/core/json.hpp"

#include <set>
#include <string>
#include <vector>

/// What a changed configuration means for a running gateway (gateway-protocol.md 12).
namespace openclaw::config {

/// Dotted paths whose values differ, compared by value; arrays count as one value. At most 1000 are listed.
std::vector<std::string> changedPaths(const Json& before, const Json& after);

/// What has to be done about a set of changed paths.
struct ReloadPlan {
    /// Without `meta`, which every write changes.
    std::vector<std::string> changedPaths;
    /// Paths that only a restart of the gateway brings into effect.
    std::vector<std::string> restartPaths;
    std::vector<std::string> hotPaths;
    bool reloadHooks = false;
    bool restartGmailWatcher = false;
    bool restartHeartbeat = false;
    bool rebuildCron = false;
    bool restartBrowserControl = false;
    std::set<std::string> restartChannels;

    bool needsRestart() const { return !restartPaths.empty(); }
};
ReloadPlan planReload(std::vector<std::string> changedPaths);

enum class ReloadMode { off, restart, hot, hybrid };
ReloadMode parseReloadMode(std::string_view name);

/// `blocked`: mode hot, but a restart would be needed; nothing is applied and the paths are logged.
enum class ReloadDecision { ignore, applyHot, restart, blocked };
ReloadDecision decideReload(const ReloadPlan& plan, ReloadMode mode);

}
