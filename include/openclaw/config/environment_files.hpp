#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace openclaw::config {

/// The assignments of a .env text: NAME=value lines, optional "export ", quotes, # comments.
std::map<std::string, std::string> parseDotEnv(std::string_view text);

/// Loads `<workingDirectory>/.env`, then `<stateDirectory>/.env`; neither overrides what is set. The working
/// directory may be anybody's project, so only known credentials are taken from it (security-decisions.md).
void loadDotEnvFiles(Environment& environment,
                     const std::filesystem::path& workingDirectory,
                     const std::filesystem::path& stateDirectory);

/// True for the credential variables that a login shell or a foreign .env may provide.
bool isCredentialVariable(std::string_view name);

/// Exports `env.vars` and the other string members of a configuration's `env` section, unless set already.
/// Variables that change how programs are loaded (LD_*, NODE_OPTIONS, ...) are refused and returned.
std::vector<std::string> applyEnvSection(const Json& config, Environment& environment);

}
