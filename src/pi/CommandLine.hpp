#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/llm/model.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openclaw::pi {

/// The flags of pi-rpc.md section 2 that mean something here; the others are accepted and ignored.
struct CommandLine {
    std::string mode;
    std::string provider;
    std::string model;
    std::string apiKey;
    std::optional<llm::ThinkingLevel> thinking;
    std::optional<std::string> systemPrompt;
    std::vector<std::string> appendSystemPrompt;
    std::string session;
    std::string sessionDir;
    bool noSession = false;
    bool continueLast = false;
    std::optional<std::vector<std::string>> tools;
    std::vector<std::string> excludedTools;
    bool noContextFiles = false;
    bool version = false;
    bool help = false;
};

/// Errc::invalidInput "Unknown option: --x" for anything not in the table.
Result<CommandLine> parseCommandLine(const std::vector<std::string>& arguments);

}
