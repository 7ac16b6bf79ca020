#pragma once

#include "openclaw/core/json.hpp"

#include <string>

namespace openclaw::gateway {

/// What there is to read in a stored message: its text blocks, and the names of the tools it calls.
std::string readableText(const Json& message);

}
