#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <string>

namespace openclaw::config {

/// The settings that nobody may change from a chat: who may connect, who is answered, what the agent may do,
/// which programs run and which files are written. They keep their values whatever else an edit does, also when it replaces or
/// removes what stands around them. Returns the path of the first one that differs, nullopt when none does.
std::optional<std::string> protectedChange(const Json& before, const Json& after);

}
