#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/net/http_types.hpp"

#include <cstdint>
#include <optional>
#include <string>

/// New access tokens for OAuth profiles (spec llm-providers.md §7).
namespace openclaw::agent {

struct FreshToken {
    Secret access;
    /// Replaces the old one; empty when that stays good.
    Secret refresh;
    std::int64_t expiresMs = 0;
};

/// What to ask the provider's token server; nullopt for providers whose tokens we cannot renew.
std::optional<net::HttpClientRequest> refreshRequest(const std::string& provider, const Secret& refreshToken);
/// Errc::unauthorized when the person has to log in again, Errc::unavailable when asking later may help.
Result<FreshToken> readRefreshAnswer(const net::HttpResponse& answer, std::int64_t nowMs);

}
