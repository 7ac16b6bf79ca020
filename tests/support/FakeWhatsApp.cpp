// The server's half of what the engine speaks.
#include "support/FakeWhatsApp.hpp"

#include "openclaw/core/json.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/ciphers.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/whatsapp/message_keys.hpp"
#include "openclaw/whatsapp/stanzas.hpp"
#include "whatsapp/proto/Proto.hpp"
#include "whatsapp/proto/fields.hpp"
#include "whatsapp/session/numbers.hpp"
#include "whatsapp/signal/Session.hpp"

#include <algorithm>
#include <chrono>

namespace openclaw::testing {

using namespace whatsapp;

namespace {

constexpr std::string_view header("WA\x06\x03", 4);
/// What goes before it when the client knows an edge server.
constexpr std::string_view routed("ED\x00\x01", 4);

std::uint64_t nowSeconds() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
}

}

struct FakeWhatsApp::Connection {
    explicit Connection(net::WebSocket& connected) : socket(connected) {}

    void sendNode(const Node& node) { socket.sendBinary(transport->seal(encodeNode(node))); }

    net::WebSocket& socket;
    FrameBuffer frames;
    bool hasIntro = false;
    std::optional<NoiseState> noise;
    crypto::X25519Pair ephemeral;
    std::optional<NoiseTransport> transport;
    bool isRegistration = false;
};

FakeWhatsApp::FakeWhatsApp(asio::any_io_executor executor)
    : server_(std::move(executor), *this, net::HttpServerLimits()) {}
FakeWhatsApp::~FakeWhatsApp() = default;

Result<std::uint16_t> FakeWhatsApp::listen() {
    Result<std::uint16_t> port = server_.listen("127.0.0.1", 0);
    if (port) port_ = *port;
    return port;
}

asio::awaitable<void> FakeWhatsApp::stop() { co_await server_.stop(); }

channels::WhatsAppEndpoint FakeWhatsApp::endpoint() const {
    const std::string place = "127.0.0.1:" + std::to_string(port_);
    return channels::WhatsAppEndpoint{"ws://" + place + "/ws/chat", "https://web.whatsapp.com",
                                      root_.publicKey, "http://" + place, true};
}

std::vector<std::string> FakeWhatsApp::problems() const {
    std::vector<std::string> all = problems_;
    for (const auto& [number, each] : people_)
        all.insert(all.end(), each->problems.begin(), each->problems.end());
    return all;
}

FakePerson& FakeWhatsApp::person(const std::string& number) {
    auto& entry = people_[number];
    if (!entry) entry = std::make_unique<FakePerson>(number);
    return *entry;
}

FakePerson* FakeWhatsApp::find(const Jid& jid) {
    for (const auto& [number, each] : people_) {
        if (each->phone() == jid.withoutDevice() || each->lid() == jid.withoutDevice()) return each.get();
    }
    return nullptr;
}

std::string FakeWhatsApp::certificateChain() const {
    using Details = field::CertChainNoiseCertificateDetails;
    const auto certificate = [](const ProtoWriter& details, const crypto::X25519Pair& signer) {
        ProtoWriter out;
        out.bytes(field::CertChainNoiseCertificate::details, details.view());
        out.bytes(field::CertChainNoiseCertificate::signature,
                  crypto::signXeddsa(signer.privateKey, details.view()).value());
        return out;
    };
    ProtoWriter middle;
    middle.number(Details::serial, 7).number(Details::issuerSerial, 0).bytes(Details::key, middle_.publicKey);
    middle.number(Details::notBefore, nowSeconds() - 100).number(Details::notAfter, nowSeconds() + 100'000);
    ProtoWriter leaf;
    leaf.number(Details::serial, 8).number(Details::issuerSerial, 7).bytes(Details::key, static_.publicKey);
    leaf.number(Details::notBefore, nowSeconds() - 100).number(Details::notAfter, nowSeconds() + 100'000);
    ProtoWriter chain;
    chain.message(field::CertChain::leaf, certificate(leaf, middle_));
    chain.message(field::CertChain::intermediate, certificate(middle, root_));
    return chain.take();
}

bool FakeWhatsApp::shakeHands(Connection& connection, const std::string& body) {
    const Proto message(body);
    if (!connection.noise) {
        const Proto hello = message.message(field::HandshakeMessage::clientHello);
        const std::string theirs = hello.text(field::HandshakeMessageClientHello::ephemeral);
        connection.ephemeral = crypto::generateX25519();
        connection.noise.emplace(header);
        NoiseState& noise = *connection.noise;
        noise.authenticate(theirs);
        noise.authenticate(connection.ephemeral.publicKey);
        noise.mix(crypto::x25519(connection.ephemeral.privateKey, theirs).value());
        ProtoWriter answer;
        answer.bytes(field::HandshakeMessageServerHello::ephemeral, connection.ephemeral.publicKey);
        answer.bytes(field::HandshakeMessageServerHello::static_, noise.seal(static_.publicKey));
        noise.mix(crypto::x25519(static_.privateKey, theirs).value());
        answer.bytes(field::HandshakeMessageServerHello::payload, noise.seal(certificateChain()));
        connection.socket.sendBinary(
            frame(ProtoWriter().message(field::HandshakeMessage::serverHello, answer).view()));
        return true;
    }
    const Proto finish = message.message(field::HandshakeMessage::clientFinish);
    NoiseState& noise = *connection.noise;
    const auto key = noise.open(finish.bytes(field::HandshakeMessageClientFinish::static_));
    if (!key) return false;
    noise.mix(crypto::x25519(connection.ephemeral.privateKey, *key).value());
    const auto payload = noise.open(finish.bytes(field::HandshakeMessageClientFinish::payload));
    if (!payload) return false;
    const crypto::SecretBytes keys = noise.split();
    connection.transport.emplace(std::string_view(keys).substr(32), std::string_view(keys).substr(0, 32));
    candidate_.noiseKey = *key;
    beginSession(connection, *payload);
    return true;
}

void FakeWhatsApp::beginSession(Connection& connection, const std::string& payload) {
    using Data = field::ClientPayloadDevicePairingRegistrationData;
    const Proto client(payload);
    current_ = &connection;
    if (client.has(field::ClientPayload::devicePairingData)) {
        connection.isRegistration = true;
        const Proto data = client.message(field::ClientPayload::devicePairingData);
        candidate_.identity = data.text(Data::eIdent);
        candidate_.registrationId = fromBigEndian(data.bytes(Data::eRegid));
        candidate_.signedKeyId = fromBigEndian(data.bytes(Data::eSkeyId));
        candidate_.signedKey = data.text(Data::eSkeyVal);
        candidate_.signature = data.text(Data::eSkeySig);
        Node pair("pair-device");
        for (const char* reference : {"ref-one", "ref-two", "ref-three"})
            pair.add(bytesNode("ref", reference));
        Node iq("iq");
        iq.set("from", serverJid())
            .set("type", "set")
            .set("xmlns", "md")
            .set("id", "pair-1")
            .add(std::move(pair));
        connection.sendNode(iq);
        return;
    }
    if (!refusal_.empty() || !device_.isLinked) {
        Node failure("failure");
        failure.set("reason", refusal_.empty() ? "401" : refusal_);
        connection.sendNode(failure);
        return;
    }
    ++logins;
    Node success("success");
    success.set("t", std::to_string(nowSeconds())).set("lid", deviceLid());
    connection.sendNode(success);
    for (const auto& [id, node] : waiting_) {
        Node late = node;
        late.set("offline", "0");
        connection.sendNode(late);
    }
    Node routing("edge_routing");
    routing.add(bytesNode("routing_info", "edge-" + std::to_string(logins)));
    Node route("ib");
    connection.sendNode(route.add(std::move(routing)));
    Node info("ib");
    Node offline("offline");
    offline.set("count", std::to_string(waiting_.size()));
    info.add(std::move(offline));
    connection.sendNode(info);
}

void FakeWhatsApp::scan(const std::string& qrText) {
    const std::vector<std::string_view> parts = split(qrText, ',');
    if (parts.size() != 4 || !current_) {
        problems_.emplace_back("a bad QR text");
        return;
    }
    const std::string secret = base64Decode(parts[3]).value_or("");
    ProtoWriter details;
    details.number(field::ADVDeviceIdentity::rawId, 5)
        .number(field::ADVDeviceIdentity::timestamp, nowSeconds());
    details.number(field::ADVDeviceIdentity::keyIndex, 1);
    const std::string signedText = std::string("\x06\x00", 2) + details.view() + candidate_.identity;
    ProtoWriter identity;
    identity.bytes(field::ADVSignedDeviceIdentity::details, details.view());
    identity.bytes(field::ADVSignedDeviceIdentity::accountSignatureKey, account_.publicKey);
    identity.bytes(field::ADVSignedDeviceIdentity::accountSignature,
                   crypto::signXeddsa(account_.privateKey, signedText).value());
    ProtoWriter wrapped;
    wrapped.bytes(field::ADVSignedDeviceIdentityHMAC::details, identity.view());
    wrapped.bytes(field::ADVSignedDeviceIdentityHMAC::hmac, crypto::hmacSha256(secret, identity.view()));
    Node device("device");
    device.set("jid", deviceJid()).set("lid", deviceLid());
    Node success("pair-success");
    success.add(bytesNode("device-identity", wrapped.view())).add(std::move(device));
    Node iq("iq");
    iq.set("from", serverJid())
        .set("type", "set")
        .set("xmlns", "md")
        .set("id", "pair-2")
        .add(std::move(success));
    current_->sendNode(iq);
}

void FakeWhatsApp::completePairing(const Node& node) {
    const Node* sign = node.child("pair-device-sign");
    if (!sign || sign->childBytes("device-identity").empty()) {
        problems_.emplace_back("no signature in the pairing reply");
        return;
    }
    device_ = candidate_;
    device_.isLinked = true;
    preKeys_.clear();
    Node restart("stream:error");
    restart.set("code", "515");
    current_->sendNode(restart);
    current_->socket.close(1000, {});
}

std::optional<PreKeyBundle> FakeWhatsApp::takeBundle() {
    if (!device_.isLinked) return std::nullopt;
    PreKeyBundle bundle;
    bundle.registrationId = device_.registrationId;
    bundle.identity = device_.identity;
    bundle.signedPreKeyId = device_.signedKeyId;
    bundle.signedPreKey = device_.signedKey;
    bundle.signature = device_.signature;
    if (!preKeys_.empty()) {
        bundle.preKeyId = preKeys_.begin()->first;
        bundle.preKey = preKeys_.begin()->second;
        preKeys_.erase(preKeys_.begin());
    }
    return bundle;
}

std::string FakeWhatsApp::say(const std::string& number, const std::string& text, bool isDamaged) {
    return sayMessage(number, textMessage(text, {}), isDamaged);
}

std::string FakeWhatsApp::sayMessage(const std::string& number, const std::string& message, bool isDamaged) {
    FakePerson& who = person(number);
    if (!who.hasSession()) who.startSession(*takeBundle());
    const std::string id = "3A" + std::to_string(1000 + nextId_++);
    Node enc = who.seal(message);
    if (isDamaged) (*enc.bytes)[enc.bytes->size() - 5] ^= 1;
    said_[id] = {number, message};
    Node node("message");
    node.set("id", id)
        .set("from", who.phone())
        .set("sender_lid", who.lid())
        .set("t", std::to_string(nowSeconds()));
    node.set("type", "text").set("notify", "Person " + number).add(std::move(enc));
    deliver(id, std::move(node));
    return id;
}

std::string FakeWhatsApp::sayInGroup(const std::string& number, const std::string& text) {
    FakePerson& who = person(number);
    if (!who.hasSession()) who.startSession(*takeBundle());
    const std::string id = "3A" + std::to_string(1000 + nextId_++);
    Node node("message");
    node.set("id", id).set("from", group()).set("participant", who.phone()).set("participant_lid", who.lid());
    node.set("t", std::to_string(nowSeconds())).set("type", "text");
    for (Node& part : who.sealForGroup(group(), textMessage(text, {})))
        node.add(std::move(part));
    deliver(id, std::move(node));
    return id;
}

void FakeWhatsApp::deliver(const std::string& id, Node node) {
    if (current_ && current_->transport && !current_->isRegistration) current_->sendNode(node);
    waiting_.emplace_back(id, std::move(node));
}

void FakeWhatsApp::send(const Node& node) {
    if (current_) current_->sendNode(node);
}

void FakeWhatsApp::notify(Node notification) {
    const std::string key = notification.tag + ":" + notification.text("id");
    deliver(key, std::move(notification));
}

void FakeWhatsApp::askAgain(const std::string& number, const std::string& messageId) {
    Node retry("retry");
    retry.set("id", messageId).set("count", "1").set("v", "1");
    Node receipt("receipt");
    receipt.set("id", messageId)
        .set("from", person(number).phone())
        .set("type", "retry")
        .add(std::move(retry));
    notify(std::move(receipt));
}

void FakeWhatsApp::usePreKeys(std::size_t left) {
    while (preKeys_.size() > left)
        preKeys_.erase(preKeys_.begin());
    Node count("count");
    count.set("value", std::to_string(left));
    Node notification("notification");
    notification.set("from", serverJid())
        .set("type", "encrypt")
        .set("id", "keys-" + std::to_string(nextId_++));
    notify(notification.add(std::move(count)));
}

void FakeWhatsApp::prepareSession(const std::string& number) { person(number).startSession(*takeBundle()); }

void FakeWhatsApp::dropConnection() {
    if (current_) current_->socket.abort();
}

void FakeWhatsApp::answer(const Node& iq, std::vector<Node> content) {
    Node result("iq");
    result.set("from", serverJid()).set("type", "result").set("id", iq.text("id"));
    for (Node& node : content)
        result.add(std::move(node));
    current_->sendNode(result);
}

Node FakeWhatsApp::deviceLists(const Node& iq) const {
    Node list("list");
    for (const Node& user : iq.child("usync")->child("list")->children) {
        const Jid jid = *user.jid("jid");
        const bool isOwner = jid.user == owner || jid.user == deviceLid().user;
        Node devices("device-list");
        Node phone("device");
        devices.add(phone.set("id", "0"));
        if (isOwner) {
            Node own("device");
            devices.add(own.set("id", "7").set("key-index", "1"));
        }
        Node outer("devices");
        outer.add(std::move(devices));
        Node lid("lid");
        lid.set("val", isOwner ? deviceLid().withoutDevice() : Jid("9" + jid.user, server::lid));
        Node entry("user");
        entry.set("jid", jid).add(std::move(outer));
        if (jid.isUser()) entry.add(std::move(lid));
        list.add(std::move(entry));
    }
    Node usync("usync");
    return usync.add(std::move(list));
}

Node FakeWhatsApp::groupNode() const {
    Node node("group");
    node.set("id", group().user).set("subject", "Test group").set("addressing_mode", "pn");
    Node self("participant");
    node.add(self.set("jid", phoneJid(owner)));
    for (const auto& [number, each] : people_) {
        if (number == owner) continue;
        Node member("participant");
        node.add(member.set("jid", each->phone()).set("lid", each->lid()));
    }
    return node;
}

void FakeWhatsApp::takeSignedKey(const Node& parent) {
    const Node* key = parent.child("skey");
    const std::string signedText = key ? markedKey(key->childBytes("value")) : std::string();
    if (!key || !crypto::verifyXeddsa(device_.identity, signedText, key->childBytes("signature"))) {
        problems_.emplace_back("a signed pre-key without a good signature");
        return;
    }
    device_.signedKeyId = fromBigEndian(key->childBytes("id"));
    device_.signedKey = key->childBytes("value");
    device_.signature = key->childBytes("signature");
}

void FakeWhatsApp::onPreKeys(const Node& iq) {
    ++preKeyUploads;
    takeSignedKey(iq);
    for (const Node& key : iq.child("list")->children)
        preKeys_[fromBigEndian(key.childBytes("id"))] = key.childBytes("value");
    answer(iq, {});
}

void FakeWhatsApp::onIq(Connection& connection, const Node& iq) {
    const std::string type = iq.text("type");
    if (type == "result" || type == "error") {
        if (iq.text("id") == "pair-2" && type == "result") completePairing(iq);
        return;
    }
    const std::string space = iq.text("xmlns");
    if (space == "encrypt" && iq.child("count")) {
        Node count("count");
        count.set("value", std::to_string(preKeys_.size()));
        answer(iq, {count});
    } else if (space == "encrypt" && iq.child("list")) {
        onPreKeys(iq);
    } else if (space == "encrypt" && iq.child("rotate")) {
        takeSignedKey(*iq.child("rotate"));
        answer(iq, {});
    } else if (space == "encrypt" && iq.child("key")) {
        Node list("list");
        for (const Node& user : iq.child("key")->children) {
            const Jid jid = *user.jid("jid");
            const bool isOwner = jid.user == owner || jid.user == deviceLid().user;
            FakePerson* who = isOwner ? &person(owner) : find(jid);
            if (who) list.add(who->bundleNode(jid));
        }
        answer(iq, {list});
    } else if (space == "usync") {
        answer(iq, {deviceLists(iq)});
    } else if (space == "w:g2") {
        answer(iq, {groupNode()});
    } else if (space == "w:m") {
        Node host("host");
        host.set("hostname", "media.example");
        Node media("media_conn");
        media.set("auth", "secret").set("ttl", "300").add(std::move(host));
        answer(iq, {media});
    } else if (space == "md" && iq.child("remove-companion-device")) {
        answer(iq, {});
        device_ = Device();
        Node conflict("conflict");
        conflict.set("type", "device_removed");
        Node removed("stream:error");
        removed.set("code", "401").add(std::move(conflict));
        connection.sendNode(removed);
    } else {
        answer(iq, {});
    }
}

void FakeWhatsApp::onMessage(const Node& node) {
    Sent entry{node.text("id"), node.text("to"), node.text("type"), {}, {}};
    if (const Node* participants = node.child("participants")) {
        for (const Node& to : participants->children) {
            const Jid jid = *to.jid("jid");
            const bool isOwner = jid.user == owner || jid.user == deviceLid().user;
            FakePerson* who = isOwner ? &person(owner) : find(jid);
            if (!who) continue;
            const std::string plain = who->open(*to.child("enc"));
            const Proto message(plain);
            const Proto keys = message.message(field::Message::senderKeyDistributionMessage);
            if (!keys.raw().empty())
                who->learnGroupKey(keys.bytes(
                    field::MessageSenderKeyDistributionMessage::axolotlSenderKeyDistributionMessage));
            else if (!isOwner && entry.message.empty())
                entry.message = plain;
            entry.devices.push_back(jid.text());
        }
    }
    if (const Node* enc = node.child("enc")) {
        if (enc->text("type") == "skmsg") {
            for (const auto& [number, each] : people_) {
                if (number != owner) entry.message = each->openGroup(*enc);
            }
        } else if (FakePerson* who = find(*node.jid("to"))) {
            entry.message = who->open(*enc);
            entry.type = "resent";
        }
    }
    sent.push_back(std::move(entry));
    if (holdsAcks_) return;
    Node ack("ack");
    ack.set("class", "message").set("id", node.text("id")).set("t", std::to_string(nowSeconds()));
    current_->sendNode(ack);
    const Jid to = *node.jid("to");
    if (!to.isPerson()) return;
    Node delivered("receipt");
    notify(delivered.set("id", node.text("id")).set("from", to));
}

void FakeWhatsApp::onReceipt(const Node& node) {
    const std::string id = node.text("id");
    receipts.push_back(node.text("type") + ":" + id);
    if (node.text("type") == "server-error") return uploadAgain(node);
    std::erase_if(waiting_, [&](const auto& each) { return each.first == id; });
    if (node.text("type") != "retry") return;
    // The sender starts over with the keys that came along, or with what the server has.
    const auto known = said_.find(id);
    if (known == said_.end()) return;
    FakePerson& who = person(known->second.first);
    if (node.child("keys")) who.startSession(*takeBundle());
    Node enc = who.seal(known->second.second);
    enc.set("count", node.child("retry")->text("count"));
    Node again("message");
    again.set("id", id)
        .set("from", who.phone())
        .set("sender_lid", who.lid())
        .set("t", std::to_string(nowSeconds()));
    again.set("type", "text").add(std::move(enc));
    deliver(id, std::move(again));
}

void FakeWhatsApp::onNode(Connection& connection, const Node& node) {
    if (node.tag == "iq") return onIq(connection, node);
    if (node.tag == "message") return onMessage(node);
    if (node.tag == "receipt") return onReceipt(node);
    if (node.tag == "chatstate" && !node.children.empty()) chatStates.push_back(node.children.front().tag);
    if (node.tag != "ack") return;
    const std::string kind = node.text("class");
    if (kind == "message" && !node.has("error")) return;
    const std::string key = kind == "message" ? node.text("id") : kind + ":" + node.text("id");
    std::erase_if(waiting_, [&](const auto& each) { return each.first == key; });
}

asio::awaitable<void> FakeWhatsApp::onWebSocket(net::HttpServerRequest, net::WebSocket socket) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Connection connection(socket);
    std::string intro;
    for (;;) {
        Result<std::string_view> bytes = co_await socket.read();
        if (!bytes) break;
        std::string_view rest = *bytes;
        if (!connection.hasIntro) {
            const std::size_t routing =
                rest.starts_with(routed) && rest.size() > 6 ? 7 + fromBigEndian(rest.substr(4, 3)) : 0;
            rest.remove_prefix(std::min(rest.size(), routing));
            if (!rest.starts_with(header)) problems_.emplace_back("no intro");
            rest.remove_prefix(std::min(rest.size(), header.size()));
            connection.hasIntro = true;
        }
        connection.frames.push(rest);
        bool isBroken = false;
        while (auto body = connection.frames.next()) {
            if (!connection.transport) {
                isBroken = isBroken || !shakeHands(connection, *body);
                continue;
            }
            const auto plain = connection.transport->open(*body);
            const auto node = plain ? decodeNode(*plain) : Result<Node>(plain.error());
            if (node)
                onNode(connection, *node);
            else
                problems_.push_back(node.error().message);
        }
        if (isBroken) break;
    }
    if (current_ == &connection) current_ = nullptr;
}

}
