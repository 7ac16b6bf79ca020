// Isolated installations: nothing of the real home directory or environment is seen.
#include "e2e/Installation.hpp"

#include "openclaw/core/files.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace openclaw::testing {

int freePort() {
    const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool isBound = ::bind(file, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                         ::getsockname(file, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(file);
    if (!isBound) throw std::runtime_error("cannot find a free port");
    return ntohs(address.sin_port);
}

Installation::Installation() : port_(freePort()) {
    environment_ = {
        {"HOME", home_.path().string()}, {"PATH", "/usr/bin:/bin"}, {"TMPDIR", home_.path().string()}};
    const std::string text =
        "{gateway: {mode: \"local\", port: " + std::to_string(port_) + "}, // written by people\n}";
    if (!writeFileAtomically(configFile(), text)) throw std::runtime_error("cannot write the configuration");
}

std::vector<std::string> Installation::command(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {OPENCLAW_PROGRAM};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
}

ProcessResult Installation::run(const std::vector<std::string>& arguments) const {
    return runProcess(command(arguments), environment_);
}

std::unique_ptr<Process> Installation::start(const std::vector<std::string>& arguments) const {
    return std::make_unique<Process>(command(arguments), environment_);
}

std::unique_ptr<Process> Installation::startGateway(const std::vector<std::string>& arguments) const {
    std::vector<std::string> words = {"gateway"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::unique_ptr<Process> gateway = start(words);
    gateway->waitForOutput("listening on ws://127.0.0.1:" + std::to_string(port_));
    gateway->waitForOutput("log file:");
    return gateway;
}

}
