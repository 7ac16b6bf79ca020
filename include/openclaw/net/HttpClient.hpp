#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/net/http_types.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::net {

/// A stretch of a request body: bytes, or a file that is read while it is sent.
struct BodyPiece {
    std::string bytes;
    std::string filePath;   // used instead of `bytes` unless empty
};

struct HttpClientRequest {
    std::string method = "GET";
    std::string url;
    HttpHeaders headers;   // Host, Content-Length and User-Agent are filled in
    std::string body;
    /// Sent instead of `body` unless empty, so that an upload never lies in memory as a whole.
    std::vector<BodyPiece> bodyPieces;
    std::chrono::milliseconds connectTimeout{10'000};
    /// From the written request to the complete response header.
    std::chrono::milliseconds headerTimeout{60'000};
    /// Between two pieces of the body, in either direction.
    std::chrono::milliseconds idleTimeout{120'000};
    /// Dials anew and closes the idle connections to the origin; the new one may be kept alive afterwards.
    bool freshConnection = false;
    /// "http://host:port" of a CONNECT proxy.
    std::optional<std::string> proxy;
};

/// A response whose header has arrived and whose body is being read. Destroying it early closes the connection.
class HttpResponseStream {
public:
    virtual ~HttpResponseStream() = default;
    virtual int status() const = 0;
    virtual const HttpHeaders& headers() const = 0;
    /// The next piece of the body, "" once at its end. Errc::closed when the connection ended before the body did.
    /// Cancellation: terminal.
    virtual asio::awaitable<Result<std::string>> readSome() = 0;
};

/// The seam between the program and HTTP servers elsewhere.
/// Errors tell whether the request can have reached the server: Errc::refused means it was never written (DNS, TCP,
/// TLS or proxy failure, or the connect timeout); Errc::timeout and Errc::closed mean it may have been processed.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    /// Sends the request and waits for the response header. Errc::notFound when a file of the body cannot be read: then
    /// nothing was sent. Cancellation: terminal, closes the connection.
    virtual asio::awaitable<Result<std::unique_ptr<HttpResponseStream>>> open(HttpClientRequest request) = 0;

    /// open() and the whole body. Errc::invalidInput when the body is larger than `maxBodyBytes`.
    asio::awaitable<Result<HttpResponse>> fetch(HttpClientRequest request, std::size_t maxBodyBytes);
};

/// Fetches a body into a new file (0600) and returns its length. Errc::invalidInput when it is larger than `maxBytes`,
/// Errc::conflict when the file exists, the status' class for an answer that is not 2xx; no file is left then.
/// Cancellation: terminal.
asio::awaitable<Result<std::int64_t>>
downloadToFile(HttpClient& http, HttpClientRequest request, std::filesystem::path file, std::int64_t maxBytes);

/// The real client: HTTP/1.1 with kept-alive connections per origin, TLS verified against the system's roots,
/// loaded on first use.
std::unique_ptr<HttpClient> makeHttpClient(asio::any_io_executor executor);

}
