#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// completion: a script for the shell, printed or put where the shell reads it.
Command completionCommand();

}
