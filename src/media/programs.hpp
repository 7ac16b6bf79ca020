#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <map>
#include <string>

/// Programs of the user's that turn sound into words and back.
namespace openclaw::media {

/// What such a program needs to be found and to find its models; keys of the gateway are none of its
/// business.
std::map<std::string, std::string> programEnvironment(const Environment& environment);

/// Runs a program to its end and returns what it printed. Errc::unavailable when it failed (with what it said
/// on standard error) or printed more than `maxBytes`. Cancellation: terminal; the program is killed.
asio::awaitable<Result<std::string>>
runProgram(process::Launcher& launcher, process::LaunchSpec spec, std::string input, std::size_t maxBytes);

}
