#pragma once

#include "openclaw/core/error.hpp"

#include <string>
#include <vector>

namespace openclaw::cli {

/// What is decided before there is a command (cli.md 1.1).
struct GlobalFlags {
    bool wantsVersion = false;
    bool noColor = false;
    bool isDev = false;
    std::string profile;
    /// The command line without these flags.
    std::vector<std::string> words;
};

/// --version and --no-color count anywhere, --dev and --profile only before the first command word. After `pi`
/// nothing is ours. Errc::invalidInput (exit code 2) for a bad profile.
Result<GlobalFlags> readGlobalFlags(const std::vector<std::string>& arguments);

}
