#pragma once

#include "openclaw/channels/whatsapp_endpoint.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/net/WebSocket.hpp"
#include "openclaw/whatsapp/Credentials.hpp"
#include "openclaw/whatsapp/Node.hpp"
#include "openclaw/whatsapp/Noise.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace openclaw::channels::whatsapp {

namespace wa = openclaw::whatsapp;

/// One encrypted socket: stanzas in, stanzas out, and answers matched to requests.
class Connection {
public:
    /// Connects and completes the handshake with `payload` inside. Errc::unauthorized: the server could not
    /// prove that it is WhatsApp. Cancellation: terminal.
    static asio::awaitable<Result<std::unique_ptr<Connection>>> open(asio::any_io_executor executor,
                                                                     Clock& clock,
                                                                     WhatsAppEndpoint endpoint,
                                                                     wa::Credentials credentials,
                                                                     std::string payload);
    Connection(asio::any_io_executor executor, Clock& clock, net::WebSocket socket);

    /// The next stanza that nobody waits for; answers are handed to their requests on the way. One reader.
    /// Errc::closed at the end. Cancellation: terminal.
    asio::awaitable<Result<wa::Node>> read();
    void send(const wa::Node& node);
    /// Sends the stanza and waits for the answer with its id: an iq result (or error, as it is), or the ack
    /// of a message. Errc::timeout, Errc::closed. Somebody must keep reading meanwhile. Cancellation:
    /// terminal.
    asio::awaitable<Result<wa::Node>> request(wa::Node node, std::chrono::milliseconds limit);
    std::string nextId();
    /// When the server last said anything.
    SteadyTime lastHeard() const { return lastHeard_; }
    void close();
    /// Lets every waiting request fail, and every later one at once; called when reading has ended.
    void abandonRequests();

private:
    asio::awaitable<Result<std::string>> readFrame();
    asio::awaitable<Result<void>>
    handshake(WhatsAppEndpoint endpoint, wa::Credentials credentials, std::string payload);
    asio::awaitable<Result<wa::Node>> awaitAnswer(std::string key);
    bool deliver(wa::Node& node);

    Clock& clock_;
    net::WebSocket socket_;
    wa::FrameBuffer frames_;
    std::optional<wa::NoiseTransport> transport_;
    /// Requests under way and what came back.
    std::map<std::string, std::optional<wa::Node>> pending_;
    bool isAbandoned_ = false;
    Notifier answered_;
    SteadyTime lastHeard_;
    std::string idPrefix_;
    std::uint64_t idCounter_ = 0;
};

}
