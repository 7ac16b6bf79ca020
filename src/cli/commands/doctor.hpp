#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// doctor: what keeps this installation from working, and what to do about it.
Command doctorCommand();

}
