// Running shell commands: one coroutine reads the output while another waits for the exit, the timeout or the user.
#include "pi/tools/ShellRun.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <boost/asio/steady_timer.hpp>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <sys/stat.h>

namespace openclaw::pi {

namespace {

constexpr std::chrono::milliseconds updateInterval{100};
/// How long output may still come after the shell has ended; only background processes need it.
constexpr std::chrono::milliseconds drainTime{250};

/// Keeps the tail in memory and, once it is more than fits a result, everything in a temporary file.
class OutputKeeper {
public:
    OutputKeeper() = default;
    ~OutputKeeper() {
        if (file_ >= 0)
            ::close(file_);
    }
    OutputKeeper(const OutputKeeper&) = delete;
    OutputKeeper& operator=(const OutputKeeper&) = delete;

    void add(std::string_view bytes) {
        totalBytes_ += bytes.size();
        totalLines_ += static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
        kept_.append(bytes);
        if (file_ < 0 && (totalBytes_ > maxToolBytes || totalLines_ > maxToolLines))
            openFile();
        else if (file_ >= 0)
            writeFile(bytes);
        if (kept_.size() > 4 * maxToolBytes)
            kept_.erase(0, kept_.size() - 2 * maxToolBytes);
    }

    /// The last lines within the limits, as valid UTF-8.
    std::string tail() const {
        std::string_view text = kept_;
        if (text.size() > maxToolBytes) {
            text.remove_prefix(text.size() - maxToolBytes);
            // Start at a line if there is one, else at a character.
            const std::size_t line = text.find('\n');
            if (line != std::string_view::npos && line + 1 < text.size())
                text.remove_prefix(line + 1);
        }
        std::size_t lines = 0;
        std::size_t from = text.size();
        while (from > 0) {
            if (text[from - 1] == '\n' && from < text.size() && ++lines == maxToolLines)
                break;
            --from;
        }
        text.remove_prefix(from);
        while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0) == 0x80)
            text.remove_prefix(1);
        return isValidUtf8(text) ? std::string(text) : sanitizeUtf8(text);
    }

    bool truncated() const { return totalBytes_ > maxToolBytes || totalLines_ > maxToolLines; }
    std::size_t totalLines() const { return totalLines_ + (!kept_.empty() && kept_.back() != '\n' ? 1 : 0); }
    const std::string& path() const { return path_; }

private:
    void openFile() {
        path_ = (std::filesystem::temp_directory_path() / ("pi-bash-" + randomHex(8) + ".log")).string();
        file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (file_ < 0) {
            log::warn("pi", "cannot create {}", path_);
            path_.clear();
            return;
        }
        writeFile(kept_);
    }
    void writeFile(std::string_view bytes) {
        if (file_ >= 0 && ::write(file_, bytes.data(), bytes.size()) < 0)
            log::warn("pi", "cannot write {}", path_);
    }

    std::string kept_;
    std::size_t totalBytes_ = 0;
    std::size_t totalLines_ = 0;
    std::string path_;
    int file_ = -1;
};

/// The state that the reader, the update timer and the waiting coroutine share.
struct RunningShell : std::enable_shared_from_this<RunningShell> {
    RunningShell(const asio::any_io_executor& executor, ShellRequest shellRequest)
        : request(std::move(shellRequest)), timer(executor), closed(executor) {}

    void add(const std::string& piece) {
        output.add(piece);
        if (request.onPiece)
            request.onPiece(isValidUtf8(piece) ? piece : sanitizeUtf8(piece));
        if (request.onTail)
            announce();
    }

    /// At once when the last update is long ago, otherwise when its time has come.
    void announce() {
        if (timerArmed)
            return;
        const auto now = std::chrono::steady_clock::now();
        if (now - lastUpdate >= updateInterval) {
            lastUpdate = now;
            request.onTail(output.tail());
            return;
        }
        timerArmed = true;
        timer.expires_at(lastUpdate + updateInterval);
        timer.async_wait([self = shared_from_this()](boost::system::error_code code) {
            self->timerArmed = false;
            if (!code && !self->finished)
                self->announce();
        });
    }

    ShellRequest request;
    OutputKeeper output;
    asio::steady_timer timer;
    Notifier closed;
    std::chrono::steady_clock::time_point lastUpdate;
    bool timerArmed = false;
    bool outputEnded = false;
    bool finished = false;
};

asio::awaitable<void> readOutput(std::shared_ptr<RunningShell> run, process::ChildProcess& child) {
    for (;;) {
        Result<std::string> piece = co_await child.readOutput();
        if (!piece || piece->empty())
            break;
        run->add(*piece);
    }
    run->outputEnded = true;
    run->closed.notify();
}

asio::awaitable<Result<void>> waitForOutput(std::shared_ptr<RunningShell> run) {
    co_await asio::this_coro::throw_if_cancelled(false);
    bool cancelled = false;
    while (!run->outputEnded && !cancelled) {
        co_await run->closed.wait();
        cancelled = co_await isCancelled();
    }
    const Result<void> done;
    co_return done;
}

process::LaunchSpec shellSpec(const ToolServices& services, const std::string& command) {
    process::LaunchSpec spec;
    const bool hasBash = ::access("/bin/bash", X_OK) == 0;
    spec.command.push_back(hasBash ? "/bin/bash" : "/bin/sh");
    spec.command.push_back("-c");
    spec.command.push_back(command);
    spec.workingDirectory = services.workingDirectory.string();
    spec.environment = services.environment;
    spec.wantsInput = false;
    spec.mergeStderr = true;
    return spec;
}

}

asio::awaitable<ShellResult> runShell(const ToolServices& services, ShellRequest request) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    ShellResult result;
    Result<std::unique_ptr<process::ChildProcess>> launched =
        services.launcher.launch(shellSpec(services, request.command));
    if (!launched) {
        result.launchError = launched.error().message;
        co_return result;
    }
    const std::unique_ptr<process::ChildProcess> child = std::move(*launched);
    const std::optional<std::chrono::milliseconds> timeout = request.timeout;
    auto run = std::make_shared<RunningShell>(executor, std::move(request));
    TaskGroup reader(executor);
    reader.spawn("shell output", readOutput(run, *child));

    Result<process::ExitStatus> status = Error(Errc::internal, "not awaited yet");
    if (timeout)
        status = co_await withTimeout(*timeout, child->wait());
    else
        status = co_await child->wait();
    if (!status) {
        result.cancelled = co_await isCancelled();
        result.timedOut = !result.cancelled;
        process::killTree(child->pid(), SIGKILL);
    } else if (status->signal != 0) {
        result.exitCode = 128 + status->signal;
    } else {
        result.exitCode = status->code;
    }
    if (!run->outputEnded)
        co_await withTimeout(drainTime, waitForOutput(run));
    run->finished = true;
    run->timer.cancel();
    reader.cancel();
    co_await reader.join();

    result.output = run->output.tail();
    result.truncated = run->output.truncated();
    result.totalLines = run->output.totalLines();
    if (result.truncated)
        result.fullOutputPath = run->output.path();
    co_return result;
}

}
