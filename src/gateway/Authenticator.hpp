#pragma once

#include "openclaw/core/clock.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/net/HttpServer.hpp"
#include "openclaw/protocol/connect.hpp"
#include "openclaw/protocol/frames.hpp"
#include "openclaw/store/Store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::gateway {

enum class AuthMode { token, password };

/// The shared secret and what else decides who gets in (docs/security.md).
struct AuthConfig {
    AuthMode mode = AuthMode::token;
    Secret token;
    Secret password;
    std::vector<std::string> trustedProxies;
    std::vector<std::string> allowedOrigins;
    std::vector<std::string> allowedHosts;
    bool allowInsecureControlUi = false;
};

/// Where a request comes from once proxies are taken into account.
struct Origin {
    std::string address;
    /// Loopback peer, loopback Host, no forwarding headers: a program of this machine, or a browser on it.
    bool isLocal = false;
    bool isBrowser = false;
};

/// The effective origin of a request; forwarded headers count only from a trusted proxy.
Origin resolveOrigin(const net::HttpServerRequest& request, const AuthConfig& config);

/// nullopt when Host and Origin are acceptable, else the refusal's text (docs/security.md).
std::optional<std::string> checkHostAndOrigin(const net::HttpServerRequest& request, const AuthConfig& config);

/// What a connect attempt turned into.
struct AuthDecision {
    std::optional<protocol::RpcError> error;
    std::uint16_t closeCode = 1008;
    std::string role;
    std::vector<std::string> scopes;
    std::string deviceId;
    /// The `auth` member of hello-ok, null when there is none.
    Json auth;
    /// Pairing events to broadcast: name and payload.
    std::vector<std::pair<std::string, Json>> events;
};

/// Decides who may connect and with which scopes; keeps paired devices and their tokens in the store.
class Authenticator {
public:
    Authenticator(Clock& clock, store::Store& store, std::function<const AuthConfig&()> config);

    /// The whole validation of a connect request in the order of gateway-protocol.md section 3.3, rows 4 to 15.
    asio::awaitable<AuthDecision> decide(protocol::ConnectParams connect, Origin origin, std::string nonce);

private:
    asio::awaitable<AuthDecision> pair(protocol::ConnectParams connect, Origin origin, std::string publicKey,
                                       AuthDecision decision, bool mayPairSilently);
    std::optional<protocol::RpcError> checkDevice(const protocol::ConnectParams& connect, const Origin& origin,
                                                  const std::string& role, const std::string& nonce,
                                                  std::string& rawKey) const;

    Clock& clock_;
    store::Store& store_;
    std::function<const AuthConfig&()> config_;
};

}
