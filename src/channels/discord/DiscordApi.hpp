#pragma once

#include "channels/discord/RateLimits.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/multipart.hpp"

#include <string>
#include <vector>

namespace openclaw::channels::discord {

/// A file of a multipart request.
struct Upload {
    std::string path;
    std::string fileName;
    std::string mimeType;
};

/// What a call came to; a failure keeps Discord's own error code next to its classification.
struct ApiReply {
    bool isOk = false;
    Json body;
    /// Set when not ok; the code follows Channel::send.
    Error error;
    int status = 0;        // 0 = no HTTP answer
    std::int64_t code = 0; // Discord's, 0 = none
};

/// Judges an HTTP answer, which may be anything a gateway in between made up.
ApiReply readApiReply(const std::string& what, const net::HttpResponse& response);

/// A body with files: `payload_json` and files[n], or with `isForm` every member of `body` as a field and one "file".
/// Errc::notFound when a file cannot be read.
Result<net::MultipartForm> formOf(const Json& body, const std::vector<Upload>& files, bool isForm);

/// Discord's REST API v10 for one bot, within its rate limits.
class DiscordApi {
public:
    DiscordApi(
        asio::any_io_executor executor, Clock& clock, net::HttpClient& http, std::string root, Secret token);

    /// Errc::invalidInput when the root is no URL or the token has characters no token has.
    Result<void> check() const;
    /// `path` begins with "/" below /api/v10. Waits for the limits (a wait of more than a minute is
    /// Errc::rateLimited), repeats short 429s, and repeats 5xx and lost connections of calls that may be
    /// repeated. Cancellation: terminal.
    asio::awaitable<ApiReply> call(std::string method, std::string path, Json body = Json());
    /// The same with files.
    asio::awaitable<ApiReply>
    upload(std::string method, std::string path, Json body, std::vector<Upload> files);
    /// A form of plain fields and one file called "file", as stickers want it.
    asio::awaitable<ApiReply> uploadForm(std::string path, Json fields, std::vector<Upload> files);
    /// Calls that carry a token in their path and need no authorization (interactions, their webhooks).
    asio::awaitable<ApiReply>
    callWithoutToken(std::string method, std::string path, Json body, std::vector<Upload> files);
    /// Whether files may be fetched from this address: Discord's own hosts, or where the API lives.
    bool isTrustedFileUrl(const std::string& url) const;
    /// The host part of `root`, for addresses beside it.
    const std::string& root() const { return root_; }

private:
    struct Prepared;
    asio::awaitable<ApiReply> perform(Prepared request);
    asio::awaitable<Result<void>> waitForTurn(Route route);
    asio::awaitable<ApiReply> once(const Prepared& request);

    Clock& clock_;
    net::HttpClient& http_;
    std::string root_;
    Secret token_;
    RateLimits limits_;
    Notifier freed_;
};

}
