#pragma once

#include "openclaw/channels/whatsapp_endpoint.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Noise.hpp"
#include "openclaw/whatsapp/content.hpp"
#include "support/FakePerson.hpp"

#include <memory>
#include <optional>

namespace openclaw::testing {

/// A WhatsApp server and the people behind it, built on our own codecs: links one device, routes messages,
/// keeps what was not acknowledged for the next connection, serves media.
class FakeWhatsApp : public net::HttpService {
public:
    explicit FakeWhatsApp(asio::any_io_executor executor);
    ~FakeWhatsApp() override;

    Result<std::uint16_t> listen();
    asio::awaitable<void> stop();
    channels::WhatsAppEndpoint endpoint() const;

    /// The owner's phone scans the code of the client that waits for it.
    void scan(const std::string& qrText);
    FakePerson& person(const std::string& number);
    /// Somebody says something; delivered now or at the next login. Returns the message's id.
    std::string say(const std::string& number, const std::string& text, bool isDamaged = false);
    std::string sayMessage(const std::string& number, const std::string& message, bool isDamaged = false);
    std::string sayInGroup(const std::string& number, const std::string& text);
    /// A file in the store; what a message has to say about it.
    whatsapp::MediaRef storeFile(whatsapp::MediaKind kind, const std::string& content);
    /// The media server drops what it has; phones still have it, until they forget it, too.
    void expireFiles();
    void forgetFiles() { expired_.clear(); }
    /// Somebody's phone fetches the client's keys now, to write later.
    void prepareSession(const std::string& number);
    void send(const whatsapp::Node& node);
    /// A notification, brought again at each login until it is acknowledged.
    void notify(whatsapp::Node notification);
    /// Somebody's device could not read a message of the client and asks again.
    void askAgain(const std::string& number, const std::string& messageId);
    /// Uses up pre-keys until `left` are left, and says so.
    void usePreKeys(std::size_t left);
    /// Takes messages without saying so until told otherwise.
    void holdAcks(bool holds) { holdsAcks_ = holds; }
    void dropConnection();
    void refuseLogin(std::string reason) { refusal_ = std::move(reason); }
    static whatsapp::Jid group() { return whatsapp::Jid("120363000000000001", whatsapp::server::group); }
    static constexpr const char* owner = "15550000001";

    /// Drops what was kept of messages that are through.
    void forget() {
        sent.clear();
        receipts.clear();
        chatStates.clear();
        said_.clear();
    }

    struct Sent {
        std::string id;
        std::string to;
        std::string type;
        std::string message; // as the first recipient read it
        std::vector<std::string> devices;
    };
    std::vector<Sent> sent;
    /// "type:id" of each receipt, "" for the plain type.
    std::vector<std::string> receipts;
    std::vector<std::string> chatStates;
    int logins = 0;
    int preKeyUploads = 0;
    int filesAskedFor = 0;
    std::size_t preKeysLeft() const { return preKeys_.size(); }
    std::uint32_t signedPreKeyId() const { return device_.signedKeyId; }
    std::size_t unacknowledged() const { return waiting_.size(); }
    bool isLinked() const { return device_.isLinked; }
    std::vector<std::string> problems() const;

    net::Screening screen(const net::HttpServerRequest& head) override;
    asio::awaitable<void> onRequest(net::HttpServerRequest request, net::HttpReply& reply) override;
    asio::awaitable<void> onWebSocket(net::HttpServerRequest head, net::WebSocket socket) override;

private:
    struct Connection;
    /// What the account knows of the linked device.
    struct Device {
        std::string noiseKey;
        std::string identity;
        std::uint32_t registrationId = 0;
        std::uint32_t signedKeyId = 0;
        std::string signedKey;
        std::string signature;
        bool isLinked = false;
    };
    std::string certificateChain() const;
    bool shakeHands(Connection& connection, const std::string& frame);
    void beginSession(Connection& connection, const std::string& payload);
    void onNode(Connection& connection, const whatsapp::Node& node);
    void onIq(Connection& connection, const whatsapp::Node& iq);
    void onMessage(const whatsapp::Node& node);
    void onReceipt(const whatsapp::Node& node);
    void onPreKeys(const whatsapp::Node& iq);
    void uploadAgain(const whatsapp::Node& receipt);
    void completePairing(const whatsapp::Node& node);
    void takeSignedKey(const whatsapp::Node& parent);
    void answer(const whatsapp::Node& iq, std::vector<whatsapp::Node> content);
    whatsapp::Node deviceLists(const whatsapp::Node& iq) const;
    whatsapp::Node groupNode() const;
    void deliver(const std::string& id, whatsapp::Node node);
    std::optional<whatsapp::PreKeyBundle> takeBundle();
    FakePerson* find(const whatsapp::Jid& jid);
    whatsapp::Jid deviceJid() const { return whatsapp::Jid(owner, whatsapp::server::user, 7); }
    whatsapp::Jid deviceLid() const { return whatsapp::Jid("915550000001", whatsapp::server::lid, 7); }

    net::HttpServer server_;
    std::uint16_t port_ = 0;
    crypto::X25519Pair root_ = crypto::generateX25519();
    crypto::X25519Pair middle_ = crypto::generateX25519();
    crypto::X25519Pair static_ = crypto::generateX25519();
    crypto::X25519Pair account_ = crypto::generateX25519();
    Connection* current_ = nullptr;
    Device device_;
    Device candidate_;
    std::map<std::uint32_t, std::string> preKeys_;
    std::map<std::string, std::unique_ptr<FakePerson>> people_;
    std::vector<std::pair<std::string, whatsapp::Node>> waiting_;
    std::map<std::string, std::pair<std::string, std::string>> said_; // id -> who, message
    std::map<std::string, std::string> media_;
    std::map<std::string, std::string> expired_;
    std::string refusal_;
    bool holdsAcks_ = false;
    std::vector<std::string> problems_;
    int nextId_ = 1;
};

}
