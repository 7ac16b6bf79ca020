// Finds listeners the way ss does: /proc/net/tcp names the socket's inode, /proc/<pid>/fd names its owner.
#include "cli/portOwners.hpp"

#include "openclaw/core/strings.hpp"

#include <csignal>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace openclaw::cli {

namespace {

namespace fs = std::filesystem;

std::set<std::string> listeningInodes(const char* table, std::uint16_t port) {
    std::set<std::string> inodes;
    std::ifstream lines(table);
    std::string line;
    std::getline(lines, line);   // the header
    while (std::getline(lines, line)) {
        std::istringstream fields(line);
        std::string slot, local, remote, state, queues, timer, retransmits, owner, timeout, inode;
        fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> owner >> timeout >> inode;
        const std::size_t colon = local.rfind(':');
        unsigned number = 0;
        if (state != "0A" || colon == std::string::npos)
            continue;
        std::from_chars(local.data() + colon + 1, local.data() + local.size(), number, 16);
        if (number == port)
            inodes.insert("socket:[" + inode + "]");
    }
    return inodes;
}

bool ownsAny(const fs::path& process, const std::set<std::string>& sockets) {
    std::error_code failed;
    for (fs::directory_iterator entry(process / "fd", failed), end; !failed && entry != end; entry.increment(failed)) {
        std::error_code gone;
        if (sockets.contains(fs::read_symlink(entry->path(), gone).string()))
            return true;
    }
    return false;
}

std::string readLine(const fs::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

}

std::vector<PortOwner> listenersOn(std::uint16_t port) {
    std::set<std::string> sockets = listeningInodes("/proc/net/tcp", port);
    sockets.merge(listeningInodes("/proc/net/tcp6", port));
    std::vector<PortOwner> owners;
    if (sockets.empty())
        return owners;
    std::error_code failed;
    for (fs::directory_iterator entry("/proc", failed), end; !failed && entry != end; entry.increment(failed)) {
        const auto pid = parseInteger(entry->path().filename().string());
        if (!pid || !ownsAny(entry->path(), sockets))
            continue;
        PortOwner owner;
        owner.pid = static_cast<int>(*pid);
        owner.command = readLine(entry->path() / "comm");
        owner.commandLine = replaceAll(readLine(entry->path() / "cmdline"), std::string_view("\0", 1), " ");
        owners.push_back(std::move(owner));
    }
    if (owners.empty())
        owners.emplace_back();
    return owners;
}

bool freePort(std::uint16_t port) {
    constexpr std::chrono::milliseconds patience{700};
    constexpr std::chrono::milliseconds budget{2000};
    constexpr std::chrono::milliseconds pause{50};
    const auto signalAll = [&](int signal) {
        for (const PortOwner& owner : listenersOn(port)) {
            if (owner.pid > 1 && owner.pid != ::getpid())
                ::kill(owner.pid, signal);
        }
    };
    signalAll(SIGTERM);
    bool hasKilled = false;
    for (std::chrono::milliseconds waited{0}; waited < budget; waited += pause) {
        if (listenersOn(port).empty())
            return true;
        if (waited >= patience && !hasKilled) {
            signalAll(SIGKILL);
            hasKilled = true;
        }
        std::this_thread::sleep_for(pause);   // another process's exit has no event to wait for
    }
    return listenersOn(port).empty();
}

}
