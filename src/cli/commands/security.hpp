#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// security audit: what this installation allows more than it needs to.
Command securityCommand();

}
