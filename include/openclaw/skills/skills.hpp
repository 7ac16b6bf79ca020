#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Skills: folders with a SKILL.md that teach an agent how something is done (docs/skills.md).
namespace openclaw::skills {

/// What has to be there before a skill is offered.
struct Requirements {
    std::vector<std::string> bins;
    /// One of them is enough.
    std::vector<std::string> anyBins;
    std::vector<std::string> env;
    /// Paths of the configuration that must be set and not false, 0 or "".
    std::vector<std::string> config;
    /// linux, darwin or win32; empty = everywhere.
    std::vector<std::string> os;

    bool empty() const { return bins.empty() && anyBins.empty() && env.empty() && config.empty() && os.empty(); }
};

struct Skill {
    std::string name;
    std::string description;
    /// The name under `skills.entries`.
    std::string key;
    /// openclaw-workspace, openclaw-managed, openclaw-bundled or openclaw-extra.
    std::string source;
    std::filesystem::path file;
    std::filesystem::path directory;
    std::string primaryEnv;
    std::string emoji;
    std::string homepage;
    /// Offered whatever it requires.
    bool always = false;
    /// People may call it as a command.
    bool userInvocable = true;
    /// It stands in the agent's prompt.
    bool modelInvocable = true;
    Requirements needs;
    /// `metadata.openclaw.install` as written.
    Json install = Json::array();
};

/// Reads a SKILL.md; nullopt without a name and a description. Unknown members are ignored, and nothing that a file
/// holds makes this fail otherwise. `name` falls back to `folderName`.
std::optional<Skill> parseSkill(std::string_view text, std::string_view folderName);

/// Where skills are looked for. A later folder of this list wins over an earlier one when names are the same:
/// extra, bundled, managed, workspace.
struct SkillFolders {
    std::vector<std::filesystem::path> extra;
    std::filesystem::path bundled;
    std::filesystem::path managed;
    std::filesystem::path workspace;
};
/// `skills.load.extraDirs`, OPENCLAW_BUNDLED_SKILLS_DIR, <state>/skills and <workspace>/skills.
SkillFolders skillFolders(const Json& config, const Environment& environment, const std::filesystem::path& stateDirectory,
                          const std::filesystem::path& workspace);
/// The skills of all folders by name. Reads files: not for the main thread. Links that lead out of their folder are
/// not followed, and no more than a few hundred skills are read.
std::vector<Skill> discoverSkills(const SkillFolders& folders);

/// Whether a skill is offered, and what is missing if not.
struct SkillState {
    bool eligible = false;
    /// `skills.entries.<key>.enabled` is false.
    bool disabled = false;
    /// A bundled skill that `skills.allowBundled` does not name.
    bool blockedByAllowlist = false;
    Requirements missing;
};
/// The name of this operating system in `os` lists: linux or darwin.
std::string_view systemName();
/// Looks for programs in PATH: not for the main thread.
SkillState judgeSkill(const Skill& skill, const Json& config, const Environment& environment);

/// The `<available_skills>` block for the system prompt; "" without skills. Skills that are for people only are left
/// out.
std::string skillsBlock(std::span<const Skill> skills);
/// The part of the block that one skill takes.
std::string skillEntry(const Skill& skill);

/// Variables that the configuration gives to a skill's programs (`env`, and `apiKey` as the skill's primary variable),
/// for names that the environment does not have. Names that change how programs are found or loaded are left out.
std::map<std::string, std::string> skillVariables(std::span<const Skill> skills, const Json& config,
                                                  const Environment& environment);

}
