#pragma once

#include <string_view>

namespace openclaw::agent {

/// The extension through which any Pi uses the gateway's tools, as the file that `--extension` names.
std::string_view toolsExtension();

/// The environment variable that names the file with {socket, token}. The reader deletes that file.
inline constexpr const char* toolsFileVariable = "OPENCLAW_TOOLS_FILE";

}
