#pragma once

#include "openclaw/core/async.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>

#include <memory>

namespace openclaw::net {

using tcp = asio::ip::tcp;
/// A connected socket of any family: TCP and Unix sockets turn into it.
using StreamSocket = asio::generic::stream_protocol::socket;
/// The error of an operation comes back as a value.
inline constexpr auto useTuple = asio::as_tuple(asio::use_awaitable);
using IoHandler = asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

/// A byte stream behind a virtual call, so that Beast is instantiated once for TCP, TLS and test doubles.
/// Cancellation follows the handler's slot.
class Stream {
public:
    virtual ~Stream() = default;
    virtual asio::any_io_executor executor() = 0;
    virtual void asyncReadSome(asio::mutable_buffer buffer, IoHandler handler) = 0;
    virtual void asyncWriteSome(asio::const_buffer buffer, IoHandler handler) = 0;
    /// Closes the connection in both directions; outstanding operations end with an error.
    virtual void close() noexcept = 0;
    /// False when the peer closed or sent something while nobody was reading: no longer fit for a new request.
    virtual bool isQuiet() noexcept = 0;
};

bool isSocketQuiet(int descriptor) noexcept;

std::unique_ptr<Stream> makePlainStream(StreamSocket socket);
/// Gathers small writes: a write is copied and completes at once, the bytes leave when the loop has nothing else
/// ready for this connection. Errors surface at the next write.
std::unique_ptr<Stream> makeGatheringStream(StreamSocket socket);

/// The form Beast wants: movable, with Asio's AsyncStream members.
class AnyStream {
public:
    using executor_type = asio::any_io_executor;

    explicit AnyStream(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}
    executor_type get_executor() { return stream_->executor(); }
    Stream& base() { return *stream_; }
    /// Gives the stream away; this object is then only good for destruction.
    std::unique_ptr<Stream> release() { return std::move(stream_); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, Stream* stream, asio::mutable_buffer buffer) {
                stream->asyncReadSome(buffer, std::move(handler));
            },
            token, stream_.get(), firstBuffer<asio::mutable_buffer>(buffers));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [](auto handler, Stream* stream, asio::const_buffer buffer) {
                stream->asyncWriteSome(buffer, std::move(handler));
            },
            token, stream_.get(), firstBuffer<asio::const_buffer>(buffers));
    }

private:
    template <class Buffer, class Buffers>
    static Buffer firstBuffer(const Buffers& buffers) {
        for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it) {
            const Buffer buffer(*it);
            if (buffer.size() > 0)
                return buffer;
        }
        return Buffer();
    }

    std::unique_ptr<Stream> stream_;
};

/// Beast asks the next layer to shut down: for every transport of ours that is close().
template <class Handler>
void async_teardown(boost::beast::role_type, AnyStream& stream, Handler&& handler) {
    stream.base().close();
    auto executor = stream.get_executor();
    asio::post(executor, [handler = std::forward<Handler>(handler)]() mutable {
        std::move(handler)(boost::system::error_code{});
    });
}
inline void teardown(boost::beast::role_type, AnyStream& stream, boost::system::error_code& error) {
    stream.base().close();
    error = {};
}
inline void beast_close_socket(AnyStream& stream) { stream.base().close(); }

struct ConnectTarget {
    std::string host;
    std::uint16_t port = 0;
    bool secure = false;
};

/// Resolves, connects (every address in turn), and for `secure` completes a verified TLS handshake.
/// Always Errc::refused on failure: nothing of the caller's has been sent. Cancellation: terminal.
asio::awaitable<Result<std::unique_ptr<Stream>>> dial(ConnectTarget target);
/// A Unix socket of this machine.
asio::awaitable<Result<std::unique_ptr<Stream>>> dialLocal(std::string path);
/// The same as dial() through an HTTP CONNECT proxy.
asio::awaitable<Result<std::unique_ptr<Stream>>> dialThroughProxy(ConnectTarget proxy, ConnectTarget target);

/// Asio codes become the project's errors here and nowhere else.
Error toError(const boost::system::error_code& error, std::string_view what);

}
