#pragma once

#include "openclaw/core/environment.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace openclaw::gateway {

/// What the command line decides about a gateway; everything else comes from the configuration.
struct GatewayOptions {
    Environment environment;
    std::optional<std::uint16_t> port;
    std::string bind;        // "", loopback, lan, tailnet, auto, custom
    std::string authMode;    // "", token, password
    std::string token;
    std::string password;
    bool allowUnconfigured = false;
    bool verbose = false;
    /// Names a loopback WhatsApp server for tests (docs/channels/whatsapp.md); "" = the real service.
    std::string whatsAppTestEndpoint;
    /// This program's file, started again as `openclaw pi`.
    std::string selfPath;
    std::string version;
};

/// Runs the daemon until a signal ends it. Returns the process exit code; refusals are explained on stderr.
int runGateway(GatewayOptions options);

}
