#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/net/http_types.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw::net {

struct WebSocketLimits {
    /// Longer inbound messages close the connection with 1009.
    std::size_t maxMessageBytes = 512 * 1024;
};

/// How a WebSocket ended: 1006 without a close frame.
struct CloseInfo {
    std::uint16_t code = 1006;
    std::string reason;
};

/// One WebSocket connection, server or client side. Reading is a coroutine; sending is a queue that never blocks
/// the caller and is written in order. Destroying the object drops the connection after queued bytes were offered.
class WebSocket {
public:
    class Impl;
    explicit WebSocket(std::shared_ptr<Impl> impl);
    ~WebSocket();
    WebSocket(WebSocket&&) noexcept;
    WebSocket& operator=(WebSocket&&) noexcept;

    /// The next whole text or binary message; the view is valid until the next read. Errc::closed at the end, see
    /// closeInfo(); Errc::timeout when the peer kept silent for too long. One reader at a time. Cancellation: terminal.
    asio::awaitable<Result<std::string_view>> read();
    /// Whether the message that read() returned last was a binary one.
    bool wasBinary() const;
    /// Queues a text message. After close() it is dropped.
    void send(std::shared_ptr<const std::string> text);
    void send(std::string text);
    /// Queues a binary message, in order with the text messages.
    void sendBinary(std::string bytes);
    /// Bytes queued and not yet handed to the system.
    std::size_t bufferedBytes() const;
    /// Queues a close frame behind everything sent so far; the first call wins. The reason is cut to 120 bytes.
    void close(std::uint16_t code, std::string_view reason);
    /// Drops the TCP connection at once.
    void abort();
    /// What the peer sent, or what we sent when we closed first.
    CloseInfo closeInfo() const;

private:
    std::shared_ptr<Impl> impl_;
};

struct WebSocketRequest {
    std::string url;
    HttpHeaders headers;
    std::chrono::milliseconds timeout{10'000};
    WebSocketLimits limits;
    /// A peer from which nothing arrives for this long, not even an answer to the ping that is sent after half of it, is
    /// gone: read() ends with Errc::timeout. 0 = wait for ever. Counts only while somebody keeps reading.
    std::chrono::milliseconds silenceLimit{0};
    /// "http://host:port" of a CONNECT proxy.
    std::optional<std::string> proxy;
};

/// Connects as a client. Errc::refused when no connection could be made, Errc::unavailable when the server answered
/// something else than an upgrade. Cancellation: terminal.
asio::awaitable<Result<WebSocket>> connectWebSocket(WebSocketRequest request);

}
