#pragma once

#include "cli/Context.hpp"

namespace openclaw::cli {

/// Writes the edited document to the configuration file; unknown keys and the like are pointed out on stderr. The
/// file stays as it is when the document would not be valid.
Result<void> saveConfig(Context& context, OrderedJson document);

/// The same as the end of a command: prints `done`, or what went wrong; returns the exit code.
int writeConfigDocument(Context& context, OrderedJson document, const std::string& done);

}
