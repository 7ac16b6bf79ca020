// The socket: WebSocket messages to frames, frames through Noise to stanzas.
#include "channels/whatsapp/Connection.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"

#include <fmt/format.h>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::chrono::seconds connectTimeout{20};
constexpr std::chrono::seconds handshakeTimeout{20};
/// What a browser says; without it the service may not answer at all.
constexpr const char* userAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

std::string pendingKey(const wa::Node& node) {
    return node.tag == "iq" ? "iq:" + node.text("id") : "message:" + node.text("id");
}

}

Connection::Connection(asio::any_io_executor executor, Clock& clock, net::WebSocket socket)
    : clock_(clock), socket_(std::move(socket)), answered_(std::move(executor)),
      lastHeard_(clock.steadyNow()),
      idPrefix_(fmt::format("{}.{}-", randomBelow(65536), randomBelow(65536))) {}

asio::awaitable<Result<std::unique_ptr<Connection>>> Connection::open(asio::any_io_executor executor,
                                                                      Clock& clock,
                                                                      WhatsAppEndpoint endpoint,
                                                                      wa::Credentials credentials,
                                                                      std::string payload) {
    net::WebSocketRequest request;
    request.url = endpoint.url;
    request.headers.set("Origin", endpoint.origin);
    request.headers.set("User-Agent", userAgent);
    request.timeout = connectTimeout;
    request.limits.maxMessageBytes = wa::maxFrameBytes + 16;
    Result<net::WebSocket> socket = co_await net::connectWebSocket(std::move(request));
    if (!socket) co_return socket.error().withContext("connecting to WhatsApp");
    auto connection = std::make_unique<Connection>(std::move(executor), clock, std::move(*socket));
    Result<void> shaken = co_await withTimeout(
        handshakeTimeout,
        connection->handshake(std::move(endpoint), std::move(credentials), std::move(payload)));
    if (!shaken) co_return shaken.error();
    co_return connection;
}

asio::awaitable<Result<void>>
Connection::handshake(WhatsAppEndpoint endpoint, wa::Credentials credentials, std::string payload) {
    wa::NoiseInitiator::Options options;
    options.rootKey = endpoint.rootKey;
    options.staticKey = credentials.noiseKey;
    options.routing = credentials.routing;
    options.nowSeconds = clock_.nowMs() / 1000;
    wa::NoiseInitiator initiator(std::move(options));
    socket_.sendBinary(initiator.hello());
    Result<std::string> hello = co_await readFrame();
    if (!hello) co_return hello.error().withContext("waiting for WhatsApp's hello");
    Result<std::string> finish = initiator.finish(*hello, payload);
    if (!finish) co_return finish.error();
    // The server's first stanza may already be in the buffer, so the keys change before anything else is
    // read.
    transport_ = initiator.transport();
    socket_.sendBinary(std::move(*finish));
    co_return Result<void>();
}

asio::awaitable<Result<std::string>> Connection::readFrame() {
    for (;;) {
        if (auto body = frames_.next()) co_return std::move(*body);
        Result<std::string_view> bytes = co_await socket_.read();
        if (!bytes) co_return bytes.error();
        lastHeard_ = clock_.steadyNow();
        frames_.push(*bytes);
    }
}

asio::awaitable<Result<wa::Node>> Connection::read() {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        Result<std::string> body = co_await readFrame();
        if (!body) co_return body.error();
        const Result<std::string> plain = transport_->open(*body);
        if (!plain) co_return plain.error().withContext("a frame from WhatsApp");
        Result<wa::Node> node = wa::decodeNode(*plain);
        if (!node) {
            log::warn("whatsapp", "ignoring a stanza: {}", node.error().message);
            continue;
        }
        if (log::isEnabled(log::Level::trace)) log::trace("whatsapp", "<- {}", wa::summarize(*node));
        if (!deliver(*node)) co_return std::move(*node);
    }
}

bool Connection::deliver(wa::Node& node) {
    const bool isAnswer = node.tag == "iq" && (node.text("type") == "result" || node.text("type") == "error");
    const bool isAck = node.tag == "ack" && node.text("class") == "message";
    if (!isAnswer && !isAck) return false;
    const auto found = pending_.find(isAnswer ? pendingKey(node) : "message:" + node.text("id"));
    if (found == pending_.end()) return true;
    found->second = std::move(node);
    answered_.notify();
    return true;
}

void Connection::send(const wa::Node& node) {
    if (log::isEnabled(log::Level::trace)) log::trace("whatsapp", "-> {}", wa::summarize(node));
    socket_.sendBinary(transport_->seal(wa::encodeNode(node)));
}

asio::awaitable<Result<wa::Node>> Connection::request(wa::Node node, std::chrono::milliseconds limit) {
    // A cancellation comes once: who used it up in a commit before this would wait for the whole limit.
    const bool cancelled = co_await isCancelled();
    if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    if (isAbandoned_) co_return Error(Errc::closed, "the connection to WhatsApp ended");
    const std::string key = pendingKey(node);
    pending_.insert_or_assign(key, std::nullopt);
    send(node);
    Result<wa::Node> answer = co_await withTimeout(limit, awaitAnswer(key));
    pending_.erase(key);
    co_return answer;
}

asio::awaitable<Result<wa::Node>> Connection::awaitAnswer(std::string key) {
    co_await asio::this_coro::throw_if_cancelled(false);
    for (;;) {
        const auto found = pending_.find(key);
        if (found == pending_.end() || (isAbandoned_ && !found->second))
            co_return Error(Errc::closed, "the connection to WhatsApp ended");
        if (found->second) co_return std::move(*found->second);
        co_await answered_.wait();
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::cancelled, "cancelled");
    }
}

std::string Connection::nextId() { return idPrefix_ + std::to_string(++idCounter_); }

void Connection::close() { socket_.close(1000, {}); }

void Connection::abandonRequests() {
    isAbandoned_ = true;
    answered_.notify();
}

}
