// From the words of a command to programs on this machine.
#include "gateway/execCheck.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/security/shell_commands.hpp"

#include <algorithm>
#include <unistd.h>

namespace openclaw::gateway {

namespace {

bool isProgram(const std::filesystem::path& path) {
    std::error_code failure;
    return std::filesystem::is_regular_file(path, failure) && ::access(path.c_str(), X_OK) == 0;
}

/// The path with every link of its folder resolved; the file itself keeps its name, by which people know it.
std::optional<std::string> settledPath(const std::filesystem::path& path) {
    std::error_code failure;
    const std::filesystem::path folder = std::filesystem::canonical(path.parent_path(), failure);
    if (failure || !isProgram(folder / path.filename())) return std::nullopt;
    return (folder / path.filename()).string();
}

bool isSystemFilter(const security::ShellPart& part,
                    const std::string& path,
                    const std::optional<std::vector<std::string>>& safeBins) {
    const std::filesystem::path file(path);
    const std::string folder = file.parent_path().string();
    if (folder != "/usr/bin" && folder != "/bin") return false;
    const bool isWanted = !safeBins || std::find(safeBins->begin(), safeBins->end(),
                                                 file.filename().string()) != safeBins->end();
    return isWanted && security::isHarmlessFilter(part);
}

std::filesystem::path expand(const std::string& given, const ExecPlace& place) {
    std::string path = given;
    if (path.starts_with('@')) path.erase(0, 1);
    if (path == "~" || path.starts_with("~/"))
        return std::filesystem::path(place.home) / path.substr(path == "~" ? 1 : 2);
    return place.workingDirectory / path;
}

bool isInside(const std::filesystem::path& path, const std::filesystem::path& folder) {
    const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return end == folder.end();
}

}

std::optional<std::string> findProgram(const std::string& word, const ExecPlace& place) {
    if (word.empty() || word.find('\0') != std::string::npos) return std::nullopt;
    if (word.find('/') != std::string::npos) return settledPath(place.workingDirectory / word);
    for (const std::string_view folder : split(place.searchPath, ':')) {
        if (!folder.starts_with('/')) return std::nullopt; // the working directory would decide
        const std::filesystem::path candidate = std::filesystem::path(folder) / word;
        if (isProgram(candidate)) return settledPath(candidate);
    }
    return std::nullopt;
}

ExecCheck checkCommand(const std::string& command,
                       const std::vector<std::string>& patterns,
                       const std::optional<std::vector<std::string>>& safeBins,
                       const ExecPlace& place) {
    ExecCheck check;
    const Result<std::vector<security::ShellPart>> parts = security::splitShellCommand(command);
    if (!parts) {
        check.problem = parts.error().message;
        return check;
    }
    bool isAllListed = true;
    bool mayBeRemembered = true;
    for (const security::ShellPart& part : *parts) {
        const std::string& name = part.words.front();
        if (name.find('/') == std::string::npos && security::isShellBuiltin(name)) {
            check.problem = "it has " + name + ", which the shell does itself";
            return check;
        }
        const std::optional<std::string> path = findProgram(name, place);
        if (!path) {
            check.problem = "there is no program " + name;
            return check;
        }
        check.programs.push_back(*path);
        if (isSystemFilter(part, *path, safeBins)) continue;
        const bool isCovered = std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
            return security::matchesProgramPattern(*path, pattern, place.home);
        });
        isAllListed = isAllListed && isCovered;
        if (isCovered) continue;
        // A path with signs that patterns read is no pattern for itself.
        mayBeRemembered = mayBeRemembered && !security::isInterpreter(name) &&
                          path->find_first_of("*?") == std::string::npos;
        check.patterns.push_back(*path);
    }
    check.isListed = isAllListed;
    if (!mayBeRemembered) check.patterns.clear();
    return check;
}

bool leadsInto(const std::string& given,
               const ExecPlace& place,
               const std::vector<std::filesystem::path>& guarded) {
    std::error_code failure;
    const std::filesystem::path path = std::filesystem::weakly_canonical(expand(given, place), failure);
    if (failure) return true;
    return std::any_of(guarded.begin(), guarded.end(), [&](const std::filesystem::path& each) {
        std::error_code ignored;
        const std::filesystem::path real = std::filesystem::weakly_canonical(each, ignored);
        return isInside(path, each) || (!ignored && isInside(path, real));
    });
}

}
