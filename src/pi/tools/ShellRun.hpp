#pragma once

#include "pi/tools/Tool.hpp"

namespace openclaw::pi {

struct ShellResult {
    /// The last 2000 lines / 50 KiB of stdout and stderr.
    std::string output;
    bool truncated = false;
    /// The whole output, when it was truncated.
    std::string fullOutputPath;
    std::size_t totalLines = 0;
    std::optional<int> exitCode;
    bool cancelled = false;
    bool timedOut = false;
    /// Why the shell could not be started, else "".
    std::string launchError;
};

struct ShellRequest {
    std::string command;
    std::optional<std::chrono::milliseconds> timeout;
    /// Called with the tail so far, at most every 100 ms.
    std::function<void(const std::string& tail)> onTail;
    /// Called with each new piece.
    std::function<void(const std::string& piece)> onPiece;

    ShellRequest() = default;
    explicit ShellRequest(std::string text) : command(std::move(text)) {}
};

/// Runs a command in a shell of its own session. Timeout and cancellation (terminal) kill the whole process tree.
/// A background process that keeps the output open does not hold the result up.
asio::awaitable<ShellResult> runShell(const ToolServices& services, ShellRequest request);

}
