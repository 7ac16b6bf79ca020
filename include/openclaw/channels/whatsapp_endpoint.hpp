#pragma once

#include "openclaw/core/error.hpp"

#include <filesystem>
#include <string>

namespace openclaw::channels {

/// Where WhatsApp is: the socket, the origin it expects, the key its certificates hang from, and for tests
/// the one place media may come from.
struct WhatsAppEndpoint {
    std::string url;
    std::string origin;
    /// 32 raw bytes.
    std::string rootKey;
    /// "http://127.0.0.1:port"; empty in production, where only *.whatsapp.net over TLS is used.
    std::string mediaBase;
    bool isTest = false;
};

/// The real service, from compiled constants only.
WhatsAppEndpoint productionWhatsApp();

/// A server for tests: a JSON file with "ws", "noiseRootHex", "mediaHttp" and optionally "origin".
/// Errc::invalidInput unless every address is a literal loopback address and the root key differs from the
/// real one. No check of the handshake is weaker than in production; only the key differs.
Result<WhatsAppEndpoint> readWhatsAppTestEndpoint(const std::filesystem::path& file);

}
