// The program: everything is decided by the command line.
#include "openclaw/cli/Cli.hpp"

int main(int argc, char** argv) {
    return openclaw::cli::run(argc, argv);
}
