#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <string>

namespace openclaw::dispatch {

/// "provider/model" for a name, an alias or "default" (which gives an empty text); nullopt when it is not
/// allowed.
std::optional<std::string>
resolveModelChoice(const Json& config, const std::string& wanted, const std::string& defaultModel);

}
