#pragma once

#include "cli/CommandLine.hpp"

#include <filesystem>
#include <vector>

namespace openclaw::cli {

Command resetCommand();
Command uninstallCommand();

/// What "config+creds+sessions" means: the configuration, the credentials folder, the store and the agents' session files.
std::vector<std::filesystem::path> sessionPaths(Context& context);

/// Errc::conflict, with the process, while a gateway runs with this configuration.
Result<void> checkGatewayStopped(Context& context);

/// True for what no command may delete: the root, the home directory, and whatever contains it.
bool isForbiddenToRemove(const std::filesystem::path& path, const std::filesystem::path& home);

/// Deletes the tree but for the paths of `kept`, which may lie deep inside. Links are deleted, not followed.
Result<void> removeTree(const std::filesystem::path& path, const std::vector<std::filesystem::path>& kept);

}
