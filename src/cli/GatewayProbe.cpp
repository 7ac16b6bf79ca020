// A look at the gateway for commands that succeed without one.
#include "cli/GatewayProbe.hpp"

#include "cli/GatewayClient.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

GatewayProbe probeGateway(Context& context,
                          const Arguments& arguments,
                          bool wantsHealth,
                          std::chrono::milliseconds timeout) {
    GatewayProbe probe;
    probe.target = resolveTarget(context, arguments);
    const auto startedAt = std::chrono::steady_clock::now();
    GatewayClient client(context, probe.target);
    Result<Json> hello = client.connect(timeout);
    if (!hello) {
        probe.error = hello.error().message.substr(0, hello.error().message.find('\n'));
        return probe;
    }
    probe.isReachable = true;
    probe.latencyMs =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - startedAt)
            .count();
    probe.hello = std::move(*hello);
    if (wantsHealth) {
        GatewayCall call;
        call.method = "health";
        call.timeout = timeout;
        Result<Json> health = client.call(std::move(call));
        if (health) probe.health = std::move(*health);
    }
    return probe;
}

std::string localUrl(const config::GatewaySettings& gateway) {
    const std::string scheme = gateway.tlsEnabled ? "https" : "http";
    return fmt::format("{}://127.0.0.1:{}{}/", scheme, gateway.port, gateway.controlUiBasePath);
}

}
