#pragma once

#include "cli/CommandLine.hpp"

#include <vector>

namespace openclaw::cli {

/// install, uninstall, start, stop and restart of the gateway's service.
std::vector<Command> serviceCommands();

}
