#pragma once

#include "openclaw/crypto/secret_bytes.hpp"
#include "openclaw/whatsapp/Jid.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::whatsapp {

/// What an account must not forget, by kind. The names are also the kinds in the store.
enum class RecordKind {
    account,      // Credentials
    preKey,       // by id: the private half of a published one-time key
    session,      // by device: the double ratchet with it
    senderKey,    // by group and device
    keyHolders,   // by group: devices that have our sender key
    lidOfPhone,   // by number: the hidden id of the same person
    phoneOfLid,   // by hidden id: the number
    contactToken, // by user: the trusted-contact token
    sent,         // by message id: what we sent, for those who could not read it
    poll,         // by message id: polls of ours, to read their votes
    retry,        // by message id and device: how often one side asked the other again
    appStateKey,  // by id: kept for the phone's sake
};
std::string_view toString(RecordKind kind);

struct RecordId {
    RecordKind kind = RecordKind::account;
    std::string name;
    auto operator<=>(const RecordId&) const = default;
};

/// The records that are in memory now. Whoever runs the engine loads what an operation needs, lets it work,
/// and commits the changes before anything that depends on them leaves the process; or rolls all of them
/// back.
class Vault {
public:
    struct Change {
        RecordId id;
        /// nullopt: the record goes.
        std::optional<crypto::SecretBytes> value;
    };

    bool isLoaded(const RecordId& id) const { return entries_.contains(id); }
    void load(RecordId id, std::optional<crypto::SecretBytes> value);
    /// nullptr when there is no such record. Asking for one that was never loaded is a programming error
    /// (std::logic_error): guessing "absent" could throw a session away.
    const crypto::SecretBytes* find(const RecordId& id) const;
    void put(RecordId id, crypto::SecretBytes value);
    void erase(RecordId id);

    std::vector<Change> changes() const;
    /// The changes are on disk.
    void settle();
    /// Forgets every change; the records have to be loaded again.
    void rollback();
    /// Drops unchanged records when more than `most` are held.
    void trim(std::size_t most);
    std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::optional<crypto::SecretBytes> value;
        bool isChanged = false;
    };
    std::map<RecordId, Entry> entries_;
};

RecordId accountRecord();
RecordId preKeyRecord(std::uint32_t id);
/// Of the very address given, without looking for another form of it.
RecordId sessionRecord(const Jid& device);
/// The start of the names of all sessions with a person.
std::string sessionPrefix(const Jid& user);
RecordId senderKeyRecord(const Jid& group, const Jid& device);
RecordId keyHoldersRecord(const Jid& group);
RecordId lidRecord(std::string_view phone);
RecordId phoneRecord(std::string_view lid);
RecordId contactTokenRecord(const Jid& user);
RecordId sentRecord(std::string_view messageId);
RecordId pollRecord(std::string_view messageId);
RecordId retryRecord(std::string_view messageId, const Jid& device);

/// The address a person's sessions are kept under: the hidden id when it is known. Needs lidRecord to be
/// loaded for addresses by number.
Jid sessionAddress(const Vault& vault, const Jid& device);
/// The number of a hidden id, or the other way round; nullopt when unknown. Needs lidRecord or phoneRecord.
std::optional<Jid> otherForm(const Vault& vault, const Jid& user);
/// Notes that a number and a hidden id are the same person. False when that was known. Both records must be
/// loaded.
bool learnLid(Vault& vault, const Jid& phone, const Jid& lid);
/// Moves sessions (`names` from the store, loaded) from the number to the hidden id; what is there already
/// stays.
void moveSessions(Vault& vault, const Jid& phone, const Jid& lid, const std::vector<std::string>& names);

}
