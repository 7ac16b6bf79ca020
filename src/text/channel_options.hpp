#pragma once

#include "openclaw/core/json.hpp"

#include <string_view>

namespace openclaw::text {

/// `channels.<channel>` of a config document, or nullptr.
const Json* findChannel(const Json& config, std::string_view channel);
/// `channels.<channel>.accounts.<account>`, exact key first, then ignoring case; or nullptr.
const Json* findAccount(const Json& config, std::string_view channel, std::string_view accountId);
/// A member of the account, else of the channel; or nullptr.
const Json* findChannelValue(const Json& config, std::string_view channel, std::string_view accountId,
                             std::string_view key);

}
