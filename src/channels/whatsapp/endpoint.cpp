// The two places a client may talk to: the real service, and a loopback server that a test names explicitly.
#include "openclaw/channels/whatsapp_endpoint.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/net/http_types.hpp"
#include "openclaw/whatsapp/Noise.hpp"

#include <boost/asio/ip/address.hpp>

namespace openclaw::channels {

namespace {

constexpr std::size_t rootKeyBytes = 32;

std::string fromHex(std::string_view text) {
    std::string bytes;
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    if (text.size() % 2 != 0) return {};
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return {};
        bytes.push_back(static_cast<char>(high << 4 | low));
    }
    return bytes;
}

/// A name could resolve to anything, so only literal addresses count; the connection then goes to that very
/// address.
bool isLoopbackUrl(const std::string& text) {
    const Result<net::Url> url = net::parseUrl(text);
    if (!url) return false;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(url->host, error);
    return !error && address.is_loopback();
}

}

WhatsAppEndpoint productionWhatsApp() {
    return WhatsAppEndpoint{"wss://web.whatsapp.com/ws/chat",
                            "https://web.whatsapp.com",
                            std::string(openclaw::whatsapp::productionRootKey),
                            {},
                            false};
}

Result<WhatsAppEndpoint> readWhatsAppTestEndpoint(const std::filesystem::path& file) {
    const Result<std::string> text = readFile(file);
    if (!text) return text.error().withContext("WhatsApp test endpoint");
    const Result<Json> json = parseJson(*text);
    if (!json || !json->is_object())
        return Error(Errc::invalidInput, "WhatsApp test endpoint: not a JSON object");
    WhatsAppEndpoint endpoint;
    endpoint.url = stringOr(*json, "ws");
    endpoint.origin = stringOr(*json, "origin", "https://web.whatsapp.com");
    endpoint.rootKey = fromHex(stringOr(*json, "noiseRootHex"));
    endpoint.mediaBase = stringOr(*json, "mediaHttp");
    endpoint.isTest = true;
    if (!isLoopbackUrl(endpoint.url) || (!endpoint.mediaBase.empty() && !isLoopbackUrl(endpoint.mediaBase)))
        return Error(Errc::invalidInput,
                     "WhatsApp test endpoint: every address must be a literal loopback address");
    if (endpoint.rootKey.size() != rootKeyBytes || endpoint.rootKey == openclaw::whatsapp::productionRootKey)
        return Error(Errc::invalidInput, "WhatsApp test endpoint: noiseRootHex must be a key of its own");
    return endpoint;
}

}
