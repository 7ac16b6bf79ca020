#pragma once

#include "openclaw/config/validation.hpp"

namespace openclaw::config {

/// Collects remarks of one stage and looks up the line each belongs to.
class Reporter {
public:
    using Path = std::vector<std::string>;

    Reporter(Findings& findings, const Location& location) : findings_(findings), location_(location) {}
    void error(const Path& path, std::string message);
    void warn(const Path& path, std::string message);
    void legacy(const Path& path, std::string message);
    bool hasErrors() const { return !findings_.errors.empty(); }

private:
    Issue makeIssue(const Path& path, std::string message) const;

    Findings& findings_;
    const Location& location_;
};

/// Stage 1: keys that older versions used.
void checkLegacyKeys(const Json& config, Reporter& report);
/// Stage 2: types and ranges by the key table; unknown keys become warnings.
void checkTypes(const Json& config, Reporter& report);
/// Stage 3: rules across keys of channels, tools, agents and messages.
void checkRules(const Json& config, Reporter& report);
/// Stage 4 to 6: agent folders, avatars, channel and plugin names.
void checkReferences(const Json& config, const Environment& environment, Reporter& report);

}
