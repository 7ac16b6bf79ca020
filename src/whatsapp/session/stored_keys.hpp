#pragma once

#include "openclaw/core/log.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Vault.hpp"
#include "whatsapp/signal/SenderKey.hpp"
#include "whatsapp/signal/Session.hpp"

/// Signal records in and out of a Vault.
namespace openclaw::whatsapp {

/// A damaged record counts as none: the other side will be asked to start again.
inline Session loadSession(const Vault& vault, const RecordId& id) {
    const crypto::SecretBytes* record = vault.find(id);
    if (!record) return {};
    Result<Session> session = Session::parse(*record);
    if (!session) {
        log::error("whatsapp", "{}", session.error().message);
        return {};
    }
    return std::move(*session);
}

inline SenderKey loadSenderKey(const Vault& vault, const RecordId& id) {
    const crypto::SecretBytes* record = vault.find(id);
    if (!record) return {};
    Result<SenderKey> key = SenderKey::parse(*record);
    if (!key) {
        log::error("whatsapp", "{}", key.error().message);
        return {};
    }
    return std::move(*key);
}

inline PreKeyLookup preKeyLookup(const Vault& vault, const Credentials& credentials) {
    PreKeyLookup keys;
    keys.preKey = [&vault](std::uint32_t id) {
        const crypto::SecretBytes* key = vault.find(preKeyRecord(id));
        if (!key) return crypto::X25519Pair();
        const Result<crypto::X25519Pair> pair = crypto::x25519FromPrivate(*key);
        return pair ? *pair : crypto::X25519Pair();
    };
    keys.signedPreKey = [&credentials](std::uint32_t id) {
        if (id == credentials.signedPreKeyId) return credentials.signedPreKey;
        const bool isPrevious = id != 0 && id == credentials.previousSignedPreKeyId;
        return isPrevious ? credentials.previousSignedPreKey : crypto::X25519Pair();
    };
    return keys;
}

}
