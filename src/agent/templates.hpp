#pragma once

#include <span>
#include <string_view>

namespace openclaw::agent {

/// A file that new workspaces get.
struct WorkspaceTemplate {
    std::string_view name;
    std::string_view content;
};
/// In the order of the prompt; BOOTSTRAP.md comes last.
std::span<const WorkspaceTemplate> workspaceTemplates();

}
