#pragma once

#include "net/Stream.hpp"
#include "openclaw/net/WebSocket.hpp"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <list>

namespace openclaw::net {

/// Shared between the owner and the write in progress: a write may end after the owner is gone.
class WebSocket::Impl : public std::enable_shared_from_this<WebSocket::Impl> {
public:
    using BeastStream = boost::beast::websocket::stream<AnyStream, false>;

    Impl(std::unique_ptr<Stream> stream, WebSocketLimits limits, bool isServer);

    BeastStream& stream() { return stream_; }
    asio::awaitable<Result<std::string_view>> read();
    bool wasBinary() const { return wasBinary_; }
    void send(std::shared_ptr<const std::string> bytes, bool isBinary);
    void setSilenceLimit(std::chrono::milliseconds limit);
    void close(std::uint16_t code, std::string_view reason);
    void abort();
    std::size_t bufferedBytes() const { return bufferedBytes_; }
    CloseInfo closeInfo() const;

private:
    struct Outgoing {
        std::shared_ptr<const std::string> bytes;
        bool isBinary = false;
    };

    void pump();
    void onWritten(boost::system::error_code error);
    void writeClose();

    BeastStream stream_;
    boost::beast::flat_buffer readBuffer_;
    std::list<Outgoing> queue_;   // empty most of the time, and then without memory of its own
    std::size_t bufferedBytes_ = 0;
    bool wasBinary_ = false;
    bool writing_ = false;
    bool closing_ = false;   // close() was called; nothing is accepted any more
    bool closed_ = false;    // the close frame was handed over, or the stream failed
    CloseInfo ownClose_;
};

}
