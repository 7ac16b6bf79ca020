// The state of all skills as JSON, for the gateway's method and for the command line.
#include "openclaw/skills/report.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::skills {

namespace {

Json requirementsJson(const Requirements& needs) {
    return Json{{"bins", needs.bins},
                {"anyBins", needs.anyBins},
                {"env", needs.env},
                {"config", needs.config},
                {"os", needs.os}};
}

std::string installLabel(const Json& option, const std::string& kind) {
    if (const std::string label = stringOr(option, "label"); !label.empty()) return label;
    for (const char* field : {"formula", "package", "module"}) {
        if (const std::string name = stringOr(option, field); !name.empty())
            return fmt::format("Install {} ({})", name, kind);
    }
    const std::string url = stringOr(option, "url");
    return url.empty() ? "Run the installer" : "Download " + url.substr(url.rfind('/') + 1);
}

bool isForThisSystem(const Json& option, std::string_view system) {
    const Json* systems = findMember(option, "os");
    if (!systems || !systems->is_array() || systems->empty()) return true;
    return std::any_of(systems->begin(), systems->end(), [&](const Json& name) { return name == system; });
}

Json installOptions(const Skill& skill) {
    Json options = Json::array();
    std::size_t index = 0;
    for (const Json& option : skill.install) {
        const std::string kind = stringOr(option, "kind");
        if (!option.is_object() || kind.empty() || !isForThisSystem(option, systemName())) continue;
        const Json* bins = findMember(option, "bins");
        options.push_back({{"id", stringOr(option, "id", fmt::format("{}-{}", kind, index++))},
                           {"kind", kind},
                           {"label", installLabel(option, kind)},
                           {"bins", bins && bins->is_array() ? *bins : Json::array()}});
    }
    return options;
}

Json configChecks(const Skill& skill, const SkillState& state, const Json& config) {
    Json checks = Json::array();
    for (const std::string& path : skill.needs.config) {
        const auto& missing = state.missing.config;
        const bool isMissing = std::find(missing.begin(), missing.end(), path) != missing.end();
        const Json* value = findPath(config, path);
        // Objects may hold secrets; whether they are there is all that matters.
        const bool isPlain = value && !value->is_object() && !value->is_array() && !value->is_string();
        checks.push_back({{"path", path},
                          {"value", isPlain ? *value : Json(value != nullptr)},
                          {"satisfied", !isMissing}});
    }
    return checks;
}

Json skillJson(const Skill& skill, const Json& config, const Environment& environment) {
    const SkillState state = judgeSkill(skill, config, environment);
    Json json{{"name", skill.name},
              {"description", skill.description},
              {"source", skill.source},
              {"filePath", skill.file.string()},
              {"baseDir", skill.directory.string()},
              {"skillKey", skill.key},
              {"always", skill.always},
              {"disabled", state.disabled},
              {"blockedByAllowlist", state.blockedByAllowlist},
              {"eligible", state.eligible},
              {"requirements", requirementsJson(skill.needs)},
              {"missing", requirementsJson(state.missing)},
              {"configChecks", configChecks(skill, state, config)},
              {"install", installOptions(skill)}};
    if (!skill.primaryEnv.empty()) json["primaryEnv"] = skill.primaryEnv;
    if (!skill.emoji.empty()) json["emoji"] = skill.emoji;
    if (!skill.homepage.empty()) json["homepage"] = skill.homepage;
    return json;
}

}

Json skillsReport(const Json& config,
                  const Environment& environment,
                  const std::filesystem::path& stateDirectory,
                  const std::filesystem::path& workspace) {
    const SkillFolders folders = skillFolders(config, environment, stateDirectory, workspace);
    Json list = Json::array();
    for (const Skill& skill : discoverSkills(folders))
        list.push_back(skillJson(skill, config, environment));
    return Json{{"workspaceDir", workspace.string()},
                {"managedSkillsDir", folders.managed.string()},
                {"skills", std::move(list)}};
}

}
