#pragma once

#include "cli/CommandLine.hpp"
#include "cli/Context.hpp"
#include "openclaw/core/secret.hpp"

#include <string>

namespace openclaw::cli {

/// Which gateway a command talks to, and with which secret (cli.md 1.4).
struct GatewayTarget {
    std::string url;
    /// "cli --url", "config gateway.remote.url", "local loopback", "missing gateway.remote.url (fallback local)".
    std::string source;
    std::string configPath;
    /// "" when the gateway is not this machine's.
    std::string bind;
    Secret token;
    Secret password;

    /// The lines that follow every connection failure.
    std::string describe() const;
};

/// From --url, --token and --password, the environment and the configuration, in this order.
GatewayTarget resolveTarget(Context& context, const Arguments& arguments);

}
