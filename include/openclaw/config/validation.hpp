#pragma once

#include "openclaw/config/json5.hpp"
#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"

#include <string>
#include <vector>

namespace openclaw::config {

/// One remark about a configuration. `path` is dotted with array indexes as numbers, "" for the root; line and
/// column are 0 when the value has no place in a file.
struct Issue {
    std::string path;
    std::string message;
    int line = 0;
    int column = 0;
    /// The included file the line refers to; empty for the main one.
    std::string file;
};

/// "gateway.port: Invalid input: expected number, received string (line 3)"; "<root>" for an empty path.
std::string describeIssue(const Issue& issue);

/// Errors keep a configuration from being used. Warnings do not: unknown keys are kept and pointed out, names
/// where ids belong are pointed out.
struct Findings {
    std::vector<Issue> errors;
    std::vector<Issue> warnings;
    /// Keys of older versions; each is among the errors too.
    std::vector<Issue> legacy;
};

/// Checks a substituted configuration in stages (config.md 5): legacy keys, then types, then rules across keys;
/// a stage with errors ends the check. `location` may describe the same value, or be empty.
Findings validate(const Json& config, const Location& location, const Environment& environment);

/// A value with the defaults of config.md 6.1 filled in. `fileExists` decides about the one default that depends
/// on it.
Json withDefaults(Json config, bool fileExists);

/// Milliseconds of "30m", "1h", "90s", "500ms"; a bare number means minutes. nullopt when it is none of these.
std::optional<std::int64_t> parseDurationMs(std::string_view text);

}
