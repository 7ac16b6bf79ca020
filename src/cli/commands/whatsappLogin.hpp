#pragma once

#include "cli/CommandLine.hpp"

#include <vector>

namespace openclaw::cli {

/// `channels login` and `channels logout`.
std::vector<Command> loginCommands();

}
