// People for the WhatsApp fake.
#include "support/FakePerson.hpp"

#include "openclaw/whatsapp/content.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "whatsapp/session/numbers.hpp"

namespace openclaw::testing {

using namespace whatsapp;

namespace {

Node encNode(std::string_view type, std::string_view bytes) {
    Node node("enc");
    node.set("v", "2").set("type", type).setBytes(bytes);
    return node;
}

}

FakePerson::FakePerson(std::string phoneNumber)
    : number_(std::move(phoneNumber)), local_{crypto::generateX25519(), 4711},
      signedKey_(crypto::generateX25519()), ownKey_(makeSenderKey()) {}

Node FakePerson::bundleNode(const Jid& as) {
    const std::uint32_t id = nextPreKey_++;
    preKeys_[id] = crypto::generateX25519();
    const std::string signature =
        crypto::signXeddsa(local_.key.privateKey, markedKey(signedKey_.publicKey)).value();
    Node signedKey("skey");
    signedKey.add(bytesNode("id", bigEndian(1, 3))).add(bytesNode("value", signedKey_.publicKey));
    signedKey.add(bytesNode("signature", signature));
    Node key("key");
    key.add(bytesNode("id", bigEndian(id, 3))).add(bytesNode("value", preKeys_[id].publicKey));
    Node user("user");
    user.set("jid", as).add(bytesNode("registration", bigEndian(local_.registrationId, 4)));
    user.add(bytesNode("identity", local_.key.publicKey)).add(std::move(signedKey)).add(std::move(key));
    return user;
}

void FakePerson::startSession(const PreKeyBundle& bundle) {
    const auto started = whatsapp::startSession(session_, local_, bundle);
    if (!started) problems.push_back(started.error().message);
}

Node FakePerson::seal(std::string_view message) {
    const auto sealed = sealMessage(session_, local_, padMessage(message));
    if (!sealed) {
        problems.push_back(sealed.error().message);
        return Node("enc");
    }
    return encNode(sealed->isPreKey ? "pkmsg" : "msg", sealed->bytes);
}

std::string FakePerson::open(const Node& enc) {
    PreKeyLookup keys;
    keys.preKey = [this](std::uint32_t id) {
        const auto found = preKeys_.find(id);
        return found == preKeys_.end() ? crypto::X25519Pair() : found->second;
    };
    keys.signedPreKey = [this](std::uint32_t) { return signedKey_; };
    const auto opened = enc.text("type") == "pkmsg" ? openPreKeyMessage(session_, local_, keys, enc.content())
                                                    : openMessage(session_, local_, enc.content());
    const auto plain = opened ? unpadMessage(opened->plain) : Result<std::string>(opened.error());
    if (!plain) {
        problems.push_back(number_ + ": " + plain.error().message);
        return {};
    }
    if (opened->usedPreKeyId) preKeys_.erase(*opened->usedPreKeyId);
    return *plain;
}

std::vector<Node> FakePerson::sealForGroup(const Jid& group, std::string_view message) {
    std::vector<Node> parts;
    if (!hasSharedKey_) {
        parts.push_back(seal(keyDistributionMessage(group, senderKeyDistribution(ownKey_))));
        hasSharedKey_ = true;
    }
    parts.push_back(encNode("skmsg", sealGroupMessage(ownKey_, padMessage(message)).value()));
    return parts;
}

void FakePerson::learnGroupKey(std::string_view distribution) {
    const auto learnt = learnSenderKey(clientKey_, distribution);
    if (!learnt) problems.push_back(learnt.error().message);
}

std::string FakePerson::openGroup(const Node& enc) {
    const auto opened = openGroupMessage(clientKey_, enc.content());
    const auto plain = opened ? unpadMessage(*opened) : opened;
    if (!plain) {
        problems.push_back(number_ + ": " + plain.error().message);
        return {};
    }
    return *plain;
}

}
