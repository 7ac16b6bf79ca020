#pragma once

#include "openclaw/core/json.hpp"

#include <string_view>

namespace openclaw::security {

/// The entry of `agents.list` with this id (lower case); nullptr without one.
const Json* agentEntry(const Json& config, std::string_view agentId);

}
