// Collects the tool policy layers of a turn out of the configuration.
#include "openclaw/security/tool_layers.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/security/group_rules.hpp"
#include "security/agent_entry.hpp"

#include <algorithm>
#include <array>

namespace openclaw::security {

namespace {

/// The names of the compatible program, so that a configuration written for it is not called wrong.
constexpr std::array<std::string_view, 24> toolNames{
    "read",       "write",       "edit",          "apply_patch",    "exec",          "process",       "browser",
    "canvas",     "nodes",       "cron",          "message",        "tts",           "gateway",       "agents_list",
    "image",      "web_search",  "web_fetch",     "memory_search",  "memory_get",    "sessions_list", "sessions_history",
    "sessions_send", "sessions_spawn", "session_status"};

const Json* providerTools(const Json* tools, const ToolScope& scope) {
    const Json* byProvider = tools ? findMember(*tools, "byProvider") : nullptr;
    if (!byProvider) return nullptr;
    const Json* exact = findMember(*byProvider, scope.provider + "/" + scope.model);
    return exact ? exact : findMember(*byProvider, scope.provider);
}

/// allow and deny of the object; `alsoAllow` widens the list that is there, it never makes one.
ToolPolicy policyOf(const Json& tools) {
    ToolPolicy policy = toolPolicyFromJson(tools);
    const Json* also = findMember(tools, "alsoAllow");
    if (policy.allow && !policy.allow->empty() && also && also->is_array()) {
        for (const Json& name : *also) {
            if (name.is_string()) policy.allow->push_back(name.get<std::string>());
        }
    }
    return policy;
}

/// What reaches beyond the chat in which somebody speaks.
std::vector<std::string> furtherTools() {
    return {"cron", "gateway", "nodes", "agents_list", "sessions_list", "sessions_history", "sessions_send",
            "sessions_spawn"};
}

class Collector {
public:
    void add(std::string path, ToolPolicy policy) {
        const bool hasAllow = policy.allow && !policy.allow->empty();
        const bool hasDeny = policy.deny && !policy.deny->empty();
        if (hasAllow || hasDeny) layers_.push_back({std::move(path), std::move(policy)});
    }
    void addTools(const std::string& path, const Json* tools) {
        if (tools && tools->is_object()) add(path, policyOf(*tools));
    }
    /// The agent's profile stands in for the global one; alsoAllow of the same place widens it.
    void addProfile(const std::string& globalPath, const Json* global, const std::string& ownPath, const Json* own) {
        const bool isOwn = own && !stringOr(*own, "profile").empty();
        const Json* tools = isOwn ? own : global;
        const std::string name = tools ? stringOr(*tools, "profile") : std::string();
        std::optional<ToolPolicy> profile = name.empty() ? std::nullopt : toolProfile(name);
        if (!profile) return;
        for (const Json* place : {global, own}) {
            const Json* also = place ? findMember(*place, "alsoAllow") : nullptr;
            if (!also || !also->is_array()) continue;
            for (const Json& entry : *also) {
                if (entry.is_string()) profile->allow->push_back(entry.get<std::string>());
            }
        }
        add((isOwn ? ownPath : globalPath) + ".profile=" + name, std::move(*profile));
    }
    std::vector<ToolLayer> take() { return std::move(layers_); }

private:
    std::vector<ToolLayer> layers_;
};

}

std::vector<ToolLayer> toolLayers(const Json& config, const ToolScope& scope) {
    const Json* global = findMember(config, "tools");
    const Json* agent = agentEntry(config, scope.agentId);
    const Json* own = agent ? findMember(*agent, "tools") : nullptr;
    const std::string ownPath = "agents.list[" + scope.agentId + "].tools";
    const std::string provider = ".byProvider." + scope.provider;
    const Json* globalProvider = providerTools(global, scope);
    const Json* ownProvider = providerTools(own, scope);

    Collector layers;
    layers.addProfile("tools", global, ownPath, own);
    layers.addProfile("tools" + provider, globalProvider, ownPath + provider, ownProvider);
    layers.addTools("tools", global);
    layers.addTools("tools" + provider, globalProvider);
    layers.addTools(ownPath, own);
    layers.addTools(ownPath + provider, ownProvider);
    if (auto exec = execLayer(config, scope.agentId)) layers.add(std::move(exec->path), std::move(exec->policy));
    for (const ToolLayer& layer : scope.chat)
        layers.add(layer.path, layer.policy);
    if (!scope.isAuthorized) layers.add("commands.useAccessGroups", ToolPolicy{std::nullopt, furtherTools()});
    if (scope.isSandboxed) layers.add("sandbox.mode", ToolPolicy{std::nullopt, std::vector<std::string>{"*"}});
    if (scope.isSubagent) {
        // What it says goes to the agent that started it, and through that one's mouth to people.
        ToolPolicy policy = subagentToolPolicy(config);
        policy.deny->push_back("message");
        layers.add("tools.subagents.tools", std::move(policy));
    }
    return layers.take();
}

std::optional<std::string> refusingLayer(std::string_view tool, std::span<const ToolLayer> layers) {
    for (const ToolLayer& layer : layers) {
        if (!isToolAllowed(tool, layer.policy)) return layer.path;
    }
    return std::nullopt;
}

std::optional<ToolLayer> execLayer(const Json& config, std::string_view agentId) {
    const Json* agent = agentEntry(config, agentId);
    const Json* places[] = {agent ? findPath(*agent, "tools.exec") : nullptr, findPath(config, "tools.exec")};
    const std::string names[] = {"agents.list[" + std::string(agentId) + "].tools.exec", "tools.exec"};
    for (std::size_t i = 0; i < 2; ++i) {
        if (places[i] && stringOr(*places[i], "security") == "deny")
            return ToolLayer{names[i] + ".security=deny", ToolPolicy{std::nullopt, std::vector<std::string>{"exec"}}};
    }
    return std::nullopt;
}

bool isSandboxWanted(const Json& config, std::string_view agentId, bool isMain) {
    const Json* agent = agentEntry(config, agentId);
    const Json* own = agent ? findPath(*agent, "sandbox.mode") : nullptr;
    const Json* mode = own ? own : findPath(config, "agents.defaults.sandbox.mode");
    if (!mode || !mode->is_string() || *mode == "off") return false;
    return *mode == "non-main" ? !isMain : true;
}

std::optional<ToolLayer> groupToolLayer(const Json& entry, std::string_view path, std::string_view senderId) {
    const Json* bySender = findMember(entry, "toolsBySender");
    if (bySender && bySender->is_object()) {
        Sender sender;
        sender.id = std::string(senderId);
        if (const Json* found = resolveToolsBySender(*bySender, sender, NameMatching::never))
            return ToolLayer{std::string(path) + ".toolsBySender", policyOf(*found)};
    }
    const Json* tools = findMember(entry, "tools");
    if (!tools || !tools->is_object()) return std::nullopt;
    return ToolLayer{std::string(path) + ".tools", policyOf(*tools)};
}

std::vector<std::string> unknownToolNames(std::span<const ToolLayer> layers) {
    std::vector<std::string> unknown;
    for (const ToolLayer& layer : layers) {
        for (const auto* list : {&layer.policy.allow, &layer.policy.deny}) {
            if (!*list) continue;
            for (const std::string& name : expandToolGroups(**list)) {
                const bool isKnown = name.find('*') != std::string::npos || name == "whatsapp_login" ||
                                     std::find(toolNames.begin(), toolNames.end(), name) != toolNames.end();
                const std::string line = layer.path + ": " + name;
                if (!isKnown && std::find(unknown.begin(), unknown.end(), line) == unknown.end()) unknown.push_back(line);
            }
        }
    }
    return unknown;
}

}
