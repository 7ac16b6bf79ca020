// WebSocket connections on Beast: a reading coroutine for the owner and a write queue that keeps itself
// going.
#include "net/WebSocketImpl.hpp"

#include "openclaw/core/strings.hpp"

#include <boost/beast/core/buffers_to_string.hpp>

namespace openclaw::net {

namespace {

namespace websocket = boost::beast::websocket;

constexpr std::size_t writeBufferBytes = 16 * 1024;
/// What a waiting read holds; a longer message gets more once its frame header has been seen.
constexpr std::size_t firstReadBytes = 256;
constexpr std::size_t maxReasonBytes = 120;
constexpr std::chrono::seconds closeTimeout{5};

}

WebSocket::Impl::Impl(std::unique_ptr<Stream> stream, WebSocketLimits limits, bool isServer)
    : stream_(AnyStream(std::move(stream))) {
    stream_.auto_fragment(false);
    stream_.read_message_max(limits.maxMessageBytes);
    stream_.text(true);
    if (!isServer) stream_.write_buffer_bytes(writeBufferBytes);
    websocket::stream_base::timeout timeouts{};
    timeouts.handshake_timeout = closeTimeout;
    timeouts.idle_timeout = websocket::stream_base::none();
    timeouts.keep_alive_pings = false;
    stream_.set_option(timeouts);
}

asio::awaitable<Result<std::string_view>> WebSocket::Impl::read() {
    const auto self = shared_from_this();
    readBuffer_.consume(readBuffer_.size());
    if (readBuffer_.capacity() > firstReadBytes) readBuffer_.shrink_to_fit();
    do {
        const std::size_t room =
            readBuffer_.size() == 0 ? firstReadBytes : stream_.read_size_hint(readBuffer_);
        const auto space = readBuffer_.prepare(room);
        const auto [error, size] = co_await stream_.async_read_some(space, useTuple);
        if (error) {
            if (error != asio::error::operation_aborted) {
                closed_ = true;
                stream_.next_layer().base().close();
            }
            co_return toError(error, "WebSocket");
        }
        readBuffer_.commit(size);
    } while (!stream_.is_message_done());
    wasBinary_ = stream_.got_binary();
    const auto bytes = readBuffer_.cdata();
    co_return std::string_view(static_cast<const char*>(bytes.data()), bytes.size());
}

void WebSocket::Impl::setSilenceLimit(std::chrono::milliseconds limit) {
    websocket::stream_base::timeout timeouts{};
    stream_.get_option(timeouts);
    timeouts.idle_timeout = limit;
    timeouts.keep_alive_pings = true;
    stream_.set_option(timeouts);
}

void WebSocket::Impl::send(std::shared_ptr<const std::string> bytes, bool isBinary) {
    if (closing_ || closed_) return;
    bufferedBytes_ += bytes->size();
    Outgoing message{std::move(bytes), isBinary};
    queue_.push_back(std::move(message));
    pump();
}

void WebSocket::Impl::pump() {
    if (writing_ || closed_) return;
    if (queue_.empty()) {
        if (closing_) writeClose();
        return;
    }
    writing_ = true;
    stream_.binary(queue_.front().isBinary);
    stream_.async_write(asio::buffer(*queue_.front().bytes),
                        [self = shared_from_this()](boost::system::error_code error, std::size_t) {
                            self->onWritten(error);
                        });
}

void WebSocket::Impl::onWritten(boost::system::error_code error) {
    writing_ = false;
    bufferedBytes_ -= queue_.front().bytes->size();
    queue_.pop_front();
    if (error) {
        closed_ = true;
        queue_.clear();
        bufferedBytes_ = 0;
        stream_.next_layer().base().close();
        return;
    }
    pump();
}

void WebSocket::Impl::close(std::uint16_t code, std::string_view reason) {
    if (closing_ || closed_) return;
    closing_ = true;
    ownClose_ = CloseInfo{code, std::string(utf8Prefix(reason, maxReasonBytes))};
    pump();
}

void WebSocket::Impl::writeClose() {
    closed_ = true;
    const websocket::close_reason reason(static_cast<websocket::close_code>(ownClose_.code),
                                         ownClose_.reason);
    stream_.async_close(reason, [self = shared_from_this()](boost::system::error_code) {
        self->stream_.next_layer().base().close();
    });
}

void WebSocket::Impl::abort() {
    closing_ = true;
    closed_ = true;
    // A write under way still uses the first message; onWritten drops it.
    while (queue_.size() > (writing_ ? 1u : 0u)) {
        bufferedBytes_ -= queue_.back().bytes->size();
        queue_.pop_back();
    }
    stream_.next_layer().base().close();
}

CloseInfo WebSocket::Impl::closeInfo() const {
    const auto& received = stream_.reason();
    if (received.code != websocket::close_code::none)
        return CloseInfo{received.code, std::string(received.reason.data(), received.reason.size())};
    if (closing_) return ownClose_;
    return CloseInfo{};
}

WebSocket::WebSocket(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

WebSocket::~WebSocket() {
    if (impl_ && impl_->bufferedBytes() == 0) impl_->close(1001, {});
}

WebSocket::WebSocket(WebSocket&&) noexcept = default;
WebSocket& WebSocket::operator=(WebSocket&&) noexcept = default;

asio::awaitable<Result<std::string_view>> WebSocket::read() { return impl_->read(); }
bool WebSocket::wasBinary() const { return impl_->wasBinary(); }
void WebSocket::send(std::shared_ptr<const std::string> text) { impl_->send(std::move(text), false); }
void WebSocket::send(std::string text) {
    impl_->send(std::make_shared<const std::string>(std::move(text)), false);
}
void WebSocket::sendBinary(std::string bytes) {
    impl_->send(std::make_shared<const std::string>(std::move(bytes)), true);
}
std::size_t WebSocket::bufferedBytes() const { return impl_->bufferedBytes(); }
void WebSocket::close(std::uint16_t code, std::string_view reason) { impl_->close(code, reason); }
void WebSocket::abort() { impl_->abort(); }
CloseInfo WebSocket::closeInfo() const { return impl_->closeInfo(); }

namespace {

asio::awaitable<Result<std::shared_ptr<WebSocket::Impl>>> handshake(WebSocketRequest request, Url url) {
    ConnectTarget target{url.host, url.port, url.isSecure()};
    Result<std::unique_ptr<Stream>> stream = Error(Errc::internal, "not dialled");
    if (request.proxy) {
        const Result<Url> proxyUrl = parseUrl(*request.proxy);
        if (!proxyUrl) co_return Error(Errc::refused, "the proxy address is not a URL");
        ConnectTarget via{proxyUrl->host, proxyUrl->port, false};
        stream = co_await dialThroughProxy(std::move(via), std::move(target));
    } else {
        stream = co_await dial(std::move(target));
    }
    if (!stream) co_return stream.error();
    auto impl = std::make_shared<WebSocket::Impl>(std::move(*stream), request.limits, false);
    const HttpHeaders headers = std::move(request.headers);
    impl->stream().set_option(websocket::stream_base::decorator([headers](websocket::request_type& upgrade) {
        for (const auto& [name, value] : headers)
            upgrade.set(name, value);
    }));
    const std::string authority = url.authority();
    websocket::response_type answer;
    const auto [error] = co_await impl->stream().async_handshake(answer, authority, url.target, useTuple);
    if (error == websocket::error::upgrade_declined)
        co_return Error(Errc::unavailable, "the server answered HTTP " + std::to_string(answer.result_int()));
    if (error) co_return toError(error, "WebSocket handshake");
    if (request.silenceLimit.count() > 0) impl->setSilenceLimit(request.silenceLimit);
    co_return impl;
}

}

asio::awaitable<Result<WebSocket>> connectWebSocket(WebSocketRequest request) {
    const Result<Url> url = parseUrl(request.url);
    if (!url) co_return url.error();
    const auto limit = request.timeout;
    Result<std::shared_ptr<WebSocket::Impl>> impl =
        co_await withTimeout(limit, handshake(std::move(request), *url));
    if (!impl) co_return impl.error();
    co_return WebSocket(std::move(*impl));
}

}
