// The HTTP/1.1 client: kept-alive connections per origin, bodies read piece by piece, errors that say whether the
// request can have reached the server.
#include "openclaw/net/HttpClient.hpp"

#include "net/Stream.hpp"
#include "openclaw/net/local.hpp"
#include "openclaw/core/strings.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace openclaw::net {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr std::size_t pieceBytes = 32 * 1024;
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
            if (isYoung && connection->stream.base().isQuiet())
                return connection;
        }
        return nullptr;
    }

    void forget(const std::string& origin) { idle_.erase(origin); }

    void give(const std::string& origin, std::unique_ptr<Connection> connection) {
        auto& list = idle_[origin];
        if (list.size() >= maxIdlePerOrigin)
            list.erase(list.begin());
        connection->idleSince = std::chrono::steady_clock::now();
        list.push_back(std::move(connection));
    }

private:
    std::map<std::string, std::vector<std::unique_ptr<Connection>>> idle_;
};

/// What has to be known of an upload before its first byte goes out.
Result<std::uint64_t> bodySize(const std::vector<BodyPiece>& pieces) {
    std::uint64_t total = 0;
    for (const BodyPiece& piece : pieces) {
        if (piece.filePath.empty()) {
            total += piece.bytes.size();
            continue;
        }
        std::error_code failure;
        const auto size = std::filesystem::file_size(piece.filePath, failure);
        if (failure)
            return Error(Errc::notFound, "the file to upload cannot be read: " + failure.message());
        total += size;
    }
    return total;
}

using ResponseParser = http::response_parser<http::buffer_body>;

class ResponseStream final : public HttpResponseStream {
public:
    ResponseStream(std::shared_ptr<Pool> pool, std::string origin, std::unique_ptr<Connection> connection,
                   std::unique_ptr<ResponseParser> parser, std::chrono::milliseconds idleTimeout)
        : pool_(std::move(pool)), origin_(std::move(origin)), connection_(std::move(connection)),
          parser_(std::move(parser)), idleTimeout_(idleTimeout), status_(static_cast<int>(parser_->get().result_int())) {
        for (const auto& field : parser_->get())
            headers_.add(std::string(field.name_string()), std::string(field.value()));
        if (parser_->is_done())
            finish();
    }

    int status() const override { return status_; }
    const HttpHeaders& headers() const override { return headers_; }

    asio::awaitable<Result<std::string>> readSome() override {
        if (!connection_)
            co_return std::string();
        Result<std::string> piece = co_await withTimeout(idleTimeout_, readPiece());
        if (!piece)
            connection_.reset();
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
            if (error && error != http::error::need_buffer)
                co_return toError(error, "reading the response");
        }
        if (parser_->is_done())
            finish();
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
    std::unique_ptr<ResponseParser> parser_;
    std::chrono::milliseconds idleTimeout_;
    int status_;
    HttpHeaders headers_;
};

class RealHttpClient final : public HttpClient {
public:
    /// `socketPath`: a Unix socket that stands for every host; "" = none.
    RealHttpClient(asio::any_io_executor executor, std::string socketPath)
        : executor_(std::move(executor)), socketPath_(std::move(socketPath)) {}

    asio::awaitable<Result<std::unique_ptr<HttpResponseStream>>> open(HttpClientRequest request) override {
        const Result<Url> url = parseUrl(request.url);
        if (!url)
            co_return url.error();
        const Result<std::uint64_t> uploadSize = bodySize(request.bodyPieces);
        if (!uploadSize)
            co_return uploadSize.error();
        const std::string origin = url->scheme + "://" + url->authority() + "|" + request.proxy.value_or("");
        std::unique_ptr<Connection> connection;
        // Who doubts one connection doubts all that are as old.
        if (request.freshConnection)
            pool_->forget(origin);
        else
            connection = pool_->take(origin);
        if (!connection) {
            Result<std::unique_ptr<Connection>> dialled = co_await connect(*url, request.proxy, request.connectTimeout);
            if (!dialled)
                co_return dialled.error();
            connection = std::move(*dialled);
        }
        auto parser = std::make_unique<ResponseParser>();
        parser->header_limit(maxResponseHeaderBytes);
        parser->body_limit(boost::none);
        if (!request.bodyPieces.empty()) {
            Result<void> uploaded = co_await upload(*connection, request, *url, *uploadSize);
            if (!uploaded)
                co_return uploaded.error();
        }
        Result<void> exchanged = co_await withTimeout(request.headerTimeout, exchange(*connection, request, *url, *parser));
        if (!exchanged)
            co_return exchanged.error();
        co_return std::unique_ptr<HttpResponseStream>(std::make_unique<ResponseStream>(
            pool_, origin, std::move(connection), std::move(parser), request.idleTimeout));
    }

private:
    asio::awaitable<Result<std::unique_ptr<Connection>>> connect(Url url, std::optional<std::string> proxy,
                                                                 std::chrono::milliseconds limit) {
        ConnectTarget target{url.host, url.port, url.isSecure()};
        Result<std::unique_ptr<Stream>> stream = Error(Errc::internal, "not dialled");
        if (!socketPath_.empty()) {
            stream = co_await withTimeout(limit, dialLocal(socketPath_));
        } else if (proxy) {
            const Result<Url> proxyUrl = parseUrl(*proxy);
            if (!proxyUrl)
                co_return Error(Errc::refused, "the proxy address is not a URL");
            ConnectTarget via{proxyUrl->host, proxyUrl->port, false};
            stream = co_await withTimeout(limit, dialThroughProxy(std::move(via), std::move(target)));
        } else {
            stream = co_await withTimeout(limit, dial(std::move(target)));
        }
        if (!stream) {
            Error error = stream.error();
            if (error.is(Errc::timeout))
                error.code = Errc::refused;
            co_return error;
        }
        co_return std::make_unique<Connection>(std::move(*stream));
    }

    template <class Message>
    static void fillHeader(Message& message, const HttpClientRequest& request, const Url& url) {
        if (message.method() == http::verb::unknown)
            message.method_string(request.method);
        message.set(http::field::host, url.authority());
        message.set(http::field::user_agent, "openclaw");
        for (const auto& [name, value] : request.headers)
            message.set(name, value);
    }

    static asio::awaitable<Result<void>> writeAll(AnyStream& stream, asio::const_buffer bytes) {
        const auto [error, written] = co_await asio::async_write(stream, bytes, useTuple);
        if (error)
            co_return toError(error, "sending the request body");
        co_return Result<void>();
    }

    /// Header and pieces; each stretch has to move within the idle timeout.
    asio::awaitable<Result<void>> upload(Connection& connection, const HttpClientRequest& request, const Url& url,
                                         std::uint64_t size) {
        http::request<http::empty_body> message(http::string_to_verb(request.method), url.target, 11);
        fillHeader(message, request, url);
        message.content_length(size);
        std::ostringstream head;
        head << message.base();
        const std::string headText = head.str();
        Result<void> sent = co_await withTimeout(request.idleTimeout, writeAll(connection.stream, asio::buffer(headText)));
        std::string window;
        std::uint64_t left = size;
        for (const BodyPiece& piece : request.bodyPieces) {
            if (sent && piece.filePath.empty()) {
                left -= piece.bytes.size();
                sent = co_await withTimeout(request.idleTimeout, writeAll(connection.stream, asio::buffer(piece.bytes)));
                continue;
            }
            std::ifstream file(piece.filePath, std::ios::binary);
            while (sent && file) {
                window.resize(pieceBytes);
                file.read(window.data(), static_cast<std::streamsize>(window.size()));
                window.resize(static_cast<std::size_t>(file.gcount()));
                if (window.empty() || window.size() > left)
                    break;
                left -= window.size();
                sent = co_await withTimeout(request.idleTimeout, writeAll(connection.stream, asio::buffer(window)));
            }
            if (!sent)
                break;
        }
        // A file that shrank or grew meanwhile would end inside or beyond the announced length.
        if (sent && left != 0)
            co_return Error(Errc::closed, "a file changed while it was being uploaded");
        co_return sent;
    }

    asio::awaitable<Result<void>> exchange(Connection& connection, const HttpClientRequest& request, const Url& url,
                                           ResponseParser& parser) {
        if (request.bodyPieces.empty()) {
            http::request<http::string_body> message(http::string_to_verb(request.method), url.target, 11);
            fillHeader(message, request, url);
            message.body() = request.body;
            message.prepare_payload();
            const auto [writeError, written] = co_await http::async_write(connection.stream, message, useTuple);
            if (writeError)
                co_return toError(writeError, "sending the request");
        }
        if (request.method == "HEAD")
            parser.skip(true);
        const auto [readError, size] =
            co_await http::async_read_header(connection.stream, connection.buffer, parser, useTuple);
        if (readError == http::error::end_of_stream)
            co_return Error(Errc::closed, "the server closed the connection without an answer");
        if (readError)
            co_return toError(readError, "waiting for the response");
        co_return Result<void>();
    }

    asio::any_io_executor executor_;
    std::string socketPath_;
    std::shared_ptr<Pool> pool_ = std::make_shared<Pool>();
};

}

asio::awaitable<Result<HttpResponse>> HttpClient::fetch(HttpClientRequest request, std::size_t maxBodyBytes) {
    Result<std::unique_ptr<HttpResponseStream>> stream = co_await open(std::move(request));
    if (!stream)
        co_return stream.error();
    HttpResponse response;
    response.status = (*stream)->status();
    response.headers = (*stream)->headers();
    const auto announced = parseInteger(response.headers.get("Content-Length"));
    const bool isTooLarge = announced && *announced > 0 && static_cast<std::uint64_t>(*announced) > maxBodyBytes;
    if (isTooLarge)
        co_return Error(Errc::invalidInput, "the response is larger than " + std::to_string(maxBodyBytes) + " bytes");
    for (;;) {
        Result<std::string> piece = co_await (*stream)->readSome();
        if (!piece)
            co_return piece.error();
        if (piece->empty())
            co_return response;
        if (response.body.size() + piece->size() > maxBodyBytes)
            co_return Error(Errc::invalidInput, "the response is larger than " + std::to_string(maxBodyBytes) + " bytes");
        response.body += *piece;
    }
}

std::unique_ptr<HttpClient> makeHttpClient(asio::any_io_executor executor) {
    return std::make_unique<RealHttpClient>(std::move(executor), std::string());
}

std::unique_ptr<HttpClient> makeLocalHttpClient(asio::any_io_executor executor, std::string socketPath) {
    return std::make_unique<RealHttpClient>(std::move(executor), std::move(socketPath));
}

}
