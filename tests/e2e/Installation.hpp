#pragma once

#include "support/ProcessRunner.hpp"
#include "support/TempDir.hpp"

#include <memory>

namespace openclaw::testing {

/// A port that was free a moment ago; the system does not hand it out again soon.
int freePort();

inline bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A home directory of its own with a configured gateway port.
class Installation {
public:
    Installation();

    /// `openclaw <arguments>`, run to its end.
    ProcessResult run(const std::vector<std::string>& arguments) const;
    /// A gateway that has said that it listens.
    std::unique_ptr<Process> startGateway(const std::vector<std::string>& arguments = {}) const;
    std::unique_ptr<Process> start(const std::vector<std::string>& arguments) const;

    std::filesystem::path stateDirectory() const { return home_ / ".openclaw"; }
    std::filesystem::path configFile() const { return stateDirectory() / "openclaw.json"; }
    int port() const { return port_; }

private:
    std::vector<std::string> command(const std::vector<std::string>& arguments) const;

    TempDir home_;
    std::map<std::string, std::string> environment_;
    int port_ = 0;
};

}
