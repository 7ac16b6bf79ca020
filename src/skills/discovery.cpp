// Finds SKILL.md files in the folders, the more specific folder winning.
#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/skills/skills.hpp"

#include <algorithm>
#include <map>

namespace openclaw::skills {

namespace {

constexpr std::size_t maxSkillBytes = 256 * 1024;
constexpr std::size_t maxSkills = 300;
constexpr std::size_t maxEntriesPerFolder = 2000;

bool isInside(const std::filesystem::path& file, const std::filesystem::path& folder) {
    const auto relative = file.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

void readFolder(const std::filesystem::path& folder, const std::string& source, std::map<std::string, Skill>& found) {
    std::error_code failure;
    if (folder.empty()) return;
    const auto home = std::filesystem::canonical(folder, failure);
    if (failure) return;
    std::vector<std::filesystem::path> folders{home};
    std::size_t seen = 0;
    for (std::filesystem::directory_iterator entry(home, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (++seen > maxEntriesPerFolder) break;
        if (entry->is_directory(failure) && !entry->path().filename().string().starts_with(".")) folders.push_back(entry->path());
    }
    std::sort(folders.begin(), folders.end());
    for (const auto& candidate : folders) {
        const auto file = std::filesystem::canonical(candidate / "SKILL.md", failure);
        if (failure || !isInside(file, home)) continue;
        const Result<std::string> text = readFile(file, maxSkillBytes);
        if (!text) {
            log::debug("skills", "{} is not read: {}", file.string(), text.error().message);
            continue;
        }
        std::optional<Skill> skill = parseSkill(*text, candidate.filename().string());
        if (!skill) {
            log::debug("skills", "{} has no name and description", file.string());
            continue;
        }
        if (found.size() >= maxSkills && !found.contains(skill->name)) return;
        skill->source = source;
        skill->file = file;
        skill->directory = file.parent_path();
        found[skill->name] = std::move(*skill);
    }
}

}

SkillFolders skillFolders(const Json& config, const Environment& environment, const std::filesystem::path& stateDirectory,
                          const std::filesystem::path& workspace) {
    SkillFolders folders;
    if (const Json* extra = findPath(config, "skills.load.extraDirs"); extra && extra->is_array()) {
        for (const Json& folder : *extra) {
            if (folder.is_string() && !folder.get<std::string>().empty())
                folders.extra.push_back(environment.expandPath(folder.get<std::string>()));
        }
    }
    if (const auto bundled = environment.find("OPENCLAW_BUNDLED_SKILLS_DIR"))
        folders.bundled = environment.expandPath(*bundled);
    folders.managed = stateDirectory / "skills";
    folders.workspace = workspace / "skills";
    return folders;
}

std::vector<Skill> discoverSkills(const SkillFolders& folders) {
    std::map<std::string, Skill> found;
    for (const auto& extra : folders.extra)
        readFolder(extra, "openclaw-extra", found);
    readFolder(folders.bundled, "openclaw-bundled", found);
    readFolder(folders.managed, "openclaw-managed", found);
    readFolder(folders.workspace, "openclaw-workspace", found);
    std::vector<Skill> skills;
    skills.reserve(found.size());
    for (auto& [name, skill] : found)
        skills.push_back(std::move(skill));
    return skills;
}

}
