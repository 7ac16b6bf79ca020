#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace openclaw::channels::telegram {

/// What a Bot API call came to. A failure keeps Telegram's own words next to its classification, because some
/// refusals are answered by sending differently.
struct ApiReply {
    bool isOk = false;
    Json result;
    /// Set when not ok; the code follows Channel::send: refused and rateLimited were not processed, timeout
    /// and closed may have been, everything else is final. Never contains the token.
    Error error;
    int status = 0;          // 0 = no HTTP answer
    std::string description; // lower case
    std::optional<std::int64_t> migratedTo;
};

/// Judges an HTTP answer, which may be anything a gateway in between made up.
ApiReply readApiReply(const std::string& method, const net::HttpResponse& response);

/// One bot at one Bot API server.
class BotApi {
public:
    BotApi(net::HttpClient& http, std::string root, Secret token, std::string proxy);

    /// Errc::invalidInput when the root is no URL.
    Result<void> check() const;
    /// Calls a method with JSON parameters. Cancellation: terminal, closes the connection.
    asio::awaitable<ApiReply>
    call(std::string method, Json parameters, std::chrono::milliseconds timeout, bool freshConnection);

    /// The same as a form with files; each value that is no text becomes JSON. Upload time is not limited as
    /// a whole, every stretch of it is.
    asio::awaitable<ApiReply> upload(std::string method,
                                     Json parameters,
                                     std::string field,
                                     MediaFile file,
                                     std::chrono::milliseconds timeout);
    /// Fetches what getFile named. Errors as net::downloadToFile.
    asio::awaitable<Result<std::int64_t>>
    download(std::string filePath, std::string target, std::int64_t maxBytes);

private:
    asio::awaitable<ApiReply> exchange(std::string method, net::HttpClientRequest request);
    net::HttpClientRequest requestTo(const std::string& method) const;
    std::string scrub(std::string text) const;

    net::HttpClient& http_;
    std::string root_;
    Secret token_;
    std::string proxy_;
};

}
