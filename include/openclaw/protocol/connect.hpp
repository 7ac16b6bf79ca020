#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/protocol/Schema.hpp"

#include <optional>
#include <string>
#include <vector>

namespace openclaw::protocol {

/// The identity a client proves with a signature.
struct DeviceProof {
    std::string id;
    std::string publicKey;   // as sent: base64url, base64 or PEM
    std::string signature;
    std::int64_t signedAt = 0;
    std::string nonce;       // "" when absent
};

/// The params of `connect` (docs/protocol.md).
struct ConnectParams {
    int minProtocol = 0;
    int maxProtocol = 0;
    std::string clientId;
    std::string clientMode;
    std::string clientVersion;
    std::string platform;
    std::string displayName;
    std::string deviceFamily;
    std::string modelIdentifier;
    std::string instanceId;
    std::string role;        // as sent, "" when absent
    std::vector<std::string> scopes;
    std::vector<std::string> caps;
    std::vector<std::string> commands;
    Json permissions = Json::object();
    std::string pathEnv;
    std::optional<DeviceProof> device;
    std::string token;
    std::string password;
    bool hasToken = false;
    bool hasPassword = false;
};

const Schema& connectSchema();
/// Must have passed connectSchema().
ConnectParams decodeConnectParams(const Json& params);

/// The raw 32 key bytes of a device's public key in any accepted spelling.
Result<std::string> decodePublicKey(const std::string& text);

/// The text a device signs: v2 when it has a nonce, else v1.
std::string signedText(const ConnectParams& connect, const std::string& role);

}
