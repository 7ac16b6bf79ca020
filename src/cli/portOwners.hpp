#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace openclaw::cli {

/// A process that listens on a TCP port.
struct PortOwner {
    /// 0 when it belongs to somebody else.
    int pid = 0;
    std::string command;
    std::string commandLine;
};

/// Who listens on the port, any address; several entries when it is shared.
std::vector<PortOwner> listenersOn(std::uint16_t port);

/// Asks the listeners to end (SIGTERM), kills them after 700 ms and waits at most 2 s. True when the port is free.
bool freePort(std::uint16_t port);

}
