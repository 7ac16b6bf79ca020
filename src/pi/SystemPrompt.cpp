// What the model is told before the conversation begins.
#include "pi/SystemPrompt.hpp"

#include "openclaw/core/files.hpp"

#include <algorithm>

namespace openclaw::pi {

namespace {

constexpr std::size_t maxContextFileBytes = 256 * 1024;
constexpr std::size_t maxPromptFileBytes = 1024 * 1024;

/// A text, or the content of the file it names.
std::string textOrFile(const std::string& value) {
    std::error_code failure;
    if (value.size() < 4096 && value.find('\n') == std::string::npos && std::filesystem::is_regular_file(value, failure)) {
        if (Result<std::string> content = readFile(value, maxPromptFileBytes))
            return std::move(*content);
    }
    return value;
}

std::string defaultPrompt(const std::vector<std::unique_ptr<Tool>>& tools) {
    std::string text =
        "You are a capable assistant that works on the user's computer. You read and change files and run commands "
        "with your tools, and you answer questions.\n\nTools:\n";
    for (const auto& tool : tools)
        text += "- " + tool->definition().name + ": " + tool->definition().description + "\n";
    if (tools.empty())
        text += "(none)\n";
    return text + "\nRules:\n"
                  "- Look before you change: read a file before you edit it, and list or search with bash.\n"
                  "- Prefer edit for small changes and write for new files.\n"
                  "- Do what was asked, check the result, and say briefly what you did.\n"
                  "- Name files by their paths.\n";
}

void addContextFile(const std::filesystem::path& folder, std::string& text) {
    for (const char* name : {"AGENTS.md", "CLAUDE.md"}) {
        const std::filesystem::path file = folder / name;
        const Result<std::string> content = readFile(file, maxContextFileBytes);
        if (!content)
            continue;
        text += "\n## " + file.string() + "\n\n" + *content + "\n";
        return;
    }
}

std::string contextFiles(const std::filesystem::path& agentDir, const std::filesystem::path& workingDirectory) {
    std::string text;
    addContextFile(agentDir, text);
    std::vector<std::filesystem::path> folders;
    for (std::filesystem::path folder = workingDirectory;; folder = folder.parent_path()) {
        folders.push_back(folder);
        if (folder == folder.root_path() || folder.empty())
            break;
    }
    std::reverse(folders.begin(), folders.end());
    for (const std::filesystem::path& folder : folders) {
        if (folder != agentDir)
            addContextFile(folder, text);
    }
    return text.empty() ? text : "\n# Project notes and instructions\n" + text;
}

}

std::string buildSystemPrompt(const CommandLine& line, const std::vector<std::unique_ptr<Tool>>& tools,
    const std::filesystem::path& agentDir, const std::string& workingDirectory, const std::string& today) {
    std::string text = line.systemPrompt ? textOrFile(*line.systemPrompt) : defaultPrompt(tools);
    for (const std::string& more : line.appendSystemPrompt)
        text += "\n\n" + textOrFile(more);
    if (!line.noContextFiles)
        text += contextFiles(agentDir, workingDirectory);
    return text + "\n\nCurrent date: " + today + "\nWorking directory: " + workingDirectory;
}

}
