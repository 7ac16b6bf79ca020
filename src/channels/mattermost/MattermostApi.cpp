// REST calls. What may be repeated here is what makes no difference the second time; posts are the ledger's business.
#include "channels/mattermost/MattermostApi.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/net/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::channels::mattermost {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t maxReplyBytes = 16 * 1024 * 1024;
constexpr std::size_t maxWordsBytes = 300;
constexpr int maxTries = 3;
constexpr auto maxInlineWait = 10s;

Errc classify(int status) {
    switch (status) {
    case 401: return Errc::unauthorized;
    case 404: return Errc::notFound;
    case 429: return Errc::rateLimited;
    default: break;
    }
    return status >= 400 && status < 500 ? Errc::invalidInput : Errc::closed;
}

std::optional<std::chrono::milliseconds> waitOf(const net::HttpHeaders& headers) {
    for (const char* name : {"Retry-After", "X-RateLimit-Reset"}) {
        const auto seconds = parseInteger(trimAscii(headers.get(name)));
        if (seconds && *seconds >= 0) return std::chrono::seconds(std::min<std::int64_t>(*seconds, 3600));
    }
    return std::nullopt;
}

}

ApiReply readApiReply(const std::string& what, const net::HttpResponse& response) {
    ApiReply reply;
    reply.status = response.status;
    const Result<Json> body = parseJson(response.body);
    if (response.status >= 200 && response.status < 300) {
        if (!body) {
            reply.error = Error(Errc::closed, fmt::format("Mattermost {}: the answer is not JSON", what));
            return reply;
        }
        reply.isOk = true;
        reply.body = *body;
        return reply;
    }
    std::string words = "no Mattermost answer";
    if (body && body->is_object()) {
        reply.id = std::string(utf8Prefix(stringOr(*body, "id"), maxWordsBytes));
        words = sanitizeUtf8(utf8Prefix(stringOr(*body, "message", "no message"), maxWordsBytes));
        if (!reply.id.empty()) words += ", " + reply.id;
    }
    reply.error = Error(classify(response.status), fmt::format("Mattermost {}: {} ({})", what, words, response.status));
    if (response.status == 429) reply.error.retryAfter = waitOf(response.headers).value_or(1s);
    return reply;
}

std::string cleanBaseUrl(std::string url) {
    url = std::string(trimAscii(url));
    const auto dropSlashes = [&url] {
        while (url.ends_with('/'))
            url.pop_back();
    };
    dropSlashes();
    if (url.ends_with("/api/v4")) url.erase(url.size() - 7);
    dropSlashes();
    return url;
}

MattermostApi::MattermostApi(Clock& clock, net::HttpClient& http, std::string baseUrl, Secret token)
    : clock_(clock), http_(http), base_(cleanBaseUrl(std::move(baseUrl))), token_(std::move(token)) {}

Result<void> MattermostApi::check() const {
    if (!net::parseUrl(base_)) return Error(Errc::invalidInput, "channels.mattermost.baseUrl is not an http(s) URL");
    const std::string& token = token_.reveal();
    const bool isPlain = std::ranges::all_of(token, [](char c) { return c > ' ' && c < 127; });
    if (token.empty() || !isPlain)
        return Error(Errc::invalidInput, "the Mattermost bot token is empty or contains characters no token has");
    return {};
}

std::string MattermostApi::webSocketUrl() const {
    std::string url = base_ + "/api/v4/websocket";
    if (url.starts_with("http")) url = "ws" + url.substr(4);
    return url;
}

net::HttpClientRequest MattermostApi::request(std::string method, const std::string& path) const {
    net::HttpClientRequest request;
    request.method = std::move(method);
    request.url = base_ + "/api/v4" + path;
    request.headers.add("Authorization", "Bearer " + token_.reveal());
    request.headerTimeout = 30s;
    request.idleTimeout = 30s;
    return request;
}

asio::awaitable<ApiReply> MattermostApi::once(net::HttpClientRequest request, std::string what) {
    Result<net::HttpResponse> response = co_await http_.fetch(std::move(request), maxReplyBytes);
    if (response) co_return readApiReply(what, *response);
    ApiReply reply;
    Errc code = response.error().code;
    // An answer too large to read is an answer: the call may have been carried out.
    if (code == Errc::invalidInput) code = Errc::closed;
    reply.error = Error(code, fmt::format("Mattermost {}: {}", what, response.error().message));
    co_return reply;
}

asio::awaitable<ApiReply> MattermostApi::call(std::string method, std::string path, Json body) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::string what = method + " " + path.substr(0, path.find('?'));
    auto pause = 500ms;
    ApiReply reply;
    for (int tries = 1;; ++tries) {
        net::HttpClientRequest http = request(method, path);
        if (!body.is_null()) {
            http.headers.add("Content-Type", "application/json");
            http.body = dumpJson(body);
        }
        reply = co_await once(std::move(http), what);
        const bool cancelled = co_await isCancelled();
        if (reply.isOk || cancelled || tries >= maxTries) break;
        const bool isShortLimit = reply.error.is(Errc::rateLimited) && *reply.error.retryAfter <= maxInlineWait;
        const bool isLost = reply.error.is(Errc::closed) || reply.error.is(Errc::timeout);
        if (!isShortLimit && !(isLost && method != "POST")) break;
        const auto wait = isShortLimit ? *reply.error.retryAfter : std::chrono::milliseconds(pause);
        co_await clock_.sleepUntil(clock_.steadyNow() + wait);
        pause *= 3;
    }
    co_return reply;
}

asio::awaitable<ApiReply> MattermostApi::uploadFile(std::string channelId, std::string path, std::string fileName) {
    net::MultipartForm form;
    form.addField("channel_id", channelId);
    const Result<void> added = form.addFile("files", path, fileName, "application/octet-stream");
    if (!added) {
        ApiReply failed;
        failed.error = Error(Errc::invalidInput, added.error().message);
        co_return failed;
    }
    net::HttpClientRequest http = request("POST", "/files");
    std::move(form).attachTo(http);
    ApiReply reply = co_await once(std::move(http), "POST /files");
    co_return reply;
}

}
