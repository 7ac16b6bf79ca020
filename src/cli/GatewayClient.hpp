#pragma once

#include "cli/GatewayTarget.hpp"

#include <chrono>
#include <memory>

namespace openclaw::cli {

/// One request.
struct GatewayCall {
    std::string method;
    Json params = Json::object();
    std::chrono::milliseconds timeout{10'000};
    /// Skip the "accepted" response and wait for the second one.
    bool expectFinal = false;
};

/// A connection of the command line to a gateway. Blocking, for one thread.
class GatewayClient {
public:
    GatewayClient(Context& context, GatewayTarget target);
    ~GatewayClient();

    /// Waits for the challenge, proves this machine's identity and keeps the device token. The hello-ok payload.
    /// Errors carry the text for people, target included: Errc::closed, Errc::timeout.
    Result<Json> connect(std::chrono::milliseconds timeout);
    /// The payload of the response. Errc::closed or Errc::timeout when the connection failed, otherwise the gateway's
    /// own message.
    Result<Json> call(GatewayCall call);

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

/// Connects, calls, closes; the timeout covers all of it.
Result<Json> callGateway(Context& context, GatewayTarget target, GatewayCall call);

/// --url, --token, --password, --timeout.
std::vector<Option> gatewayOptions();
/// The common options of a request as a call: timeout and --expect-final. Errc::invalidInput.
Result<GatewayCall> readCall(const Arguments& arguments, std::string method, Json params = Json::object());

}
