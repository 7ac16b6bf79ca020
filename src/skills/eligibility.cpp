// Whether a skill can work here: programs, variables, settings, operating system, and what the owner switched off.
#include "openclaw/core/strings.hpp"
#include "openclaw/skills/skills.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace openclaw::skills {

namespace {

#if defined(__APPLE__)
constexpr std::string_view thisSystem = "darwin";
#else
constexpr std::string_view thisSystem = "linux";
#endif

bool hasProgram(const std::string& name, const Environment& environment) {
    if (name.empty() || name.find('/') != std::string::npos) return false;
    const std::string path = environment.get("PATH");
    for (const std::string_view folder : split(path, ':')) {
        if (folder.empty()) continue;
        const std::filesystem::path file = std::filesystem::path(folder) / name;
        std::error_code failure;
        if (std::filesystem::is_regular_file(file, failure) && ::access(file.c_str(), X_OK) == 0) return true;
    }
    return false;
}

const Json* entryOf(const Skill& skill, const Json& config) {
    const Json* entries = findPath(config, "skills.entries");
    return entries ? findMember(*entries, skill.key) : nullptr;
}

bool isTruthy(const Json* value) {
    if (!value || value->is_null()) return false;
    if (value->is_boolean()) return value->get<bool>();
    if (value->is_number()) return value->get<double>() != 0;
    return !value->is_string() || !trimAscii(value->get_ref<const std::string&>()).empty();
}

bool hasVariable(const std::string& name, const Skill& skill, const Json* entry, const Environment& environment) {
    if (environment.find(name)) return true;
    if (!entry) return false;
    const Json* own = findMember(*entry, "env");
    if (own && !stringOr(*own, name).empty()) return true;
    return name == skill.primaryEnv && !stringOr(*entry, "apiKey").empty();
}

bool isNamed(const Json* list, const Skill& skill) {
    return std::any_of(list->begin(), list->end(),
                       [&](const Json& name) { return name == skill.key || name == skill.name; });
}

/// Variables that decide which program runs or what is loaded into it are not a skill's business.
bool isDangerousName(std::string_view name) {
    static constexpr std::array<std::string_view, 9> names{"PATH", "HOME",     "SHELL",        "IFS",       "ENV",
                                                           "BASH_ENV", "NODE_OPTIONS", "PYTHONPATH", "PERL5OPT"};
    static constexpr std::array<std::string_view, 4> prefixes{"LD_", "DYLD_", "OPENCLAW_", "PI_"};
    return std::find(names.begin(), names.end(), name) != names.end() ||
           std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return name.starts_with(p); });
}

}

std::string_view systemName() { return thisSystem; }

SkillState judgeSkill(const Skill& skill, const Json& config, const Environment& environment) {
    SkillState state;
    const Json* entry = entryOf(skill, config);
    state.disabled = entry && findBool(*entry, "enabled") == false;
    const Json* bundled = findPath(config, "skills.allowBundled");
    state.blockedByAllowlist = skill.source == "openclaw-bundled" && bundled && bundled->is_array() &&
                               !bundled->empty() && !isNamed(bundled, skill);
    const Requirements& needs = skill.needs;
    if (!needs.os.empty() && std::find(needs.os.begin(), needs.os.end(), thisSystem) == needs.os.end())
        state.missing.os = needs.os;
    if (!skill.always) {
        for (const std::string& bin : needs.bins) {
            if (!hasProgram(bin, environment)) state.missing.bins.push_back(bin);
        }
        const bool hasAny = std::any_of(needs.anyBins.begin(), needs.anyBins.end(),
                                        [&](const std::string& bin) { return hasProgram(bin, environment); });
        if (!needs.anyBins.empty() && !hasAny) state.missing.anyBins = needs.anyBins;
        for (const std::string& name : needs.env) {
            if (!hasVariable(name, skill, entry, environment)) state.missing.env.push_back(name);
        }
        for (const std::string& path : needs.config) {
            if (!isTruthy(findPath(config, path))) state.missing.config.push_back(path);
        }
    }
    state.eligible = !state.disabled && !state.blockedByAllowlist && state.missing.empty();
    return state;
}

std::map<std::string, std::string> skillVariables(std::span<const Skill> skills, const Json& config,
                                                  const Environment& environment) {
    std::map<std::string, std::string> variables;
    const auto add = [&](const std::string& name, const std::string& value) {
        if (!name.empty() && !value.empty() && !isDangerousName(name) && !environment.find(name))
            variables.emplace(name, value);
    };
    for (const Skill& skill : skills) {
        const Json* entry = entryOf(skill, config);
        if (!entry) continue;
        if (const Json* own = findMember(*entry, "env"); own && own->is_object()) {
            for (const auto& [name, value] : own->items()) {
                if (value.is_string()) add(name, value.get<std::string>());
            }
        }
        add(skill.primaryEnv, stringOr(*entry, "apiKey"));
    }
    return variables;
}

}
