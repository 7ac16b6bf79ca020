#pragma once

#include "openclaw/agent/models.hpp"
#include "openclaw/core/async.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <cstdint>
#include <string>

/// One question to a model that needs no agent around it.
namespace openclaw::agent {

struct ModelQuestion {
    std::string api;
    ModelRef model;
    std::string baseUrl;
    std::string key;
    std::string text;
    std::int64_t maxTokens = 1024;
};

/// The text of the answer. Errc::unavailable says why there is none. Cancellation: terminal.
asio::awaitable<Result<std::string>> askModel(net::HttpClient& http, ModelQuestion question);

}
