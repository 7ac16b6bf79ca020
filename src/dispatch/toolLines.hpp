#pragma once

#include "openclaw/core/json.hpp"

#include <string>

/// What `/verbose` shows of an agent's work. Pure.
namespace openclaw::dispatch {

/// "🛠️ bash: ls -la", one short line without the tool's other arguments.
std::string toolLine(const std::string& name, const Json& arguments);
/// The beginning of a tool's output as a code block; "" when it said nothing.
std::string toolOutput(const Json& result);

}
