// Bot API calls over HTTP. The token is part of every URL, so every text that leaves this file is scrubbed of
// it.
#include "channels/telegram/BotApi.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/net/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

/// A batch of 100 updates stays far below this.
constexpr std::size_t maxReplyBytes = 16 * 1024 * 1024;
constexpr std::size_t maxDescriptionBytes = 300;
constexpr std::int64_t maxRetryAfterSeconds = 24 * 3600;

Errc classify(int status) {
    switch (status) {
    case 401: return Errc::unauthorized;
    case 404: return Errc::notFound;
    case 409: return Errc::conflict;
    case 429: return Errc::rateLimited;
    case 503: return Errc::refused;
    default: break;
    }
    // Other 5xx come from behind the front end, and an answer that is no answer says nothing: it may be done.
    return status >= 400 && status < 500 ? Errc::invalidInput : Errc::closed;
}

std::optional<std::chrono::milliseconds> retryAfter(const Json* parameters, const net::HttpHeaders& headers) {
    auto seconds = parameters ? findInteger(*parameters, "retry_after") : std::nullopt;
    if (!seconds) seconds = parseInteger(trimAscii(headers.get("Retry-After")));
    if (!seconds || *seconds < 0) return std::nullopt;
    return std::chrono::seconds(std::min(*seconds, maxRetryAfterSeconds));
}

}

ApiReply readApiReply(const std::string& method, const net::HttpResponse& response) {
    ApiReply reply;
    reply.status = response.status;
    const Result<Json> body = parseJson(response.body);
    const bool isAnswer = body && body->is_object() && findBool(*body, "ok");
    if (isAnswer && *findBool(*body, "ok") && response.status < 300) {
        const Json* result = findMember(*body, "result");
        reply.isOk = true;
        if (result) reply.result = *result;
        return reply;
    }
    const Json* parameters = nullptr;
    std::string words = "no Bot API answer";
    if (isAnswer) {
        const auto code = findInteger(*body, "error_code");
        if (code && *code >= 400 && *code < 600) reply.status = static_cast<int>(*code);
        words =
            sanitizeUtf8(utf8Prefix(stringOr(*body, "description", "no description"), maxDescriptionBytes));
        parameters = findMember(*body, "parameters");
    }
    reply.description = toLowerAscii(words);
    if (parameters) reply.migratedTo = findInteger(*parameters, "migrate_to_chat_id");
    reply.error =
        Error(classify(reply.status), fmt::format("Telegram {}: {} ({})", method, words, reply.status));
    if (reply.status == 429 || reply.status == 503)
        reply.error.retryAfter = retryAfter(parameters, response.headers);
    return reply;
}

BotApi::BotApi(net::HttpClient& http, std::string root, Secret token, std::string proxy)
    : http_(http), root_(std::move(root)), token_(std::move(token)), proxy_(std::move(proxy)) {
    while (!root_.empty() && root_.back() == '/')
        root_.pop_back();
}

Result<void> BotApi::check() const {
    if (!net::parseUrl(root_))
        return Error(Errc::invalidInput, "channels.telegram.apiRoot is not an http(s) URL");
    if (!proxy_.empty() && !net::parseUrl(proxy_))
        return Error(Errc::invalidInput, "channels.telegram.proxy is not an http URL");
    const std::string& token = token_.reveal();
    const bool isPlain = std::all_of(token.begin(), token.end(), [](char c) {
        return c > ' ' && c < 127 && c != '/' && c != '?' && c != '#';
    });
    if (token.empty() || !isPlain)
        return Error(Errc::invalidInput,
                     "the Telegram bot token is empty or contains characters no token has");
    return {};
}

net::HttpClientRequest BotApi::requestTo(const std::string& method) const {
    net::HttpClientRequest request;
    request.method = "POST";
    request.url = root_ + "/bot" + token_.reveal() + "/" + method;
    request.idleTimeout = std::chrono::seconds(30);
    if (!proxy_.empty()) request.proxy = proxy_;
    return request;
}

asio::awaitable<ApiReply>
BotApi::call(std::string method, Json parameters, std::chrono::milliseconds timeout, bool freshConnection) {
    net::HttpClientRequest request = requestTo(method);
    request.headers.add("Content-Type", "application/json");
    request.body = dumpJson(parameters);
    request.headerTimeout = timeout;
    request.freshConnection = freshConnection;
    ApiReply reply = co_await exchange(std::move(method), std::move(request));
    co_return reply;
}

asio::awaitable<ApiReply> BotApi::upload(std::string method,
                                         Json parameters,
                                         std::string field,
                                         MediaFile file,
                                         std::chrono::milliseconds timeout) {
    net::MultipartForm form;
    for (const auto& [name, value] : parameters.items())
        form.addField(name, value.is_string() ? value.get<std::string>() : dumpJson(value));
    ApiReply reply;
    const Result<void> added = form.addFile(field, file.path, file.fileName, file.mimeType);
    if (!added) {
        reply.error = Error(Errc::notFound, fmt::format("Telegram {}: {}", method, added.error().message));
        co_return reply;
    }
    net::HttpClientRequest request = requestTo(method);
    std::move(form).attachTo(request);
    request.headerTimeout = timeout;
    reply = co_await exchange(std::move(method), std::move(request));
    co_return reply;
}

asio::awaitable<Result<std::int64_t>>
BotApi::download(std::string filePath, std::string target, std::int64_t maxBytes) {
    net::HttpClientRequest request;
    request.url =
        root_ + "/file/bot" + token_.reveal() + "/" + replaceAll(percentEncode(filePath), "%2F", "/");
    request.idleTimeout = std::chrono::seconds(30);
    if (!proxy_.empty()) request.proxy = proxy_;
    Result<std::int64_t> size =
        co_await net::downloadToFile(http_, std::move(request), std::move(target), maxBytes);
    if (!size) co_return Error(size.error().code, scrub(size.error().message));
    co_return size;
}

asio::awaitable<ApiReply> BotApi::exchange(std::string method, net::HttpClientRequest request) {
    Result<net::HttpResponse> response = co_await http_.fetch(std::move(request), maxReplyBytes);
    if (response) {
        ApiReply reply = readApiReply(method, *response);
        reply.error.message = scrub(std::move(reply.error.message));
        co_return reply;
    }
    ApiReply reply;
    Errc code = response.error().code;
    // An answer too large to read is an answer: the call may have been carried out.
    if (code == Errc::invalidInput) code = Errc::closed;
    reply.error = Error(code, scrub(fmt::format("Telegram {}: {}", method, response.error().message)));
    co_return reply;
}

std::string BotApi::scrub(std::string text) const {
    if (token_.empty()) return text;
    return replaceAll(std::move(text), token_.reveal(), "<token>");
}

}
