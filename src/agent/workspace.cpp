// Seeds and reads workspaces.
#include "openclaw/agent/workspace.hpp"

#include "agent/templates.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>

namespace openclaw::agent {

namespace {

/// Far above what is put into a prompt; keeps a mistaken log file from being read.
constexpr std::size_t maxBootstrapBytes = 2 * 1024 * 1024;
constexpr std::string_view firstConversation = "BOOTSTRAP.md";

bool isThere(const std::filesystem::path& path) {
    std::error_code failure;
    return std::filesystem::symlink_status(path, failure).type() != std::filesystem::file_type::not_found;
}

prompt::BootstrapFile readOne(const std::filesystem::path& workspace, std::string_view name) {
    prompt::BootstrapFile file;
    file.name = std::string(name);
    file.path = (workspace / name).string();
    const Result<std::string> content = readFile(file.path, maxBootstrapBytes);
    if (content)
        file.content = sanitizeUtf8(*content);
    else if (content.error().is(Errc::notFound))
        file.isMissing = true;
    else
        file.content = "[not read: " + content.error().message + "]";
    return file;
}

}

Result<bool> seedWorkspace(const std::filesystem::path& workspace) {
    if (const Result<void> folder = ensurePrivateDirectory(workspace); !folder) return folder.error();
    const auto templates = workspaceTemplates();
    const bool isNew = std::none_of(templates.begin(), templates.end(), [&](const WorkspaceTemplate& file) {
        return file.name != firstConversation && isThere(workspace / file.name);
    });
    for (const WorkspaceTemplate& file : templates) {
        if (file.name == firstConversation && !isNew) continue;
        const Result<bool> made = createFileAtomically(workspace / file.name, file.content);
        if (!made) return made.error();
    }
    return isNew;
}

std::vector<prompt::BootstrapFile> readBootstrapFiles(const std::filesystem::path& workspace) {
    std::vector<prompt::BootstrapFile> files;
    for (const WorkspaceTemplate& known : workspaceTemplates()) {
        prompt::BootstrapFile file = readOne(workspace, known.name);
        // The first conversation is over once its file is gone: nothing is missing then.
        if (known.name == firstConversation && file.isMissing) continue;
        files.push_back(std::move(file));
    }
    for (const char* name : {"MEMORY.md", "memory.md"}) {
        prompt::BootstrapFile file = readOne(workspace, name);
        std::error_code failure;
        const bool isRepeated = !files.empty() && std::filesystem::equivalent(files.back().path, file.path, failure);
        if (!file.isMissing && !isRepeated) files.push_back(std::move(file));
    }
    return files;
}

}
