#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Vault.hpp"

#include <map>
#include <string>
#include <vector>

namespace openclaw::whatsapp {

/// What a Baileys auth folder becomes here.
struct ImportedAccount {
    Credentials credentials;
    /// Everything, the credentials included.
    std::vector<Vault::Change> records;
    std::size_t sessions = 0;
    std::size_t preKeys = 0;
    std::size_t senderKeys = 0;
    /// Files that hold something we know but could not read; what they were for starts anew.
    std::vector<std::string> unreadable;
};

/// Reads the files of a Baileys 7 multi-file auth folder, by name (spec state.md section 6). Errc::notFound when
/// creds.json (or its backup) is missing, Errc::invalidInput when it is not that of a linked device.
Result<ImportedAccount> importBaileys(const std::map<std::string, std::string>& files);

}
