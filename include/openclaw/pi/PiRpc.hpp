#pragma once

#include <string>
#include <vector>

namespace openclaw::pi {

/// `openclaw pi …`: the built-in agent, speaking Pi's RPC protocol on stdin and stdout until stdin ends or a signal
/// comes. `arguments` follow the word "pi". Returns the exit code: 0 after the end of input, 1 for a bad command line
/// (reason on stderr), 128 + signal after a signal.
int runPiCommand(const std::vector<std::string>& arguments);

}
