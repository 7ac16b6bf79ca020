// The built-in agent as a program of its own, for checks that need nothing else of the gateway.
#include "openclaw/pi/PiRpc.hpp"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    return openclaw::pi::runPiCommand(arguments);
}
