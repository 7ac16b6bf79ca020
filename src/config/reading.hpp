#pragma once

#include "openclaw/config/Config.hpp"

namespace openclaw::config {

/// A list of texts; numbers count as their digits because chat ids are often written without quotes.
std::vector<std::string> textsOf(const Json* list);

/// The accounts of channels.telegram, each merged over the channel's own keys. A token in the environment alone
/// makes a default account.
std::vector<TelegramAccount> readTelegramAccounts(const Config& config, const Environment& environment);

}
