#pragma once

#include "openclaw/config/Config.hpp"

#include <string>
#include <vector>

namespace openclaw::channels::whatsapp {

/// What the configuration says about one account.
struct AccountSettings {
    std::string id;
    bool enabled = true;
    bool sendReadReceipts = true;
    bool selfChatMode = false;
    std::vector<std::string> allowFrom; // "+<digits>" or "*"
    std::size_t textChunkLimit = 4000;
    std::string chunkMode;
    std::string markdownTables;
    double mediaMaxMb = 50;
    bool allowsReactions = true;
    bool allowsPolls = true;
    bool allowsSending = true;
};

/// One per configured account; empty without a channels.whatsapp section or with web.enabled=false.
std::vector<AccountSettings> readAccounts(const config::Config& config);

}
