#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// approvals get|set|allowlist: which shell commands agents may run.
Command approvalsCommand();

}
