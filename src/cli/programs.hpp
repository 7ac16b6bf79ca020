#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/core/error.hpp"

#include <chrono>
#include <string>
#include <vector>

/// Running other programs from a command.
namespace openclaw::cli {

/// How a program ended and what it printed.
struct ProgramOutcome {
    /// The exit code; 128 + n after signal n.
    int code = 0;
    std::string output;
    /// The end of what it wrote to stderr.
    std::string errors;

    bool isGood() const { return code == 0; }
    /// The errors, else the output, else "exit code 3"; one line.
    std::string explanation() const;
};

/// Runs `command` with the given environment and no input, and waits for its end. Errc::notFound when it is
/// not in PATH, Errc::timeout when it takes longer than `patience` (it is killed then). Blocking.
Result<ProgramOutcome> runProgram(const Environment& environment,
                                  std::vector<std::string> command,
                                  std::chrono::milliseconds patience = std::chrono::seconds(120));

/// True when a program of that name is in PATH.
bool hasProgram(const Environment& environment, const std::string& name);

}
