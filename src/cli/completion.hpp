#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// A script that completes commands and options of `root` in a shell: "bash", "zsh" or "fish"; "" for another one.
std::string completionScript(const Command& root, std::string_view shell);

}
