#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace openclaw::testing {

/// What a finished program left behind.
struct ProcessResult {
    /// The exit code, or 128 + signal.
    int exitCode = -1;
    std::string out;
    std::string err;
};

/// A running program with captured output; killed when the object goes away. Times out by throwing.
class Process {
public:
    /// `environment` is the child's whole environment; `command[0]` is a path.
    Process(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    int pid() const { return pid_; }
    /// Reads until stdout or stderr contains `text` that many times; throws when the program ends or 60 s pass without.
    void waitForOutput(const std::string& text, int times = 1);
    void signal(int number);
    void write(const std::string& text);
    void closeInput();
    /// Reads everything and waits for the end; throws after 60 s.
    ProcessResult finish();

private:
    /// False at the end of both streams.
    bool readMore(std::chrono::steady_clock::time_point deadline);

    int pid_ = -1;
    int input_ = -1;
    int output_ = -1;
    int error_ = -1;
    ProcessResult result_;
};

ProcessResult runProcess(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment);

}
