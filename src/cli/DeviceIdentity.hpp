#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/core/secret.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// The key pair by which gateways know this machine's command line (state.md 4.1) and the tokens they gave it (4.2).
namespace openclaw::cli {

struct DeviceIdentity {
    /// Hex SHA-256 of the public key.
    std::string deviceId;
    /// Raw 32 bytes each.
    std::string publicKey;
    Secret privateSeed;
};

/// Reads the identity file; makes one (0600) when there is none or when it holds no usable keys.
Result<DeviceIdentity> loadOrCreateIdentity(const std::filesystem::path& file, std::int64_t nowMs);

/// The token a gateway issued for a role, "" when there is none for this device.
Secret readDeviceToken(const std::filesystem::path& file, const std::string& deviceId, const std::string& role);
/// Keeps a token; writes only when it changed.
Result<void> storeDeviceToken(const std::filesystem::path& file,
                              const std::string& deviceId,
                              const std::string& role,
                              const std::string& token,
                              std::vector<std::string> scopes,
                              std::int64_t nowMs);

}
