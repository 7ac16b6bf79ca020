#pragma once

#include "openclaw/core/environment.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

/// Where things are, from the environment alone (config.md 1).
namespace openclaw::config {

inline constexpr std::uint16_t defaultGatewayPort = 18789;

std::filesystem::path stateDirectory(const Environment& environment);
std::filesystem::path configFile(const Environment& environment);
std::filesystem::path credentialsDirectory(const Environment& environment);
std::filesystem::path defaultAgentDirectory(const Environment& environment);
/// The workspace of the default agent; with a profile P it is ~/.openclaw/workspace-P. Not below the state folder.
std::filesystem::path defaultWorkspace(const Environment& environment);
/// Files that stay below the home directory whatever the state folder is.
std::filesystem::path deviceIdentityFile(const Environment& environment);
std::filesystem::path execApprovalsFile(const Environment& environment);
std::filesystem::path defaultCanvasRoot(const Environment& environment);

/// OPENCLAW_GATEWAY_PORT, then `configured`, then 18789.
std::uint16_t gatewayPort(const Environment& environment, std::optional<std::int64_t> configured);
/// Ports derived from the gateway's; a value outside 1-65535 falls back to the defaults of the reference.
std::uint16_t bridgePort(std::uint16_t gatewayPort);
std::uint16_t browserControlPort(std::uint16_t gatewayPort);
std::uint16_t canvasPort(std::uint16_t gatewayPort);

/// Fills in what --profile or --dev stand for; variables that are set win.
void applyProfile(Environment& environment, std::string_view profile);
void applyDevProfile(Environment& environment);

}
