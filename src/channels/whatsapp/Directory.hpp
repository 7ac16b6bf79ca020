#pragma once

#include "channels/whatsapp/Account.hpp"
#include "openclaw/whatsapp/stanzas.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace openclaw::channels::whatsapp {

/// Who has which devices, who is in which group, and which number belongs to which hidden id. Asks the server
/// and remembers for a while. Callers hold the account's lock.
class Directory {
public:
    explicit Directory(Account& account) : account_(account) {}

    /// Loads what is known about a person's other address, and learns `other` when it is given.
    asio::awaitable<Result<void>> learn(wa::Jid user, std::optional<wa::Jid> other);
    /// Every device of these people, each in the kind of address that was asked for. Lids on the way are
    /// learnt.
    asio::awaitable<Result<std::vector<wa::Jid>>> devices(std::vector<wa::Jid> users);
    void forgetDevices(const wa::Jid& user);
    void forgetAllDevices() { devices_.clear(); }
    /// Errc::notFound when we are not in it.
    asio::awaitable<Result<wa::GroupInfo>> group(wa::Jid group);
    void forgetGroup(const wa::Jid& group);
    /// The group's name if it is in memory.
    std::string knownSubject(const wa::Jid& group) const;
    /// Makes sure that there is a session with each device; devices without keys are dropped from the list.
    asio::awaitable<Result<std::vector<wa::Jid>>> ensureSessions(std::vector<wa::Jid> devices);
    /// A new session with one device from what the server has, whatever there was.
    asio::awaitable<Result<void>> renewSession(wa::Jid device);
    /// Loads the address records of people.
    asio::awaitable<Result<void>> loadAddresses(std::vector<wa::Jid> users);

private:
    struct KnownDevices {
        std::vector<wa::Jid> devices;
        SteadyTime until;
    };
    struct KnownGroup {
        wa::GroupInfo info;
        SteadyTime until;
    };
    asio::awaitable<Result<void>> queryDevices(std::vector<wa::Jid> users);
    asio::awaitable<Result<void>> fetchKeys(std::vector<wa::Jid> devices);

    Account& account_;
    std::map<wa::Jid, KnownDevices> devices_;
    std::map<wa::Jid, KnownGroup> groups_;
};

}
