// Records in memory and their names.
#include "openclaw/whatsapp/Vault.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace openclaw::whatsapp {

std::string_view toString(RecordKind kind) {
    switch (kind) {
    case RecordKind::account: return "account";
    case RecordKind::preKey: return "preKey";
    case RecordKind::session: return "session";
    case RecordKind::senderKey: return "senderKey";
    case RecordKind::keyHolders: return "keyHolders";
    case RecordKind::lidOfPhone: return "lidOfPhone";
    case RecordKind::phoneOfLid: return "phoneOfLid";
    case RecordKind::contactToken: return "contactToken";
    case RecordKind::sent: return "sent";
    case RecordKind::poll: return "poll";
    case RecordKind::retry: return "retry";
    case RecordKind::appStateKey: return "appStateKey";
    }
    return "";
}

void Vault::load(RecordId id, std::optional<crypto::SecretBytes> value) {
    entries_.try_emplace(std::move(id), Entry{std::move(value), false});
}

const crypto::SecretBytes* Vault::find(const RecordId& id) const {
    const auto found = entries_.find(id);
    if (found == entries_.end())
        throw std::logic_error(fmt::format("WhatsApp record {} was not loaded", toString(id.kind)));
    return found->second.value ? &*found->second.value : nullptr;
}

void Vault::put(RecordId id, crypto::SecretBytes value) {
    entries_.insert_or_assign(std::move(id), Entry{std::move(value), true});
}

void Vault::erase(RecordId id) { entries_.insert_or_assign(std::move(id), Entry{std::nullopt, true}); }

std::vector<Vault::Change> Vault::changes() const {
    std::vector<Change> changes;
    for (const auto& [id, entry] : entries_) {
        if (entry.isChanged) changes.push_back(Change{id, entry.value});
    }
    return changes;
}

void Vault::settle() {
    for (auto& [id, entry] : entries_)
        entry.isChanged = false;
}

void Vault::rollback() {
    std::erase_if(entries_, [](const auto& pair) { return pair.second.isChanged; });
}

void Vault::trim(std::size_t most) {
    if (entries_.size() <= most) return;
    std::erase_if(entries_, [](const auto& pair) { return !pair.second.isChanged; });
}

RecordId accountRecord() { return RecordId{RecordKind::account, "self"}; }
RecordId preKeyRecord(std::uint32_t id) { return RecordId{RecordKind::preKey, std::to_string(id)}; }

std::string sessionPrefix(const Jid& user) { return user.user + "@" + user.server + "/"; }

RecordId sessionRecord(const Jid& device) {
    return RecordId{RecordKind::session, sessionPrefix(device) + std::to_string(device.device)};
}

RecordId senderKeyRecord(const Jid& group, const Jid& device) {
    return RecordId{RecordKind::senderKey,
                    group.text() + "/" + sessionPrefix(device) + std::to_string(device.device)};
}

RecordId keyHoldersRecord(const Jid& group) { return RecordId{RecordKind::keyHolders, group.text()}; }
RecordId lidRecord(std::string_view phone) { return RecordId{RecordKind::lidOfPhone, std::string(phone)}; }
RecordId phoneRecord(std::string_view lid) { return RecordId{RecordKind::phoneOfLid, std::string(lid)}; }

RecordId contactTokenRecord(const Jid& user) {
    return RecordId{RecordKind::contactToken, user.withoutDevice().text()};
}

RecordId sentRecord(std::string_view messageId) { return RecordId{RecordKind::sent, std::string(messageId)}; }

RecordId pollRecord(std::string_view messageId) { return RecordId{RecordKind::poll, std::string(messageId)}; }

RecordId retryRecord(std::string_view messageId, const Jid& device) {
    return RecordId{RecordKind::retry, fmt::format("{}/{}", messageId, device.text())};
}

std::optional<Jid> otherForm(const Vault& vault, const Jid& user) {
    if (user.isUser()) {
        const crypto::SecretBytes* lid = vault.find(lidRecord(user.user));
        if (lid) return Jid(std::string(*lid), server::lid, user.device);
    } else if (user.isLid()) {
        const crypto::SecretBytes* phone = vault.find(phoneRecord(user.user));
        if (phone) return Jid(std::string(*phone), server::user, user.device);
    }
    return std::nullopt;
}

Jid sessionAddress(const Vault& vault, const Jid& device) {
    if (!device.isUser()) return device;
    return otherForm(vault, device).value_or(device);
}

bool learnLid(Vault& vault, const Jid& phone, const Jid& lid) {
    if (!phone.isUser() || !lid.isLid() || phone.user.empty() || lid.user.empty()) return false;
    const crypto::SecretBytes* known = vault.find(lidRecord(phone.user));
    if (known && std::string_view(*known) == lid.user) return false;
    vault.put(lidRecord(phone.user), crypto::SecretBytes(lid.user));
    vault.put(phoneRecord(lid.user), crypto::SecretBytes(phone.user));
    return true;
}

void moveSessions(Vault& vault, const Jid& phone, const Jid& lid, const std::vector<std::string>& names) {
    const std::string from = sessionPrefix(phone);
    for (const std::string& name : names) {
        if (!name.starts_with(from)) continue;
        const RecordId old{RecordKind::session, name};
        const RecordId moved{RecordKind::session, sessionPrefix(lid) + name.substr(from.size())};
        const crypto::SecretBytes* session = vault.find(old);
        if (session && !vault.find(moved)) vault.put(moved, *session);
        vault.erase(old);
    }
}

}
