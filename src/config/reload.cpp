// From two configurations to the work that brings the second into effect. The table is read top down; the first
// prefix that matches decides.
#include "openclaw/config/reload.hpp"

#include <array>

namespace openclaw::config {

namespace {

constexpr std::size_t maxChangedPaths = 1000;

enum class Action { none, restart, hooks, gmail, heartbeat, cron, browser, channel };

struct Rule {
    std::string_view prefix;
    Action action;
    std::string_view channel;
};

constexpr std::array rules{
    Rule{"gateway.remote", Action::none, ""},
    Rule{"gateway.reload", Action::none, ""},
    Rule{"hooks.gmail", Action::gmail, ""},
    Rule{"hooks", Action::hooks, ""},
    Rule{"agents.defaults.heartbeat", Action::heartbeat, ""},
    Rule{"agent.heartbeat", Action::heartbeat, ""},
    Rule{"cron", Action::cron, ""},
    Rule{"browser", Action::browser, ""},
    Rule{"web", Action::channel, "whatsapp"},
    Rule{"channels.whatsapp", Action::none, ""},
    Rule{"channels.telegram", Action::channel, "telegram"},
    Rule{"channels.discord", Action::channel, "discord"},
    Rule{"channels.imessage", Action::channel, "imessage"},
    Rule{"channels.mattermost", Action::channel, "mattermost"},
    Rule{"identity", Action::none, ""},
    Rule{"wizard", Action::none, ""},
    Rule{"logging", Action::none, ""},
    Rule{"models", Action::none, ""},
    Rule{"agents", Action::none, ""},
    Rule{"tools", Action::none, ""},
    Rule{"bindings", Action::none, ""},
    Rule{"audio", Action::none, ""},
    Rule{"agent", Action::none, ""},
    Rule{"routing", Action::none, ""},
    Rule{"messages", Action::none, ""},
    Rule{"session", Action::none, ""},
    Rule{"talk", Action::none, ""},
    Rule{"skills", Action::none, ""},
    Rule{"ui", Action::none, ""},
};

bool matches(std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '.');
}

void collect(const Json& before, const Json& after, const std::string& path, std::vector<std::string>& paths) {
    if (paths.size() >= maxChangedPaths || before == after)
        return;
    if (!before.is_object() || !after.is_object()) {
        paths.push_back(path.empty() ? "<root>" : path);
        return;
    }
    const auto childPath = [&path](const std::string& key) { return path.empty() ? key : path + "." + key; };
    for (const auto& member : before.items()) {
        const Json* other = findMember(after, member.key());
        if (other)
            collect(member.value(), *other, childPath(member.key()), paths);
        else
            paths.push_back(childPath(member.key()));
    }
    for (const auto& member : after.items()) {
        if (!before.contains(member.key()))
            paths.push_back(childPath(member.key()));
    }
}

}

std::vector<std::string> changedPaths(const Json& before, const Json& after) {
    std::vector<std::string> paths;
    collect(before, after, "", paths);
    return paths;
}

ReloadPlan planReload(std::vector<std::string> changedPaths) {
    ReloadPlan plan;
    // Every write stamps meta; a restart for that would drop all clients for nothing.
    std::erase_if(changedPaths, [](const std::string& path) { return matches(path, "meta"); });
    for (const auto& path : changedPaths) {
        const Rule* rule = nullptr;
        for (const auto& candidate : rules) {
            if (!rule && matches(path, candidate.prefix))
                rule = &candidate;
        }
        const Action action = rule ? rule->action : Action::restart;
        if (action == Action::none)
            continue;
        (action == Action::restart ? plan.restartPaths : plan.hotPaths).push_back(path);
        switch (action) {
        case Action::none:
        case Action::restart: break;
        case Action::gmail:
            plan.restartGmailWatcher = true;
            plan.reloadHooks = true;
            break;
        case Action::hooks: plan.reloadHooks = true; break;
        case Action::heartbeat: plan.restartHeartbeat = true; break;
        case Action::cron: plan.rebuildCron = true; break;
        case Action::browser: plan.restartBrowserControl = true; break;
        case Action::channel: plan.restartChannels.emplace(rule->channel); break;
        }
    }
    plan.changedPaths = std::move(changedPaths);
    return plan;
}

ReloadMode parseReloadMode(std::string_view name) {
    if (name == "off")
        return ReloadMode::off;
    if (name == "restart")
        return ReloadMode::restart;
    if (name == "hot")
        return ReloadMode::hot;
    return ReloadMode::hybrid;
}

ReloadDecision decideReload(const ReloadPlan& plan, ReloadMode mode) {
    if (mode == ReloadMode::off || plan.changedPaths.empty())
        return ReloadDecision::ignore;
    if (mode == ReloadMode::restart)
        return ReloadDecision::restart;
    if (!plan.needsRestart())
        return ReloadDecision::applyHot;
    return mode == ReloadMode::hot ? ReloadDecision::blocked : ReloadDecision::restart;
}

}
