#pragma once

#include "openclaw/commands/arguments.hpp"
#include "openclaw/config/Snapshot.hpp"
#include "openclaw/core/environment.hpp"

#include <cstdint>
#include <string>

namespace openclaw::gateway {

/// Carries out `/config`: the text for the person, secrets hidden. A change is checked as a whole before it
/// is written; what config::protectedChange guards cannot be changed this way. Reads and writes the file: not
/// for the main thread.
Result<std::string> editConfig(const commands::EditCommand& command,
                               const config::Snapshot& current,
                               const Environment& environment,
                               const std::string& version,
                               std::int64_t nowMs);

}
