// Header fields and URLs as values.
#include "openclaw/net/http_types.hpp"

#include "openclaw/core/strings.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>

namespace openclaw::net {

void HttpHeaders::set(std::string_view name, std::string value) {
    remove(name);
    add(std::string(name), std::move(value));
}

void HttpHeaders::remove(std::string_view name) {
    std::erase_if(fields_, [&](const Field& field) { return equalsIgnoreCase(field.first, name); });
}

std::string_view HttpHeaders::get(std::string_view name) const {
    for (const auto& [key, value] : fields_) {
        if (equalsIgnoreCase(key, name))
            return value;
    }
    return {};
}

bool HttpHeaders::has(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(),
                       [&](const Field& field) { return equalsIgnoreCase(field.first, name); });
}

HttpResponse::HttpResponse(int code, std::string_view contentType, std::string content)
    : status(code), body(std::move(content)) {
    if (!contentType.empty())
        headers.add("Content-Type", std::string(contentType));
}

std::string Url::authority() const {
    const bool isV6 = host.find(':') != std::string::npos;
    std::string text = isV6 ? "[" + host + "]" : host;
    const std::uint16_t usual = isSecure() ? 443 : 80;
    if (port != usual)
        text += ":" + std::to_string(port);
    return text;
}

Result<Url> parseUrl(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed || text.size() > 8192)
        return Error(Errc::invalidInput, "not an absolute URL");
    Url url;
    url.scheme = toLowerAscii(std::string_view(parsed->scheme()));
    if (url.scheme != "http" && url.scheme != "https" && url.scheme != "ws" && url.scheme != "wss")
        return Error(Errc::invalidInput, "the URL must start with http://, https://, ws:// or wss://");
    if (parsed->has_userinfo())
        return Error(Errc::invalidInput, "user information in a URL is not accepted");
    url.host = parsed->host_address();
    if (url.host.empty())
        return Error(Errc::invalidInput, "the URL has no host");
    url.port = url.isSecure() ? 443 : 80;
    if (parsed->has_port()) {
        const auto port = parseInteger(std::string_view(parsed->port()));
        if (!port || *port < 1 || *port > 65535)
            return Error(Errc::invalidInput, "the URL's port is not between 1 and 65535");
        url.port = static_cast<std::uint16_t>(*port);
    }
    url.target = std::string(std::string_view(parsed->encoded_path()));
    if (url.target.empty())
        url.target = "/";
    if (parsed->has_query())
        url.target += "?" + std::string(std::string_view(parsed->encoded_query()));
    return url;
}

}
