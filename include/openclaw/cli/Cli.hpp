#pragma once

namespace openclaw::cli {

/// Runs one command of the program `openclaw` and returns its exit code (spec cli.md): 0 success, 1 failure, 2 for
/// bad profile flags. Output goes to stdout, everything about failures to stderr.
int run(int argc, char** argv);

}
