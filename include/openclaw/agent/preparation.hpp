#pragma once

#include "openclaw/agent/AgentBackend.hpp"
#include "openclaw/agent/models.hpp"
#include "openclaw/core/environment.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// What a turn starts with: model, tools, system prompt (spec agent-run.md §1).
namespace openclaw::agent {

/// A workspace file in the prompt; sizes in UTF-16 units.
struct PromptFileReport {
    std::string name;
    std::size_t rawChars = 0;
    std::size_t injectedChars = 0;
    bool isMissing = false;
};
/// What the prompt is made of, for `/context`; sizes in UTF-16 units.
struct PromptReport {
    std::size_t maxCharsPerFile = 0;
    std::size_t totalChars = 0;
    std::size_t projectChars = 0;
    std::size_t skillsChars = 0;
    std::size_t toolListChars = 0;
    std::vector<PromptFileReport> files;
    std::vector<std::pair<std::string, std::size_t>> skills;
};

struct Preparation {
    ModelRef model;
    std::filesystem::path workspace;
    bool isNewWorkspace = false;
    /// Pi's names of the tools that the turn may use.
    std::vector<std::string> tools;
    /// The others, each with the setting that refuses it.
    std::vector<std::pair<std::string, std::string>> refusedTools;
    /// Names of the skills that people may call with /skill.
    std::vector<std::string> userSkills;
    /// What the configuration says that cannot be meant, for the log.
    std::vector<std::string> warnings;
    std::string systemPrompt;
    /// Variables that skills asked for; they go into the agent's process only.
    std::map<std::string, std::string> variables;
    PromptReport report;
};

/// Where the gateway lives.
struct PreparationContext {
    Environment environment;
    std::filesystem::path stateDirectory;
    /// This program, as a shell calls it.
    std::string program;
    /// Tools of the gateway: name and line for the prompt.
    std::vector<std::pair<std::string, std::string>> gatewayTools;
};

/// Seeds the workspace (unless `agents.defaults.skipBootstrap`), reads its files and skills and writes the prompt.
/// Reads and writes files: not for the main thread.
Result<Preparation> prepareTurn(const Json& config, const TurnRequest& turn, const PreparationContext& context);

}
