#pragma once

#include "channels/whatsapp/Account.hpp"
#include "channels/whatsapp/Directory.hpp"

#include <string>
#include <vector>

namespace openclaw::channels::whatsapp {

/// Encrypts messages for everybody they are for and sends them. The same id may be sent again: receivers know
/// it.
class Sender {
public:
    Sender(Account& account, Directory& directory) : account_(account), directory_(directory) {}

    /// Returns when the server has the message. Errc::refused and Errc::rateLimited: it has not;
    /// Errc::timeout and Errc::closed: it may. Cancellation: terminal.
    asio::awaitable<Result<void>> send(wa::Jid chat, std::string id, std::string message);
    /// Answers a device that could not read a message of ours. Messages too old to know are left alone.
    asio::awaitable<Result<void>> resend(wa::Node receipt);

private:
    struct Sealed {
        wa::Node stanza;
        /// Devices that get the group's key with this stanza, and which key it is.
        std::vector<wa::Jid> newHolders;
        std::uint32_t keyId = 0;
    };
    asio::awaitable<Result<Sealed>> sealDirect(wa::Jid chat, std::string id, std::string message);
    asio::awaitable<Result<Sealed>> sealGroup(wa::Jid group, std::string id, std::string message);
    /// Only once the server has the stanza: a crash before that would leave members without a key for good.
    asio::awaitable<Result<void>>
    noteKeyHolders(wa::Jid group, std::vector<wa::Jid> newHolders, std::uint32_t keyId);
    asio::awaitable<Result<void>> resendLocked(wa::Node receipt);
    asio::awaitable<Result<void>> countRetry(std::string id, wa::Jid device);
    void addIdentity(wa::Node& stanza, bool hasPreKey) const;
    void rememberSent(const wa::Jid& chat, const std::string& id, const std::string& message);

    Account& account_;
    Directory& directory_;
};

}
