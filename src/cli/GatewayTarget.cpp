// Finds the gateway and the secret for it.
#include "cli/GatewayTarget.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

std::string GatewayTarget::describe() const {
    std::string text = fmt::format("Gateway target: {}\nSource: {}\nConfig: {}", url, source, configPath);
    if (!bind.empty())
        text += "\nBind: " + bind;
    return text;
}

GatewayTarget resolveTarget(Context& context, const Arguments& arguments) {
    const config::GatewaySettings& gateway = context.config().gateway();
    const bool isRemote = gateway.mode == "remote";
    GatewayTarget target;
    target.configPath = context.snapshot().path.string();
    if (arguments.has("url")) {
        target.url = arguments.text("url");
        target.source = "cli --url";
    } else if (isRemote && !gateway.remoteUrl.empty()) {
        target.url = gateway.remoteUrl;
        target.source = "config gateway.remote.url";
    } else {
        target.url = fmt::format("{}://127.0.0.1:{}", gateway.tlsEnabled ? "wss" : "ws", gateway.port);
        target.source = isRemote ? "missing gateway.remote.url (fallback local)" : "local loopback";
        target.bind = gateway.bind.empty() ? "loopback" : gateway.bind;
    }
    // gateway.token and gateway.password already prefer their environment variables.
    if (arguments.has("token"))
        target.token = Secret(arguments.text("token"));
    else
        target.token = isRemote ? gateway.remoteToken : gateway.token;
    if (arguments.has("password"))
        target.password = Secret(arguments.text("password"));
    else if (isRemote && !context.environment.find("OPENCLAW_GATEWAY_PASSWORD"))
        target.password = gateway.remotePassword;
    else
        target.password = gateway.password;
    return target;
}

}
