#pragma once

#include "openclaw/config/validation.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::config {

/// One reading of the configuration file: everything that config.*, the CLI guard and doctor want to know.
struct Snapshot {
    std::filesystem::path path;
    bool exists = false;
    /// The text as people wrote it; nullopt when there is no file or it cannot be read.
    std::optional<std::string> raw;
    /// The text parsed, with includes and ${VAR} references as written: what edits start from.
    Document document;
    /// Includes and references resolved; defaults filled in when valid. Holds secrets.
    Json config = Json::object();
    bool valid = true;
    /// SHA-256 of the text in hex; of the empty text when there is no file.
    std::string hash;
    std::vector<Issue> issues;
    std::vector<Issue> warnings;
    std::vector<Issue> legacyIssues;
};

/// Reads the file and never fails: whatever is wrong is among the issues. Members of the `env` section are
/// exported into `environment` on the way, because references may name them.
Snapshot readSnapshot(const std::filesystem::path& file, Environment& environment);
/// The same for a text that is not in the file (yet); includes resolve beside `file`.
Snapshot snapshotOfText(std::string text, const std::filesystem::path& file, Environment& environment);

/// The lines that the CLI prints before it gives up: file, problems, what to run (config.md 5.1).
std::string describeInvalid(const Snapshot& snapshot, const Environment& environment);

}
