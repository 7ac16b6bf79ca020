// The policy of shell commands, merged from the places where people write it.
#include "openclaw/security/exec_policy.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "security/agent_entry.hpp"

#include <algorithm>

namespace openclaw::security {

namespace {

constexpr std::size_t maxPatterns = 1000;

void tighten(ExecRules& rules, std::optional<ExecSecurity> security, const std::string& path) {
    if (!security || *security >= rules.security) return;
    rules.security = *security;
    rules.path = path + "=" + std::string(toString(*security));
}

/// The member of the agent's part of the file, else of "*", else of the defaults.
std::string fileValue(const Json& file, std::string_view agentId, const char* key) {
    const Json* agents = findMember(file, "agents");
    for (const std::string& id : {std::string(agentId), std::string("*")}) {
        const Json* agent = agents ? findMember(*agents, id) : nullptr;
        if (agent && !stringOr(*agent, key).empty()) return stringOr(*agent, key);
    }
    const Json* defaults = findMember(file, "defaults");
    return defaults ? stringOr(*defaults, key) : std::string();
}

/// OpenClaw's older name for the main agent.
std::vector<std::string> partsOf(std::string_view agentId) {
    std::vector<std::string> ids{std::string(agentId), "*"};
    if (agentId == "main") ids.emplace_back("default");
    return ids;
}

std::optional<std::string> problemOfRules(const Json& rules, const std::string& where) {
    if (!rules.is_object()) return where + " is no object";
    const std::string security = stringOr(rules, "security");
    const std::string ask = stringOr(rules, "ask");
    const std::string fallback = stringOr(rules, "askFallback");
    if (!security.empty() && !parseExecSecurity(security))
        return where + ".security must be deny, allowlist or full";
    if (!ask.empty() && !parseExecAsk(ask)) return where + ".ask must be off, on-miss or always";
    if (!fallback.empty() && !parseExecSecurity(fallback))
        return where + ".askFallback must be deny, allowlist or full";
    const Json* list = findMember(rules, "allowlist");
    if (!list) return std::nullopt;
    if (!list->is_array() || list->size() > maxPatterns)
        return where + ".allowlist must be a list of at most 1000 entries";
    for (const Json& entry : *list) {
        if (stringOr(entry, "pattern").empty()) return where + ".allowlist has an entry without a pattern";
    }
    return std::nullopt;
}

}

std::string_view toString(ExecSecurity security) {
    switch (security) {
    case ExecSecurity::deny: return "deny";
    case ExecSecurity::allowlist: return "allowlist";
    case ExecSecurity::full: return "full";
    }
    return "deny";
}

std::string_view toString(ExecAsk ask) {
    switch (ask) {
    case ExecAsk::off: return "off";
    case ExecAsk::onMiss: return "on-miss";
    case ExecAsk::always: return "always";
    }
    return "always";
}

std::optional<ExecSecurity> parseExecSecurity(std::string_view word) {
    if (word == "deny") return ExecSecurity::deny;
    if (word == "allowlist") return ExecSecurity::allowlist;
    return word == "full" ? std::optional(ExecSecurity::full) : std::nullopt;
}

std::optional<ExecAsk> parseExecAsk(std::string_view word) {
    if (word == "off") return ExecAsk::off;
    if (word == "on-miss") return ExecAsk::onMiss;
    return word == "always" ? std::optional(ExecAsk::always) : std::nullopt;
}

ExecRules execRules(const Json& config, const Json& file, std::string_view agentId) {
    ExecRules rules;
    std::optional<ExecAsk> ask;
    const Json* agent = agentEntry(config, agentId);
    const Json* places[] = {agent ? findPath(*agent, "tools.exec") : nullptr, findPath(config, "tools.exec")};
    const std::string names[] = {"agents.list[" + std::string(agentId) + "].tools.exec", "tools.exec"};
    for (std::size_t i = 0; i < 2; ++i) {
        if (!places[i]) continue;
        std::optional<ExecSecurity> security = parseExecSecurity(stringOr(*places[i], "security"));
        const std::string host = stringOr(*places[i], "host");
        if (!security && (host == "gateway" || host == "node"))
            tighten(rules, ExecSecurity::allowlist, names[i] + ".host=" + host + ": security");
        tighten(rules, security, names[i] + ".security");
        if (const auto own = parseExecAsk(stringOr(*places[i], "ask")))
            ask = std::max(ask.value_or(*own), *own);
    }
    tighten(rules, parseExecSecurity(fileValue(file, agentId, "security")), "exec-approvals.json: security");
    if (const auto own = parseExecAsk(fileValue(file, agentId, "ask")))
        ask = std::max(ask.value_or(*own), *own);
    rules.ask = ask.value_or(ExecAsk::onMiss);
    rules.fallback = parseExecSecurity(fileValue(file, agentId, "askFallback")).value_or(ExecSecurity::deny);
    return rules;
}

std::vector<std::string> allowedPatterns(const Json& file, std::string_view agentId) {
    std::vector<std::string> patterns;
    const Json* agents = findMember(file, "agents");
    for (const std::string& id : partsOf(agentId)) {
        const Json* agent = agents ? findMember(*agents, id) : nullptr;
        const Json* list = agent ? findMember(*agent, "allowlist") : nullptr;
        if (!list || !list->is_array()) continue;
        for (const Json& entry : *list) {
            std::string pattern = stringOr(entry, "pattern");
            if (!pattern.empty() && patterns.size() < maxPatterns) patterns.push_back(std::move(pattern));
        }
    }
    return patterns;
}

std::optional<std::vector<std::string>> configuredSafeBins(const Json& config, std::string_view agentId) {
    const Json* agent = agentEntry(config, agentId);
    const Json* list = agent ? findPath(*agent, "tools.exec.safeBins") : nullptr;
    if (!list) list = findPath(config, "tools.exec.safeBins");
    if (!list || !list->is_array()) return std::nullopt;
    std::vector<std::string> names;
    for (const Json& name : *list) {
        if (name.is_string()) names.push_back(name.get<std::string>());
    }
    return names;
}

Json withAllowedPatterns(Json file,
                         std::string_view agentId,
                         const std::vector<std::string>& patterns,
                         std::int64_t nowMs) {
    if (!file.is_object()) file = Json::object();
    file["version"] = 1;
    Json& agents = file["agents"];
    if (!agents.is_object()) agents = Json::object();
    Json& agent = agents[std::string(agentId)];
    if (!agent.is_object()) agent = Json::object();
    Json& list = agent["allowlist"];
    if (!list.is_array()) list = Json::array();
    for (const std::string& pattern : patterns) {
        const bool isKnown = std::any_of(list.begin(), list.end(), [&](const Json& entry) {
            return stringOr(entry, "pattern") == pattern;
        });
        if (!isKnown && list.size() < maxPatterns)
            list.push_back({{"id", randomUuid()}, {"pattern", pattern}, {"lastUsedAt", nowMs}});
    }
    return file;
}

std::optional<std::string> problemOfPolicyFile(const Json& file) {
    if (!file.is_object()) return "the file is no JSON object";
    if (findInteger(file, "version") != 1) return "version must be 1";
    if (const Json* defaults = findMember(file, "defaults")) {
        if (auto problem = problemOfRules(*defaults, "defaults")) return problem;
    }
    const Json* agents = findMember(file, "agents");
    if (!agents) return std::nullopt;
    if (!agents->is_object()) return "agents is no object";
    for (const auto& [id, rules] : agents->items()) {
        if (auto problem = problemOfRules(rules, "agents." + id)) return problem;
    }
    return std::nullopt;
}

ExecVerdict judgeExec(const ExecRules& rules, bool isListed) {
    if (rules.security == ExecSecurity::deny) return ExecVerdict::refuse;
    if (rules.ask == ExecAsk::always) return ExecVerdict::ask;
    if (rules.security == ExecSecurity::full || isListed) return ExecVerdict::run;
    return rules.ask == ExecAsk::onMiss ? ExecVerdict::ask : ExecVerdict::refuse;
}

bool runsUndecided(const ExecRules& rules, bool isListed) {
    if (rules.security == ExecSecurity::deny || rules.fallback == ExecSecurity::deny) return false;
    return rules.fallback == ExecSecurity::full || isListed;
}

}
