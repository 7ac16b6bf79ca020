#pragma once

#include "openclaw/core/async.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace openclaw::process {

struct LaunchSpec {
    std::vector<std::string> command;   // command[0] is looked up in PATH when it has no slash
    std::string workingDirectory;       // "" = inherit
    /// The child's whole environment; nothing is inherited.
    std::map<std::string, std::string> environment;
    /// stdin stays open for write(); otherwise it is /dev/null.
    bool wantsInput = true;
    /// Merge stderr into stdout (for shell tools).
    bool mergeStderr = false;
};

struct ExitStatus {
    int code = 0;      // valid when signal is 0
    int signal = 0;
    /// "exit code 3", "killed by SIGKILL"
    std::string describe() const;
};

/// A running child in its own session and process group. Destroying it kills the whole group. Until then its process
/// id stays reserved (an ended child is a zombie), so that signalGroup() can never hit a stranger.
/// Every awaitable: cancellation terminal.
class ChildProcess {
public:
    virtual ~ChildProcess() = default;
    virtual int pid() const = 0;
    /// The next bytes of stdout (at most 64 KiB), "" at end of file.
    virtual asio::awaitable<Result<std::string>> readOutput() = 0;
    /// The last 8 KiB of stderr so far (drained continuously, never blocks the child).
    virtual std::string stderrTail() const = 0;
    /// Writes everything or fails with Errc::closed; waits while the pipe is full. Concurrent writes keep their order
    /// and never mix. Cancelling a write that has begun closes the input, because half a line was sent.
    virtual asio::awaitable<Result<void>> write(std::string bytes) = 0;
    virtual void closeInput() = 0;
    /// Signal to the process group.
    virtual void signalGroup(int signal) = 0;
    /// Waits for the exit. May be awaited several times.
    virtual asio::awaitable<Result<ExitStatus>> wait() = 0;
};

/// The seam for starting programs.
class Launcher {
public:
    virtual ~Launcher() = default;
    /// Errc::notFound when the program does not exist, Errc::unavailable when no process can be made.
    virtual Result<std::unique_ptr<ChildProcess>> launch(LaunchSpec spec) = 0;
};

/// Real processes, started with posix_spawn in a session of their own; they inherit no file but their three standard
/// streams. The process ignores SIGPIPE from then on.
std::unique_ptr<Launcher> makeLauncher(asio::any_io_executor executor);

/// Makes this process adopt orphaned grandchildren (PR_SET_CHILD_SUBREAPER), so that killTree can find them.
void becomeSubreaper();
/// Sends `signal` to `pid`, to every descendant of it and to every member of its session, including those that left its
/// process group; reaps orphans that this process has adopted and that have ended.
void killTree(int pid, int signal);

/// Splits a byte stream at LF; strips one trailing CR. Sans-I/O.
class LineSplitter {
public:
    explicit LineSplitter(std::size_t maxLineBytes) : maxLineBytes_(maxLineBytes) {}
    /// Adds bytes; call next() until it is empty before adding more. A line over the limit is dropped up to its LF
    /// and counted.
    void push(std::string_view bytes);
    /// The next complete line.
    std::optional<std::string> next();
    /// Bytes after the last LF, handed out once at end of input.
    std::string takeRest();
    std::size_t droppedLines() const { return droppedLines_; }

private:
    std::size_t maxLineBytes_;
    std::string buffer_;
    std::size_t start_ = 0;
    std::size_t scanned_ = 0;
    bool skipping_ = false;
    std::size_t droppedLines_ = 0;
};

}
