#pragma once

#include "cli/CommandLine.hpp"

namespace openclaw::cli {

/// hooks list|info|check|enable|disable: what the gateway does by habit when something happens.
Command hooksCommand();

}
