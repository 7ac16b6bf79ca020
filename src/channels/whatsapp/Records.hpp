#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/store/Store.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Vault.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openclaw::channels::whatsapp {

namespace wa = openclaw::whatsapp;

/// The account's records between the store and the engine: loads what an operation needs, commits what it
/// changed.
class Records {
public:
    Records(store::Store& store, Clock& clock, std::string accountId);

    wa::Vault& vault() { return vault_; }
    const wa::Vault& vault() const { return vault_; }

    /// nullopt when the account was never linked. Cancellation of every call: none.
    asio::awaitable<Result<std::optional<wa::Credentials>>> credentials();
    asio::awaitable<Result<void>> save(wa::Credentials credentials, const char* step);
    /// Forgets everything about the account.
    asio::awaitable<Result<void>> erase();

    /// Brings records into the vault; those that are there already stay.
    asio::awaitable<Result<void>> load(std::vector<wa::RecordId> ids);
    /// Loads every session with a person and returns their names.
    asio::awaitable<Result<std::vector<std::string>>> loadSessions(wa::Jid user);
    /// Writes all changes in one transaction. On failure they are rolled back. `step` names the crash points
    /// around it, whatsapp.commit.<step>.before and .after.
    asio::awaitable<Result<void>> commit(const char* step);
    void rollback() { vault_.rollback(); }
    /// Forgets messages and counters that nobody will ask about any more.
    asio::awaitable<void> prune();

private:
    store::Store& store_;
    Clock& clock_;
    std::string accountId_;
    wa::Vault vault_;
};

}
