#pragma once

#include "openclaw/whatsapp/Node.hpp"
#include "whatsapp/signal/SenderKey.hpp"
#include "whatsapp/signal/Session.hpp"

#include <map>
#include <string>
#include <vector>

namespace openclaw::testing {

/// Somebody with a phone: keys of their own and real Signal sessions with one client device.
class FakePerson {
public:
    explicit FakePerson(std::string phoneNumber);

    whatsapp::Jid phone() const { return whatsapp::phoneJid(number_); }
    whatsapp::Jid lid() const { return whatsapp::Jid("9" + number_, whatsapp::server::lid); }
    /// <user> of a key query: a bundle with a fresh one-time key.
    whatsapp::Node bundleNode(const whatsapp::Jid& as);
    bool hasSession() const { return session_.current.has_value(); }
    void startSession(const whatsapp::PreKeyBundle& bundle);
    /// <enc> for the client: a padded message.
    whatsapp::Node seal(std::string_view message);
    /// Unpadded; "" and a line in `problems` when it does not decrypt.
    std::string open(const whatsapp::Node& enc);
    /// The group's <enc> parts for one message; the key goes along the first time.
    std::vector<whatsapp::Node> sealForGroup(const whatsapp::Jid& group, std::string_view message);
    void learnGroupKey(std::string_view distribution);
    std::string openGroup(const whatsapp::Node& enc);

    std::vector<std::string> problems;

private:
    std::string number_;
    whatsapp::LocalIdentity local_;
    crypto::X25519Pair signedKey_;
    std::map<std::uint32_t, crypto::X25519Pair> preKeys_;
    std::uint32_t nextPreKey_ = 1;
    whatsapp::Session session_;
    whatsapp::SenderKey ownKey_;
    bool hasSharedKey_ = false;
    whatsapp::SenderKey clientKey_;
};

}
