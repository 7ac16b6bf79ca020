// Socket streams: plain for clients, gathering for servers.
#include "net/Stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/error.hpp>

#include <fmt/format.h>

#include <string>

namespace openclaw::net {

namespace {

void closeSocket(StreamSocket& socket) noexcept {
    boost::system::error_code ignored;
    socket.shutdown(StreamSocket::shutdown_both, ignored);
    socket.close(ignored);
}

}

bool isSocketQuiet(int descriptor) noexcept {
    char byte = 0;
    const ssize_t got = ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

namespace {

class PlainStream final : public Stream {
public:
    explicit PlainStream(StreamSocket socket) : socket_(std::move(socket)) {}
    ~PlainStream() override { close(); }

    asio::any_io_executor executor() override { return socket_.get_executor(); }
    void asyncReadSome(asio::mutable_buffer buffer, IoHandler handler) override {
        socket_.async_read_some(buffer, std::move(handler));
    }
    void asyncWriteSome(asio::const_buffer buffer, IoHandler handler) override {
        socket_.async_write_some(buffer, std::move(handler));
    }
    void close() noexcept override { closeSocket(socket_); }
    bool isQuiet() noexcept override { return isSocketQuiet(socket_.native_handle()); }

private:
    StreamSocket socket_;
};

/// The state outlives the stream while a flush is under way, so that bytes written just before destruction
/// (a final close frame, say) still leave.
struct Gatherer : std::enable_shared_from_this<Gatherer> {
    static constexpr std::size_t highWater = 64 * 1024;
    static constexpr std::size_t lowWater = 16 * 1024;
    static constexpr std::chrono::seconds flushLimit{5};

    explicit Gatherer(StreamSocket s) : socket(std::move(s)) {}

    void append(asio::const_buffer bytes, IoHandler handler) {
        const std::size_t size = bytes.size();
        if (failure || closing) {
            const auto code = failure ? failure : boost::system::error_code(asio::error::operation_aborted);
            asio::post(socket.get_executor(),
                       [handler = std::move(handler), code]() mutable { std::move(handler)(code, 0); });
            return;
        }
        pending.append(static_cast<const char*>(bytes.data()), size);
        grew = true;
        if (pending.size() >= highWater && !waiting) {
            waiting.swap(handler); // Boost 1.81: move assignment of this type recurses for ever
            waitingBytes = size;
        } else {
            asio::post(socket.get_executor(), [handler = std::move(handler), size]() mutable {
                std::move(handler)(boost::system::error_code(), size);
            });
        }
        scheduleFlush();
    }

    void scheduleFlush() {
        if (flushScheduled || writing) return;
        flushScheduled = true;
        asio::post(socket.get_executor(), [self = shared_from_this()] { self->flushOrWait(); });
    }

    /// More bytes came since the last look and the batch is still small: look again after the other ready
    /// work.
    void flushOrWait() {
        flushScheduled = false;
        if (grew && pending.size() < lowWater && !closing) {
            grew = false;
            scheduleFlush();
            return;
        }
        flush();
    }

    void flush() {
        if (writing || pending.empty()) {
            if (closing && !writing) closeSocket(socket);
            return;
        }
        writing = true;
        grew = false;
        inFlight.swap(pending);
        asio::async_write(socket, asio::buffer(inFlight),
                          [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                              self->onWritten(error);
                          });
    }

    /// A peer that does not read must not keep the socket and the bytes for ever.
    void limitFlush() {
        auto timer = std::make_shared<asio::steady_timer>(socket.get_executor(), flushLimit);
        timer->async_wait([self = weak_from_this(), timer](boost::system::error_code) {
            if (const auto state = self.lock()) closeSocket(state->socket);
        });
    }

    void onWritten(boost::system::error_code error) {
        writing = false;
        inFlight.clear();
        if (pending.empty() || inFlight.capacity() > lowWater)
            inFlight = std::string(); // thousands of quiet connections keep no buffers
        if (error) failure = error;
        if (waiting) {
            auto handler = std::move(waiting);
            waiting = nullptr;
            std::move(handler)(failure, failure ? 0 : waitingBytes);
        }
        if (failure)
            closeSocket(socket);
        else
            flush();
    }

    StreamSocket socket;
    std::string pending;
    std::string inFlight;
    IoHandler waiting;
    std::size_t waitingBytes = 0;
    boost::system::error_code failure;
    bool grew = false;
    bool flushScheduled = false;
    bool writing = false;
    bool closing = false;
};

class GatheringStream final : public Stream {
public:
    explicit GatheringStream(StreamSocket socket) : state_(std::make_shared<Gatherer>(std::move(socket))) {}
    ~GatheringStream() override { close(); }

    asio::any_io_executor executor() override { return state_->socket.get_executor(); }
    void asyncReadSome(asio::mutable_buffer buffer, IoHandler handler) override {
        state_->socket.async_read_some(buffer, std::move(handler));
    }
    void asyncWriteSome(asio::const_buffer buffer, IoHandler handler) override {
        state_->append(buffer, std::move(handler));
    }
    bool isQuiet() noexcept override { return isSocketQuiet(state_->socket.native_handle()); }
    void close() noexcept override {
        if (state_->closing) return;
        state_->closing = true;
        boost::system::error_code ignored;
        state_->socket.shutdown(StreamSocket::shutdown_receive, ignored); // a waiting read ends now
        state_->flush();
        if (state_->socket.is_open()) state_->limitFlush();
    }

private:
    std::shared_ptr<Gatherer> state_;
};

}

std::unique_ptr<Stream> makePlainStream(StreamSocket socket) {
    return std::make_unique<PlainStream>(std::move(socket));
}

std::unique_ptr<Stream> makeGatheringStream(StreamSocket socket) {
    return std::make_unique<GatheringStream>(std::move(socket));
}

Error toError(const boost::system::error_code& error, std::string_view what) {
    namespace beast = boost::beast;
    Errc code = Errc::closed;
    if (error == asio::error::operation_aborted)
        code = Errc::cancelled;
    else if (error == beast::error::timeout || error == asio::error::timed_out)
        code = Errc::timeout;
    else if (error == asio::error::connection_refused || error == asio::error::host_not_found ||
             error == asio::error::host_unreachable || error == asio::error::network_unreachable)
        code = Errc::refused;
    else if (error.category() == beast::http::make_error_code(beast::http::error::bad_method).category() &&
             error != beast::http::error::end_of_stream && error != beast::http::error::partial_message)
        code = Errc::invalidInput;
    return Error(code, fmt::format("{}: {}", what, error.message()));
}

}
