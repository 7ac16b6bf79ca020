// REST calls within the rate limits. A call is repeated here only when Discord certainly did not carry it
// out, or when carrying it out twice makes no difference; everything else is the ledger's decision.
#include "channels/discord/DiscordApi.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace openclaw::channels::discord {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t maxReplyBytes = 16 * 1024 * 1024;
constexpr auto callTimeout = 15s;
constexpr auto maxTurnWait = 60s;
constexpr auto maxInlineRetryWait = 10s;
constexpr int maxTries = 3;
constexpr std::size_t maxDescriptionBytes = 300;
constexpr const char* userAgent = "DiscordBot (https://github.com/openclaw/openclaw, 1)";

Errc classify(int status) {
    switch (status) {
    case 401: return Errc::unauthorized;
    case 404: return Errc::notFound;
    case 429: return Errc::rateLimited;
    default: break;
    }
    return status >= 400 && status < 500 ? Errc::invalidInput : Errc::closed;
}

std::chrono::milliseconds waitOf(const Json& body, const net::HttpHeaders& headers) {
    auto seconds = findNumber(body, "retry_after");
    if (!seconds) {
        const auto whole = parseInteger(trimAscii(headers.get("Retry-After")));
        if (whole) seconds = static_cast<double>(*whole);
    }
    const double bounded = std::clamp(seconds.value_or(1.0), 0.0, 24.0 * 3600);
    return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(bounded * 1000)));
}

/// "BASE_TYPE_REQUIRED at content" out of the error tree, for people.
std::string firstFormError(const Json& node, const std::string& path, int depth) {
    if (depth > 8 || !node.is_object()) return {};
    const Json* list = findMember(node, "_errors");
    if (list && list->is_array() && !list->empty()) {
        const std::string words = stringOr(list->front(), "message");
        return path.empty() ? words : path + ": " + words;
    }
    for (const auto& [key, child] : node.items()) {
        std::string found = firstFormError(child, path.empty() ? key : path + "." + key, depth + 1);
        if (!found.empty()) return found;
    }
    return {};
}

}

ApiReply readApiReply(const std::string& what, const net::HttpResponse& response) {
    ApiReply reply;
    reply.status = response.status;
    const Result<Json> body = parseJson(response.body);
    if (response.status >= 200 && response.status < 300) {
        // 204 has no body; a page of HTML is no answer of Discord's.
        if (!body && !trimAscii(response.body).empty()) {
            reply.error = Error(Errc::closed, fmt::format("Discord {}: the answer is not JSON", what));
            return reply;
        }
        reply.isOk = true;
        if (body) reply.body = *body;
        return reply;
    }
    std::string words = "no Discord answer";
    if (body && body->is_object()) {
        reply.body = *body;
        reply.code = findInteger(*body, "code").value_or(0);
        words = sanitizeUtf8(utf8Prefix(stringOr(*body, "message", "no message"), maxDescriptionBytes));
        const Json* errors = findMember(*body, "errors");
        const std::string detail = errors ? firstFormError(*errors, {}, 0) : std::string();
        if (!detail.empty()) words += " (" + sanitizeUtf8(utf8Prefix(detail, maxDescriptionBytes)) + ")";
    }
    reply.error = Error(classify(response.status),
                        fmt::format("Discord {}: {} ({}{})", what, words, response.status,
                                    reply.code != 0 ? fmt::format(", code {}", reply.code) : std::string()));
    if (response.status == 429) reply.error.retryAfter = waitOf(reply.body, response.headers);
    return reply;
}

Result<net::MultipartForm> formOf(const Json& body, const std::vector<Upload>& files, bool isForm) {
    net::MultipartForm form;
    if (isForm) {
        for (const auto& [name, value] : body.items())
            form.addField(name, value.is_string() ? value.get<std::string>() : dumpJson(value));
    } else {
        form.addField("payload_json", dumpJson(body));
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::string name = isForm ? "file" : fmt::format("files[{}]", i);
        const std::string mimeType = files[i].mimeType.empty() ? "application/octet-stream" : files[i].mimeType;
        const Result<void> added = form.addFile(name, files[i].path, files[i].fileName, mimeType);
        if (!added) return added.error();
    }
    return form;
}

struct DiscordApi::Prepared {
    std::string method;
    std::string path;
    Json body;
    std::vector<Upload> files;
    bool hasToken = true;
    /// The body's members are fields of a form, not one JSON part.
    bool isForm = false;
    /// Carrying it out twice is the same as once: anything but a POST, and a message whose nonce Discord
    /// enforces.
    bool isRepeatable = false;
};

DiscordApi::DiscordApi(
    asio::any_io_executor executor, Clock& clock, net::HttpClient& http, std::string root, Secret token)
    : clock_(clock), http_(http), root_(std::move(root)), token_(std::move(token)),
      freed_(std::move(executor)) {
    while (!root_.empty() && root_.back() == '/')
        root_.pop_back();
}

Result<void> DiscordApi::check() const {
    if (!net::parseUrl(root_))
        return Error(Errc::invalidInput, "channels.discord.apiRoot is not an http(s) URL");
    const std::string& token = token_.reveal();
    const bool isPlain = std::ranges::all_of(token, [](char c) { return c > ' ' && c < 127; });
    if (token.empty() || !isPlain)
        return Error(Errc::invalidInput,
                     "the Discord bot token is empty or contains characters no token has");
    return {};
}

bool DiscordApi::isTrustedFileUrl(const std::string& url) const {
    const Result<net::Url> parsed = net::parseUrl(url);
    const Result<net::Url> own = net::parseUrl(root_);
    if (!parsed) return false;
    if (own && parsed->host == own->host && parsed->port == own->port) return true;
    return parsed->scheme == "https" &&
           (parsed->host == "cdn.discordapp.com" || parsed->host == "media.discordapp.net");
}

asio::awaitable<ApiReply> DiscordApi::call(std::string method, std::string path, Json body) {
    Prepared request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    request.isRepeatable =
        request.method != "POST" || findBool(request.body, "enforce_nonce").value_or(false);
    ApiReply reply = co_await perform(std::move(request));
    co_return reply;
}

asio::awaitable<ApiReply>
DiscordApi::upload(std::string method, std::string path, Json body, std::vector<Upload> files) {
    Prepared request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    request.files = std::move(files);
    request.isRepeatable =
        request.method != "POST" || findBool(request.body, "enforce_nonce").value_or(false);
    ApiReply reply = co_await perform(std::move(request));
    co_return reply;
}

asio::awaitable<ApiReply> DiscordApi::uploadForm(std::string path, Json fields, std::vector<Upload> files) {
    Prepared request;
    request.method = "POST";
    request.path = std::move(path);
    request.body = std::move(fields);
    request.files = std::move(files);
    request.isForm = true;
    ApiReply reply = co_await perform(std::move(request));
    co_return reply;
}

asio::awaitable<ApiReply>
DiscordApi::callWithoutToken(std::string method, std::string path, Json body, std::vector<Upload> files) {
    Prepared request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    request.files = std::move(files);
    request.hasToken = false;
    request.isRepeatable = request.method != "POST";
    ApiReply reply = co_await perform(std::move(request));
    co_return reply;
}

asio::awaitable<Result<void>> DiscordApi::waitForTurn(Route route) {
    using namespace asio::experimental::awaitable_operators;
    for (;;) {
        const SteadyTime now = clock_.steadyNow();
        const SteadyTime turn = limits_.earliest(route, now);
        if (turn > now + maxTurnWait) {
            Error later(Errc::rateLimited, "Discord's rate limit leaves no room for this call now");
            later.retryAfter = std::chrono::duration_cast<std::chrono::milliseconds>(turn - now);
            co_return later;
        }
        if (limits_.isBusy(route))
            co_await freed_.wait();
        else if (turn > now)
            co_await clock_.sleepUntil(turn);
        else
            break;
        const bool cancelled = co_await isCancelled();
        if (cancelled) co_return Error(Errc::refused, "stopped before the call was made");
    }
    limits_.begin(route, clock_.steadyNow());
    co_return Result<void>();
}

asio::awaitable<ApiReply> DiscordApi::perform(Prepared request) {
    co_await asio::this_coro::throw_if_cancelled(false);
    ApiReply reply;
    auto pause = 500ms;
    for (int tries = 1;; ++tries) {
        reply = co_await once(request);
        const bool cancelled = co_await isCancelled();
        if (reply.isOk || cancelled || tries >= maxTries) break;
        const bool isShortLimit =
            reply.error.is(Errc::rateLimited) && reply.error.retryAfter.value_or(1h) <= maxInlineRetryWait;
        const bool isLost = reply.error.is(Errc::closed) || reply.error.is(Errc::timeout);
        // The wait of a 429 is in the bucket already.
        if (isShortLimit) continue;
        if (!isLost || !request.isRepeatable) break;
        co_await clock_.sleepUntil(clock_.steadyNow() + pause);
        pause *= 3;
    }
    co_return reply;
}

asio::awaitable<ApiReply> DiscordApi::once(const Prepared& request) {
    ApiReply reply;
    const Route route = routeOf(request.method, request.path);
    Result<void> turn = co_await waitForTurn(route);
    if (!turn) {
        reply.error = turn.error();
        co_return reply;
    }
    net::HttpClientRequest http;
    http.method = request.method;
    http.url = root_ + "/v10" + request.path;
    http.headers.add("User-Agent", userAgent);
    if (request.hasToken) http.headers.add("Authorization", "Bot " + token_.reveal());
    if (!request.files.empty()) {
        Result<net::MultipartForm> form = formOf(request.body, request.files, request.isForm);
        if (!form) {
            const net::HttpHeaders none;
            limits_.end(route, none, 0, 0ms, false, clock_.steadyNow());
            reply.error = Error(Errc::invalidInput, form.error().message);
            co_return reply;
        }
        std::move(*form).attachTo(http);
    } else if (!request.body.is_null()) {
        http.headers.add("Content-Type", "application/json");
        http.body = dumpJson(request.body);
    }
    http.headerTimeout = callTimeout;
    http.idleTimeout = 30s;
    const std::string what = route.name;
    Result<net::HttpResponse> response = co_await http_.fetch(std::move(http), maxReplyBytes);
    const SteadyTime now = clock_.steadyNow();
    if (!response) {
        const net::HttpHeaders none;
        limits_.end(route, none, 0, 0ms, false, now);
        Errc code = response.error().code;
        // An answer too large to read is an answer: the call may have been carried out.
        if (code == Errc::invalidInput) code = Errc::closed;
        reply.error = Error(code, fmt::format("Discord {}: {}", what, response.error().message));
    } else {
        reply = readApiReply(what, *response);
        const bool isGlobal =
            findBool(reply.body, "global").value_or(false) || response->headers.has("X-RateLimit-Global");
        // A 429 that is not Discord's JSON comes from in front of it and counts for the whole address.
        const bool isForeign = response->status == 429 && !findNumber(reply.body, "retry_after");
        limits_.end(route, response->headers, response->status, reply.error.retryAfter.value_or(0ms),
                    isGlobal || isForeign, now);
    }
    freed_.notify();
    co_return reply;
}

}
