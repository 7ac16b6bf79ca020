#pragma once

#include "openclaw/core/json.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Looks a command's programs up on this machine. Reads the file system: for a worker.
namespace openclaw::gateway {

/// Where and with what a command runs.
struct ExecPlace {
    std::filesystem::path workingDirectory;
    /// PATH as the command sees it.
    std::string searchPath;
    std::string home;
};

struct ExecCheck {
    /// Every program is covered by a pattern or is a harmless filter.
    bool isListed = false;
    /// What keeps the command from being judged by its programs; "" when it can be.
    std::string problem;
    /// The paths of all programs, when every one was found.
    std::vector<std::string> programs;
    /// Patterns that would allow the command for ever; empty when nothing short of everything would.
    std::vector<std::string> patterns;
};
/// `safeBins`: the filters that need no pattern; nullopt: all that are known.
ExecCheck checkCommand(const std::string& command,
                       const std::vector<std::string>& patterns,
                       const std::optional<std::vector<std::string>>& safeBins,
                       const ExecPlace& place);

/// The program that a word names: the path itself, or the first of PATH. Links in the folder are resolved, so
/// that no detour passes for another place; nullopt when there is none, and for words after a relative folder
/// in PATH.
std::optional<std::string> findProgram(const std::string& word, const ExecPlace& place);

/// Whether a path that a file tool is given leads to one of these files or into one of these folders, links
/// resolved.
bool leadsInto(const std::string& given,
               const ExecPlace& place,
               const std::vector<std::filesystem::path>& guarded);

}
