// What the tools share: outcomes and paths.
#include "pi/tools/Tool.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::pi {

ToolOutcome ToolOutcome::text(std::string_view text) {
    ToolOutcome outcome;
    outcome.content.push_back(Json{{"type", "text"}, {"text", text}});
    return outcome;
}

ToolOutcome ToolOutcome::failure(std::string_view text) {
    ToolOutcome outcome = ToolOutcome::text(text);
    outcome.details = Json::object();
    outcome.isError = true;
    return outcome;
}

std::filesystem::path resolveToolPath(const ToolServices& services, std::string_view path) {
    if (path.starts_with('@'))
        path.remove_prefix(1);
    const auto home = services.environment.find("HOME");
    if (home != services.environment.end() && (path == "~" || path.starts_with("~/")))
        return (std::filesystem::path(home->second) / path.substr(path == "~" ? 1 : 2)).lexically_normal();
    return (services.workingDirectory / path).lexically_normal();
}

}
