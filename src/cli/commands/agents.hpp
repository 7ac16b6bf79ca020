#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// agents list|add|set-identity|delete: who answers, each with a workspace of its own.
Command agentsCommand();

}
