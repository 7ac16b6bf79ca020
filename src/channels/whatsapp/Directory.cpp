// Device lists, groups, sessions: what has to be known before anything can be encrypted for anybody.
#include "channels/whatsapp/Directory.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/whatsapp/message_keys.hpp"

#include <algorithm>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::chrono::minutes devicesLifetime{30};
constexpr std::chrono::minutes groupLifetime{5};
constexpr std::size_t usersPerQuery = 500;
constexpr std::size_t keysPerQuery = 500;

template <class T>
std::vector<T> slice(const std::vector<T>& all, std::size_t from, std::size_t count) {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    return std::vector<T>(begin, begin + static_cast<std::ptrdiff_t>(std::min(count, all.size() - from)));
}

}

asio::awaitable<Result<void>> Directory::loadAddresses(std::vector<wa::Jid> users) {
    std::vector<wa::RecordId> ids;
    for (const wa::Jid& user : users) {
        if (user.isUser()) ids.push_back(wa::lidRecord(user.user));
        if (user.isLid()) ids.push_back(wa::phoneRecord(user.user));
    }
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    co_return loaded;
}

asio::awaitable<Result<void>> Directory::learn(wa::Jid user, std::optional<wa::Jid> other) {
    std::vector<wa::Jid> users{user};
    if (other) users.push_back(*other);
    Result<void> loaded = co_await loadAddresses(std::move(users));
    if (!loaded || !other) co_return loaded;
    const wa::Jid phone = user.isUser() ? user : *other;
    const wa::Jid lid = user.isLid() ? user : *other;
    if (!wa::learnLid(account_.records.vault(), phone, lid)) co_return Result<void>();
    // Sessions made under the number go on under the hidden id.
    Result<std::vector<std::string>> names = co_await account_.records.loadSessions(phone);
    if (!names) co_return names.error();
    std::vector<wa::RecordId> targets;
    for (const std::string& name : *names)
        targets.push_back(wa::RecordId{
            wa::RecordKind::session, wa::sessionPrefix(lid) + name.substr(wa::sessionPrefix(phone).size())});
    Result<void> ready = co_await account_.records.load(std::move(targets));
    if (!ready) co_return ready.error();
    wa::moveSessions(account_.records.vault(), phone, lid, *names);
    co_return Result<void>();
}

asio::awaitable<Result<void>> Directory::queryDevices(std::vector<wa::Jid> users) {
    const std::string id = account_.connection ? account_.connection->nextId() : std::string();
    wa::Node iq = wa::devicesIq(id, id, users);
    Result<wa::Node> answer = co_await account_.request(std::move(iq));
    if (!answer) co_return answer.error().withContext("asking for devices");
    if (const auto error = wa::iqError(*answer)) co_return error->withContext("asking for devices");
    const std::vector<wa::DeviceList> lists = wa::readDeviceLists(*answer);
    for (const wa::DeviceList& list : lists) {
        devices_[list.user] = KnownDevices{list.devices, account_.clock.steadyNow() + devicesLifetime};
        Result<void> learnt = co_await learn(list.user, list.lid);
        if (!learnt) co_return learnt.error();
    }
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<wa::Jid>>> Directory::devices(std::vector<wa::Jid> users) {
    const SteadyTime now = account_.clock.steadyNow();
    std::vector<wa::Jid> unknown;
    for (const wa::Jid& user : users) {
        const auto known = devices_.find(user);
        if (known == devices_.end() || known->second.until < now) unknown.push_back(user);
    }
    for (std::size_t at = 0; at < unknown.size(); at += usersPerQuery) {
        Result<void> asked = co_await queryDevices(slice(unknown, at, usersPerQuery));
        if (!asked) co_return asked.error();
    }
    Result<void> loaded = co_await loadAddresses(users);
    if (!loaded) co_return loaded.error();
    std::vector<wa::Jid> found;
    for (const wa::Jid& user : users) {
        const auto known = devices_.find(user);
        if (known != devices_.end())
            found.insert(found.end(), known->second.devices.begin(), known->second.devices.end());
    }
    co_return found;
}

void Directory::forgetDevices(const wa::Jid& user) { devices_.erase(user.withoutDevice()); }

asio::awaitable<Result<wa::GroupInfo>> Directory::group(wa::Jid group) {
    const auto known = groups_.find(group);
    if (known != groups_.end() && known->second.until > account_.clock.steadyNow())
        co_return known->second.info;
    const std::string id = account_.connection ? account_.connection->nextId() : std::string();
    wa::Node iq = wa::groupInfoIq(id, group);
    Result<wa::Node> answer = co_await account_.request(std::move(iq));
    if (!answer) co_return answer.error().withContext("asking about a group");
    Result<wa::GroupInfo> info = wa::readGroupInfo(*answer);
    if (!info) co_return info.error();
    for (const wa::GroupMember& member : info->members) {
        const std::optional<wa::Jid> other = member.id.isLid() ? member.phone : member.lid;
        Result<void> learnt = co_await learn(member.id, other);
        if (!learnt) co_return learnt.error();
    }
    groups_[group] = KnownGroup{*info, account_.clock.steadyNow() + groupLifetime};
    co_return info;
}

void Directory::forgetGroup(const wa::Jid& group) { groups_.erase(group); }

std::string Directory::knownSubject(const wa::Jid& group) const {
    const auto known = groups_.find(group);
    return known == groups_.end() ? std::string() : known->second.info.subject;
}

asio::awaitable<Result<void>> Directory::fetchKeys(std::vector<wa::Jid> devices) {
    const std::string id = account_.connection ? account_.connection->nextId() : std::string();
    wa::Node iq = wa::keysIq(id, devices);
    Result<wa::Node> answer = co_await account_.request(std::move(iq));
    if (!answer) co_return answer.error().withContext("asking for keys");
    if (const auto error = wa::iqError(*answer)) co_return error->withContext("asking for keys");
    const wa::Node* list = answer->child("list");
    if (!list) co_return Error(Errc::invalidInput, "the server's answer has no keys");
    for (const wa::Node& user : list->children) {
        const auto jid = user.jid("jid");
        if (!jid || std::find(devices.begin(), devices.end(), *jid) == devices.end()) continue;
        const Result<void> started =
            wa::startSessionFrom(account_.records.vault(), account_.credentials, *jid, user);
        if (!started)
            log::warn("whatsapp", "account={} no session with a device: {}", account_.id,
                      started.error().message);
    }
    co_return Result<void>();
}

asio::awaitable<Result<std::vector<wa::Jid>>> Directory::ensureSessions(std::vector<wa::Jid> devices) {
    std::vector<wa::RecordId> ids;
    for (const wa::Jid& device : devices)
        ids.push_back(wa::sessionRecord(wa::sessionAddress(account_.records.vault(), device)));
    Result<void> loaded = co_await account_.records.load(std::move(ids));
    if (!loaded) co_return loaded.error();
    std::vector<wa::Jid> missing;
    for (const wa::Jid& device : devices) {
        if (!wa::hasSession(account_.records.vault(), device)) missing.push_back(device);
    }
    for (std::size_t at = 0; at < missing.size(); at += keysPerQuery) {
        Result<void> fetched = co_await fetchKeys(slice(missing, at, keysPerQuery));
        if (!fetched) co_return fetched.error();
    }
    std::vector<wa::Jid> ready;
    for (const wa::Jid& device : devices) {
        if (wa::hasSession(account_.records.vault(), device)) ready.push_back(device);
    }
    co_return ready;
}

asio::awaitable<Result<void>> Directory::renewSession(wa::Jid device) {
    std::vector<wa::Jid> one{device};
    Result<void> fetched = co_await fetchKeys(std::move(one));
    co_return fetched;
}

}
