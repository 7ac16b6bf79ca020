#pragma once

#include "openclaw/core/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openclaw::net {

/// Header fields in order; names compare without case.
class HttpHeaders {
public:
    using Field = std::pair<std::string, std::string>;

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    void remove(std::string_view name);
    /// The first value, or "" when absent.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }
    std::size_t size() const { return fields_.size(); }

private:
    std::vector<Field> fields_;
};

struct HttpResponse {
    int status = 200;
    HttpHeaders headers;
    std::string body;

    HttpResponse() = default;
    HttpResponse(int code, std::string_view contentType, std::string content);
};

/// An absolute http(s) or ws(s) URL.
struct Url {
    std::string scheme;
    std::string host;   // without brackets
    std::uint16_t port = 0;
    std::string target = "/";   // path and query

    bool isSecure() const { return scheme == "https" || scheme == "wss"; }
    /// "host:port" or "host" when the port is the scheme's own; brackets around IPv6.
    std::string authority() const;
};

/// Errc::invalidInput for anything but an absolute URL of those schemes; user information in it is refused.
Result<Url> parseUrl(std::string_view text);

}
