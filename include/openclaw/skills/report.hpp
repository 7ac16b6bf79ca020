#pragma once

#include "openclaw/skills/skills.hpp"

namespace openclaw::skills {

/// What `skills.status` answers (spec gateway-methods.md §10): every skill that is found, whether it can work
/// here and what is missing. Reads files and looks for programs: not for the main thread.
Json skillsReport(const Json& config,
                  const Environment& environment,
                  const std::filesystem::path& stateDirectory,
                  const std::filesystem::path& workspace);

}
