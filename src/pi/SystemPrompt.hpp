#pragma once

#include "pi/CommandLine.hpp"
#include "pi/tools/Tool.hpp"

namespace openclaw::pi {

/// The system prompt: the built-in or given one, context files (AGENTS.md, CLAUDE.md) of the agent folder and of the
/// working directory and its parents, appended texts or files, and where and when we are.
std::string buildSystemPrompt(const CommandLine& line, const std::vector<std::unique_ptr<Tool>>& tools,
    const std::filesystem::path& agentDir, const std::string& workingDirectory, const std::string& today);

}
