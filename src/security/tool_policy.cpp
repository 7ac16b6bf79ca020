// Tool groups, profiles and the test of one policy layer.
#include "openclaw/security/tool_policy.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace openclaw::security {

namespace {

struct Group {
    std::string_view name;
    std::vector<std::string_view> tools;
};

const std::vector<Group>& groups() {
    static const std::vector<Group> table{
        {"group:memory", {"memory_search", "memory_get"}},
        {"group:web", {"web_search", "web_fetch"}},
        {"group:fs", {"read", "write", "edit", "apply_patch"}},
        {"group:runtime", {"exec", "process"}},
        {"group:sessions",
         {"sessions_list", "sessions_history", "sessions_send", "sessions_spawn", "session_status"}},
        {"group:ui", {"browser", "canvas"}},
        {"group:automation", {"cron", "gateway"}},
        {"group:messaging", {"message"}},
        {"group:nodes", {"nodes"}},
        {"group:openclaw",
         {"browser", "canvas", "nodes", "cron", "message", "gateway", "agents_list", "sessions_list",
          "sessions_history", "sessions_send", "sessions_spawn", "session_status", "memory_search",
          "memory_get", "web_search", "web_fetch", "image"}},
    };
    return table;
}

std::vector<std::string> stringList(const Json& array) {
    std::vector<std::string> out;
    for (const Json& entry : array) {
        if (entry.is_string()) out.push_back(entry.get<std::string>());
    }
    return out;
}

/// `*` matches any run of characters. Greedy with one step back: linear per star.
bool matchesPattern(std::string_view name, std::string_view pattern) {
    std::size_t n = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos;
    std::size_t mark = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            mark = n;
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool matchesAny(std::string_view name, const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matchesPattern(name, pattern); });
}

}

std::string normalizeToolName(std::string_view name) {
    std::string tool = toLowerAscii(trimUnicode(name));
    if (tool == "bash") return "exec";
    return tool == "apply-patch" ? "apply_patch" : tool;
}

std::vector<std::string> expandToolGroups(const std::vector<std::string>& names) {
    std::vector<std::string> out;
    const auto add = [&](std::string_view tool) {
        if (std::find(out.begin(), out.end(), tool) == out.end()) out.emplace_back(tool);
    };
    for (const std::string& raw : names) {
        const std::string name = normalizeToolName(raw);
        const auto group =
            std::find_if(groups().begin(), groups().end(), [&](const Group& g) { return g.name == name; });
        if (group != groups().end())
            std::for_each(group->tools.begin(), group->tools.end(), add);
        else if (!name.empty())
            add(name);
    }
    return out;
}

ToolPolicy toolPolicyFromJson(const Json& json) {
    ToolPolicy policy;
    if (const Json* allow = findMember(json, "allow"); allow && allow->is_array())
        policy.allow = stringList(*allow);
    if (const Json* deny = findMember(json, "deny"); deny && deny->is_array())
        policy.deny = stringList(*deny);
    return policy;
}

std::optional<ToolPolicy> toolProfile(std::string_view name) {
    ToolPolicy policy;
    if (name == "minimal")
        policy.allow = {"session_status"};
    else if (name == "coding")
        policy.allow = {"group:fs", "group:runtime", "group:sessions", "group:memory", "image"};
    else if (name == "messaging")
        policy.allow = {"group:messaging", "sessions_list", "sessions_history", "sessions_send",
                        "session_status"};
    else
        return std::nullopt;
    return policy;
}

ToolPolicy subagentToolPolicy(const Json& config) {
    ToolPolicy policy;
    if (const Json* configured = findPath(config, "tools.subagents.tools"))
        policy = toolPolicyFromJson(*configured);
    std::vector<std::string> deny{"sessions_list", "sessions_history", "sessions_send",  "sessions_spawn",
                                  "gateway",       "agents_list",      "whatsapp_login", "session_status",
                                  "cron",          "memory_search",    "memory_get"};
    if (policy.deny) deny.insert(deny.end(), policy.deny->begin(), policy.deny->end());
    policy.deny = std::move(deny);
    return policy;
}

bool isToolAllowed(std::string_view tool, const ToolPolicy& policy) {
    const std::string name = normalizeToolName(tool);
    if (policy.deny && matchesAny(name, expandToolGroups(*policy.deny))) return false;
    const std::vector<std::string> allow =
        policy.allow ? expandToolGroups(*policy.allow) : std::vector<std::string>();
    return allow.empty() || matchesAny(name, allow) || (name == "apply_patch" && matchesAny("exec", allow));
}

}
