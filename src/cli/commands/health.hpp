#pragma once

#include "openclaw/core/json.hpp"

#include <string>
#include <vector>

namespace openclaw::cli {

/// One line per channel of a `health` payload: "Telegram: ok (@bot)", "Telegram: not configured".
std::vector<std::string> channelHealthLines(const Json& health);

}
