#pragma once

#include "cli/GatewayTarget.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace openclaw::cli {

/// The outcome of one attempt to talk to the gateway.
struct GatewayProbe {
    GatewayTarget target;
    bool isReachable = false;
    std::int64_t latencyMs = 0;
    /// One line.
    std::string error;
    Json hello;
    Json health;
};

/// Connects, and asks for the health too when that is wanted. Never fails: the probe says how it went.
GatewayProbe probeGateway(Context& context,
                          const Arguments& arguments,
                          bool wantsHealth,
                          std::chrono::milliseconds timeout);

/// The page of this machine's gateway, without a secret: "http://127.0.0.1:18789/".
std::string localUrl(const config::GatewaySettings& gateway);

}
