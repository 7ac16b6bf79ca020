#pragma once

#include "openclaw/config/Config.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::cli {

/// What every command works with: the environment, the configuration (read on first use), and the two
/// streams.
class Context {
public:
    Context(Environment processEnvironment, std::vector<std::string> processCommandLine)
        : environment(std::move(processEnvironment)), commandLine(std::move(processCommandLine)) {}

    Environment environment;
    /// Everything the process was started with, the program's name first.
    std::vector<std::string> commandLine;

    /// Loads .env files on first use, because they may name what the configuration refers to.
    const config::Snapshot& snapshot();
    /// The configuration in force; an empty one when the file is not valid.
    const config::Config& config();
    std::filesystem::path stateDirectory() const;
    /// This program's file.
    static std::string programFile();

    /// A path with the home directory as "~", for people.
    std::string shortPath(const std::filesystem::path& path) const;
    /// "openclaw <arguments>" with the active profile.
    std::string commandHint(const std::string& arguments) const;

    /// One line (or several) on stdout.
    void print(const std::string& text) const;
    void printJson(const Json& value) const;
    /// One line on stderr.
    void warn(const std::string& text) const;
    /// One line on stderr; returns exit code 1.
    int fail(const std::string& text) const;

private:
    std::optional<config::Snapshot> snapshot_;
    std::shared_ptr<const config::Config> config_;
};

/// "just now", "5m ago", "3h ago", "2d ago".
std::string formatAge(std::int64_t ageMs);

}
