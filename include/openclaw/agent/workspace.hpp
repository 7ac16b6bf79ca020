#pragma once

#include "openclaw/core/error.hpp"
#include "openclaw/prompt/system.hpp"

#include <filesystem>
#include <vector>

/// The folder in which an agent works, and the files in it that make up its prompt. Everything here reads and writes
/// files: not for the main thread.
namespace openclaw::agent {

/// Creates the folder and the files that a workspace is expected to have. Nothing that exists is changed.
/// BOOTSTRAP.md, the first conversation, is only made when none of the others was there. True when the workspace is
/// new.
Result<bool> seedWorkspace(const std::filesystem::path& workspace);

/// AGENTS, SOUL, TOOLS, IDENTITY, USER, HEARTBEAT and BOOTSTRAP (this one only if it is there), then MEMORY.md or
/// memory.md if there is one. A file that cannot be read says why in place of its content.
std::vector<prompt::BootstrapFile> readBootstrapFiles(const std::filesystem::path& workspace);

}
