#pragma once

#include "openclaw/core/environment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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
    /// The words this process was started with; a restart executes them again.
    std::vector<std::string> commandLine;
    std::string version;
};

/// Runs the daemon until a signal ends it. Returns the process exit code; refusals are explained on stderr. A restart
/// (SIGUSR1, a changed key that needs one) stops in order and executes the program again in this process, so that a
/// supervisor sees one that never ended (docs/decisions/012).
int runGateway(GatewayOptions options);

}
