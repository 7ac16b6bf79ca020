#pragma once

#include "openclaw/core/async.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <cstdint>
#include <string>

namespace openclaw::channels {

/// Streams the body of a 200 answer into a new file (0600) and returns its size. Errc::invalidInput beyond
/// `maxBytes`, Errc::notFound for 404 and 410, Errc::conflict when the file exists; no file is left after an
/// error. Cancellation: terminal.
asio::awaitable<Result<std::int64_t>>
fetchFile(net::HttpClient& http, net::HttpClientRequest request, std::string path, std::int64_t maxBytes);

}
