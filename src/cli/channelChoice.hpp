#pragma once

#include "cli/CommandLine.hpp"
#include "cli/Context.hpp"

#include <string>
#include <vector>

namespace openclaw::cli {

/// Channels that the configuration (or the environment) gives an account, plugins included.
std::vector<std::string> configuredChannels(Context& context);

/// --channel, else the only configured one. Errc::invalidInput with the reference's words.
Result<std::string> chooseChannel(Context& context, const Arguments& arguments);

}
