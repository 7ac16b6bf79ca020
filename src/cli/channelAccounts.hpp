#pragma once

#include "cli/CommandLine.hpp"
#include "cli/Context.hpp"

#include <string>
#include <vector>

namespace openclaw::cli {

/// One account as far as the configuration tells.
struct ConfiguredAccount {
    std::string channel;
    std::string label;
    std::string id;
    bool isEnabled = true;
    /// "token", "bot" or "" for channels without one; where it comes from, "none" when it is missing.
    std::string tokenKey;
    std::string tokenSource;
    /// "base=https://…"
    std::string detail;
};
std::vector<ConfiguredAccount> configuredAccounts(Context& context);

/// "Telegram" for "telegram"; other ids stand for themselves.
std::string channelLabelOf(const std::string& channel);

/// channels add and channels remove: they change the configuration file.
Command channelAddCommand();
Command channelRemoveCommand();

}
