#pragma once

#include "openclaw/net/HttpClient.hpp"

#include <memory>
#include <string>

/// HTTP on Unix sockets of this machine.
namespace openclaw::net {

/// The longest path that a Unix socket can have.
inline constexpr std::size_t maxLocalPathBytes = 103;

/// A client whose every request goes to that socket, whatever host its URL names.
std::unique_ptr<HttpClient> makeLocalHttpClient(asio::any_io_executor executor, std::string socketPath);

}
