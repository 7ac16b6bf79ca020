#pragma once

#include "cli/CommandLine.hpp"

#include <string>

namespace openclaw::cli {

Command dashboardCommand();

/// The page of this machine's gateway with its token in the fragment, which browsers never send. Without a
/// token that belongs to the gateway: the page alone.
std::string dashboardUrl(Context& context);

}
