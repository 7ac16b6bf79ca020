// The HTTP/1.1 client: kept-alive connections per origin, bodies read piece by piece, errors that say whether
// the request can have reached the server.
#include "openclaw/net/HttpClient.hpp"

#include "net/Stream.hpp"
#include "openclaw/core/strings.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <algorithm>
#include <fstream>
#include <map>

namespace openclaw::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
constexpr auto useTuple = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t pieceBytes = 32 * 1024;
constexpr std::size_t uploadBlockBytes = 64 * 1024;
constexpr std::size_t maxIdlePerOrigin = 4;
constexpr std::size_t maxResponseHeaderBytes = 64 * 1024;
constexpr std::chrono::seconds idleLifetime{30};

/// A connection and the bytes read ahead on it.
struct Connection {
    explicit Connection(std::unique_ptr<Stream> s) : stream(std::move(s)) {}
    AnyStream stream;
    beast::flat_buffer buffer;
    std::chrono::steady_clock::time_point idleSince;
};

/// Idle connections by "scheme://host:port".
class Pool {
public:
    std::unique_ptr<Connection> take(const std::string& origin) {
        const auto found = idle_.find(origin);
        while (found != idle_.end() && !found->second.empty()) {
            auto connection = std::move(found->second.back());
            found->second.pop_back();
            const bool isYoung = std::chrono::steady_clock::now() - connection->idleSince < idleLifetime;
            if (isYoung && connection->stream.base().isQuiet()) return connection;
        }
        return nullptr;
    }

    void give(const std::string& origin, std::unique_ptr<Connection> connection) {
        auto& list = idle_[origin];
        if (list.size() >= maxIdlePerOrigin) list.erase(list.begin());
        connection->idleSince = std::chrono::steady_clock::now();
        list.push_back(std::move(connection));
    }

private:
    std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
};

using Parser = http::response_parser<http::buffer_body>;

class ResponseStream final : public HttpResponseStream {
public:
    ResponseStream(std::shared_ptr<Pool> pool,
                   std::string origin,
                   std::unique_ptr<Connection> connection,
                   std::unique_ptr<Parser> parser,
                   std::chrono::milliseconds idleTimeout)
        : pool_(std::move(pool)), origin_(std::move(origin)), connection_(std::move(connection)),
          parser_(std::move(parser)), idleTimeout_(idleTimeout),
          status_(static_cast<int>(parser_->get().result_int())) {
        for (const auto& field : parser_->get())
            headers_.add(std::string(field.name_string()), std::string(field.value()));
        if (parser_->is_done()) finish();
    }

    int status() const override { return status_; }
    const HttpHeaders& headers() const override { return headers_; }

    asio::awaitable<Result<std::string>> readSome() override {
        if (!connection_) co_return std::string();
        Result<std::string> piece = co_await withTimeout(idleTimeout_, readPiece());
        if (!piece) connection_.reset();
        co_return piece;
    }

private:
    asio::awaitable<Result<std::string>> readPiece() {
        std::string piece;
        while (piece.empty() && !parser_->is_done()) {
            piece.resize(pieceBytes);
            parser_->get().body().data = piece.data();
            parser_->get().body().size = piece.size();
            const auto [error, size] =
                co_await http::async_read_some(connection_->stream, connection_->buffer, *parser_, useTuple);
            piece.resize(piece.size() - parser_->get().body().size);
            if (error && error != http::error::need_buffer) co_return toError(error, "reading the response");
        }
        if (parser_->is_done()) finish();
        co_return piece;
    }

    void finish() {
        if (connection_ && parser_->get().keep_alive() && connection_->buffer.size() == 0)
            pool_->give(origin_, std::move(connection_));
        connection_.reset();
    }

    std::shared_ptr<Pool> pool_;
    std::string origin_;
    std::unique_ptr<Connection> connection_;
    std::unique_ptr<Parser> parser_;
    std::chrono::milliseconds idleTimeout_;
    int status_;
    HttpHeaders headers_;
};

class RealHttpClient final : public HttpClient {
public:
    explicit RealHttpClient(asio::any_io_executor executor) : executor_(std::move(executor)) {}

    asio::awaitable<Result<std::unique_ptr<HttpResponseStream>>> open(HttpClientRequest request) override {
        const Result<Url> url = parseUrl(request.url);
        if (!url) co_return url.error();
        const std::string origin = url->scheme + "://" + url->authority() + "|" + request.proxy.value_or("");
        std::unique_ptr<Connection> connection;
        if (!request.freshConnection) connection = pool_->take(origin);
        if (!connection) {
            Result<std::unique_ptr<Connection>> dialled =
                co_await connect(*url, request.proxy, request.connectTimeout);
            if (!dialled) co_return dialled.error();
            connection = std::move(*dialled);
        }
        auto parser = std::make_unique<Parser>();
        parser->header_limit(maxResponseHeaderBytes);
        parser->body_limit(boost::none);
        Result<void> written = co_await write(*connection, request, *url);
        if (!written) co_return written.error();
        const bool isHead = request.method == "HEAD";
        Result<void> answered =
            co_await withTimeout(request.headerTimeout, readHeader(*connection, isHead, *parser));
        if (!answered) co_return answered.error();
        co_return std::unique_ptr<HttpResponseStream>(std::make_unique<ResponseStream>(
            pool_, origin, std::move(connection), std::move(parser), request.idleTimeout));
    }

private:
    asio::awaitable<Result<std::unique_ptr<Connection>>>
    connect(Url url, std::optional<std::string> proxy, std::chrono::milliseconds limit) {
        ConnectTarget target{url.host, url.port, url.isSecure()};
        Result<std::unique_ptr<Stream>> stream = Error(Errc::internal, "not dialled");
        if (proxy) {
            const Result<Url> proxyUrl = parseUrl(*proxy);
            if (!proxyUrl) co_return Error(Errc::refused, "the proxy address is not a URL");
            ConnectTarget via{proxyUrl->host, proxyUrl->port, false};
            stream = co_await withTimeout(limit, dialThroughProxy(std::move(via), std::move(target)));
        } else {
            stream = co_await withTimeout(limit, dial(std::move(target)));
        }
        if (!stream) {
            Error error = stream.error();
            if (error.is(Errc::timeout)) error.code = Errc::refused;
            co_return error;
        }
        co_return std::make_unique<Connection>(std::move(*stream));
    }

    asio::awaitable<Result<void>>
    write(Connection& connection, const HttpClientRequest& request, const Url& url) {
        http::request<http::string_body> message(http::string_to_verb(request.method), url.target, 11);
        if (message.method() == http::verb::unknown) message.method_string(request.method);
        message.set(http::field::host, url.authority());
        message.set(http::field::user_agent, "openclaw");
        for (const auto& [name, value] : request.headers)
            message.set(name, value);
        if (!request.pieces.empty()) {
            Result<void> uploaded = co_await upload(connection, request, std::move(message.base()));
            co_return uploaded;
        }
        message.body() = request.body;
        message.prepare_payload();
        Result<void> sent = co_await withTimeout(request.idleTimeout, writeMessage(connection, message));
        co_return sent;
    }

    /// Header first, then the pieces one after the other.
    asio::awaitable<Result<void>>
    upload(Connection& connection, const HttpClientRequest& request, http::request_header<> header) {
        http::request<http::empty_body> message(std::move(header));
        std::uint64_t length = request.body.size();
        for (const BodyPiece& piece : request.pieces)
            length += piece.file.empty() ? piece.bytes.size() : piece.fileBytes;
        message.content_length(length);
        Result<void> sent = co_await withTimeout(request.idleTimeout, writeHeader(connection, message));
        if (sent && !request.body.empty())
            sent = co_await withTimeout(request.idleTimeout, writeBytes(connection, request.body));
        for (const BodyPiece& piece : request.pieces) {
            if (!sent) break;
            if (piece.file.empty())
                sent = co_await withTimeout(request.idleTimeout, writeBytes(connection, piece.bytes));
            else
                sent = co_await writeFile(connection, piece, request.idleTimeout);
        }
        co_return sent;
    }

    asio::awaitable<Result<void>> writeMessage(Connection& connection,
                                               http::request<http::string_body>& message) {
        const auto [error, size] = co_await http::async_write(connection.stream, message, useTuple);
        if (error) co_return toError(error, "sending the request");
        co_return Result<void>();
    }

    asio::awaitable<Result<void>> writeHeader(Connection& connection,
                                              http::request<http::empty_body>& message) {
        http::request_serializer<http::empty_body> serializer(message);
        const auto [error, size] = co_await http::async_write_header(connection.stream, serializer, useTuple);
        if (error) co_return toError(error, "sending the request");
        co_return Result<void>();
    }

    asio::awaitable<Result<void>> writeBytes(Connection& connection, const std::string& bytes) {
        const auto [error, size] =
            co_await asio::async_write(connection.stream, asio::buffer(bytes), useTuple);
        if (error) co_return toError(error, "sending the request");
        co_return Result<void>();
    }

    asio::awaitable<Result<void>>
    writeFile(Connection& connection, const BodyPiece& piece, std::chrono::milliseconds idleTimeout) {
        std::ifstream file(piece.file, std::ios::binary);
        std::string block;
        for (std::uint64_t left = piece.fileBytes; left > 0; left -= block.size()) {
            block.resize(std::min<std::uint64_t>(left, uploadBlockBytes));
            if (!file.read(block.data(), static_cast<std::streamsize>(block.size())))
                co_return Error(Errc::invalidInput,
                                "the file to upload cannot be read or has become shorter");
            Result<void> sent = co_await withTimeout(idleTimeout, writeBytes(connection, block));
            if (!sent) co_return sent;
        }
        co_return Result<void>();
    }

    asio::awaitable<Result<void>> readHeader(Connection& connection, bool isHead, Parser& parser) {
        if (isHead) parser.skip(true);
        const auto [error, size] =
            co_await http::async_read_header(connection.stream, connection.buffer, parser, useTuple);
        if (error == http::error::end_of_stream)
            co_return Error(Errc::closed, "the server closed the connection without an answer");
        if (error) co_return toError(error, "waiting for the response");
        co_return Result<void>();
    }

    asio::any_io_executor executor_;
    std::shared_ptr<Pool> pool_ = std::make_shared<Pool>();
};

}

asio::awaitable<Result<HttpResponse>> HttpClient::fetch(HttpClientRequest request, std::size_t maxBodyBytes) {
    Result<std::unique_ptr<HttpResponseStream>> stream = co_await open(std::move(request));
    if (!stream) co_return stream.error();
    HttpResponse response;
    response.status = (*stream)->status();
    response.headers = (*stream)->headers();
    for (;;) {
        Result<std::string> piece = co_await (*stream)->readSome();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return response;
        if (response.body.size() + piece->size() > maxBodyBytes)
            co_return Error(Errc::invalidInput,
                            "the response is larger than " + std::to_string(maxBodyBytes) + " bytes");
        response.body += *piece;
    }
}

std::unique_ptr<HttpClient> makeHttpClient(asio::any_io_executor executor) {
    return std::make_unique<RealHttpClient>(std::move(executor));
}

}
