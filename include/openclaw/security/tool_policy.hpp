#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which tools an agent may use (spec agent-run.md §3).
namespace openclaw::security {

/// Lower case, blanks removed, old names replaced.
std::string normalizeToolName(std::string_view name);
/// Every group replaced by its tools, doubles removed; unknown groups stay.
std::vector<std::string> expandToolGroups(const std::vector<std::string>& names);

/// One layer. An unset list does not restrict.
struct ToolPolicy {
    std::optional<std::vector<std::string>> allow;
    std::optional<std::vector<std::string>> deny;
};
ToolPolicy toolPolicyFromJson(const Json& json);
/// minimal, coding, messaging; nullopt for "full" and unknown names: they do not restrict.
std::optional<ToolPolicy> toolProfile(std::string_view name);
/// What sub-agents may never use, with `tools.subagents.tools` added.
ToolPolicy subagentToolPolicy(const Json& config);

/// One layer's verdict: deny wins, an empty allow list allows, apply_patch follows exec. "*" stands for any
/// text.
bool isToolAllowed(std::string_view tool, const ToolPolicy& policy);

}
