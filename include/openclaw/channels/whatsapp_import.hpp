#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/store/Store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace openclaw::channels {

/// What became of a WhatsApp link made by another program.
struct WhatsAppImport {
    std::string number; // "+<digits>"
    std::size_t sessions = 0;
    std::size_t preKeys = 0;
    std::size_t senderKeys = 0;
    std::vector<std::string> unreadable;
};

/// Takes over a Baileys auth folder, in one transaction; the folder is only read. Errc::conflict when the
/// account is linked already, Errc::notFound without creds.json, Errc::invalidInput when it is not a linked
/// device's.
asio::awaitable<Result<WhatsAppImport>>
importBaileysFolder(std::filesystem::path folder, store::Store& store, Clock& clock, std::string accountId);

}
