// The token request and its answer; the caller moves the bytes.
#include "agent/token_refresh.hpp"

#include "openclaw/core/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::agent {

namespace {

constexpr const char* anthropicTokenUrl = "https://platform.claude.com/v1/oauth/token";
constexpr const char* anthropicClientId = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";
/// Renewed so much before the server's own limit.
constexpr std::int64_t earlyMs = 5 * 60'000;
constexpr std::int64_t longestLifeSeconds = 10LL * 365 * 24 * 3600;

}

std::optional<net::HttpClientRequest> refreshRequest(const std::string& provider,
                                                     const Secret& refreshToken) {
    if (provider != "anthropic" || refreshToken.empty()) return std::nullopt;
    net::HttpClientRequest request;
    request.method = "POST";
    request.url = anthropicTokenUrl;
    request.headers.set("Content-Type", "application/json");
    request.body = dumpJson(Json{{"grant_type", "refresh_token"},
                                 {"client_id", anthropicClientId},
                                 {"refresh_token", refreshToken.reveal()}});
    return request;
}

Result<FreshToken> readRefreshAnswer(const net::HttpResponse& answer, std::int64_t nowMs) {
    const int status = answer.status;
    if (status == 400 || status == 401 || status == 403)
        return Error(Errc::unauthorized,
                     fmt::format("OAuth token refresh failed with status {}; log in again", status));
    const Result<Json> body = parseJson(answer.body);
    if (status < 200 || status > 299 || !body)
        return Error(Errc::unavailable, fmt::format("the token server answered with status {}", status));
    FreshToken token;
    token.access = Secret(stringOr(*body, "access_token"));
    token.refresh = Secret(stringOr(*body, "refresh_token"));
    const std::int64_t lifeSeconds =
        std::clamp<std::int64_t>(findInteger(*body, "expires_in").value_or(0), 0, longestLifeSeconds);
    token.expiresMs = nowMs + std::max<std::int64_t>(0, lifeSeconds * 1000 - earlyMs);
    if (token.access.empty())
        return Error(Errc::unavailable, "the token server's answer holds no access token");
    return token;
}

}
