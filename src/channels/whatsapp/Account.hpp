#pragma once

#include "channels/whatsapp/AsyncLock.hpp"
#include "channels/whatsapp/Connection.hpp"
#include "channels/whatsapp/Records.hpp"
#include "openclaw/channels/whatsapp_endpoint.hpp"
#include "openclaw/whatsapp/Credentials.hpp"

#include <memory>
#include <string>

namespace openclaw::channels::whatsapp {

/// What everything that serves one account shares: who it is, its records, the connection while there is one.
struct Account {
    Account(asio::any_io_executor ex,
            Clock& c,
            store::Store& s,
            std::string accountId,
            WhatsAppEndpoint place,
            wa::ClientVersion clientVersion)
        : executor(ex), clock(c), store(s), id(std::move(accountId)), endpoint(std::move(place)),
          version(std::move(clientVersion)), records(s, c, id), lock(ex), changed(ex) {}

    /// Errc::refused while there is no connection: nothing was sent.
    asio::awaitable<Result<wa::Node>> request(wa::Node node);
    bool isOnline() const { return connection != nullptr && isLoggedIn; }

    asio::any_io_executor executor;
    Clock& clock;
    store::Store& store;
    const std::string id;
    const WhatsAppEndpoint endpoint;
    const wa::ClientVersion version;
    Records records;
    wa::Credentials credentials;
    /// Held from loading records to committing them.
    AsyncLock lock;
    /// Shared with requests under way: they outlive it by the moment in which they learn that it ended.
    std::shared_ptr<Connection> connection;
    bool isLoggedIn = false;
    /// What piled up while we were away has been taken in.
    bool isDrained = false;
    /// Shown as online; receipts differ and typing shows only then.
    bool isAvailable = false;
    /// The server says that it runs out of our pre-keys.
    bool wantsPreKeys = false;
    /// Signalled when any of the above changes.
    Notifier changed;
};

}
