#pragma once

#include "openclaw/channels/registry.hpp"
#include "openclaw/plugins/Manifest.hpp"

#include <string>
#include <vector>

namespace openclaw::plugins {

/// One plugin as `openclaw plugins list` shows it.
struct PluginEntry {
    Manifest manifest;
    /// "bundled" (in the binary), "global" (the state folder) or "config" (plugins.load.paths).
    std::string origin;
    bool isEnabled = false;
    /// "loaded", "disabled" or "error".
    std::string status;
    /// Why it is disabled or in error.
    std::string reason;
};

/// Every plugin in reach. A bundled one is on unless it is denied; one that runs a program is on only when
/// plugins.entries.<id>.enabled says so, because that is the owner's decision. An id counts once, bundled ones first.
std::vector<PluginEntry> discoverPlugins(const Json& configRoot, const Environment& environment,
                                         const std::filesystem::path& stateDirectory);

/// Where `plugins install` puts plugins.
std::filesystem::path pluginDirectory(const std::filesystem::path& stateDirectory);

/// Every account of every channel: those of the house, and those of plugins that are on.
std::vector<std::unique_ptr<channels::Channel>> makeChannels(const config::Config& config, channels::ChannelContext context);

}
