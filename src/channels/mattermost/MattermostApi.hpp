#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <string>

namespace openclaw::channels::mattermost {

/// What a call came to; a failure keeps the server's error id next to its classification.
struct ApiReply {
    bool isOk = false;
    Json body;
    /// Set when not ok; the code follows Channel::send.
    Error error;
    int status = 0;      // 0 = no HTTP answer
    std::string id;      // "api.context.session_expired.app_error"
};
/// Judges an HTTP answer, which may be anything a proxy in between made up.
ApiReply readApiReply(const std::string& what, const net::HttpResponse& response);

/// The server's address without a trailing "/" and "/api/v4".
std::string cleanBaseUrl(std::string url);

/// A Mattermost server's REST API v4 for one bot.
class MattermostApi {
public:
    MattermostApi(Clock& clock, net::HttpClient& http, std::string baseUrl, Secret token);

    /// Errc::invalidInput when the address is no URL or the token is empty.
    Result<void> check() const;
    /// `path` begins with "/" below /api/v4. A 429 with a short wait is repeated, and so are 5xx and lost connections of
    /// calls other than POST. Cancellation: terminal.
    asio::awaitable<ApiReply> call(std::string method, std::string path, Json body = Json());
    /// Uploads a file to a channel; the answer's file_infos name it.
    asio::awaitable<ApiReply> uploadFile(std::string channelId, std::string path, std::string fileName);
    /// A request for `path` with the credentials, for downloads.
    net::HttpClientRequest request(std::string method, const std::string& path) const;
    /// "ws(s)://…/api/v4/websocket", below the same path as the REST API.
    std::string webSocketUrl() const;

private:
    asio::awaitable<ApiReply> once(net::HttpClientRequest request, std::string what);

    Clock& clock_;
    net::HttpClient& http_;
    std::string base_;
    Secret token_;
};

}
