// Child processes on Asio: posix_spawn in a new session, three pipes, and a pidfd that becomes readable at the exit.
// The process id is collected only when its ChildProcess goes away, so signals to the group never hit a stranger.
#include "openclaw/process/ChildProcess.hpp"

#include "process/process_tree.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace openclaw::process {

namespace {

constexpr std::size_t readChunkBytes = 64 * 1024;
constexpr std::size_t stderrTailBytes = 8 * 1024;
constexpr char defaultPath[] = "/usr/local/bin:/usr/bin:/bin";

std::string describeErrno(int code) { return std::error_code(code, std::generic_category()).message(); }

/// A file descriptor that closes itself.
class Fd {
public:
    Fd() = default;
    explicit Fd(int value) : value_(value) {}
    Fd(Fd&& other) noexcept : value_(other.release()) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other)
            reset(other.release());
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return value_; }
    int release() {
        const int value = value_;
        value_ = -1;
        return value;
    }
    void reset(int value = -1) {
        if (value_ >= 0)
            ::close(value_);
        value_ = value;
    }
    /// Moves the descriptor out of 0..2, so that wiring the child's standard streams cannot overwrite it.
    void keepClearOfStandardStreams() {
        if (value_ >= 0 && value_ <= 2)
            reset(fcntl(value_, F_DUPFD_CLOEXEC, 3));
    }

private:
    int value_ = -1;
};

struct Pipe {
    Fd readEnd;
    Fd writeEnd;

    bool open() {
        int ends[2] = {-1, -1};
        if (pipe2(ends, O_CLOEXEC) != 0)
            return false;
        readEnd.reset(ends[0]);
        writeEnd.reset(ends[1]);
        readEnd.keepClearOfStandardStreams();
        writeEnd.keepClearOfStandardStreams();
        return true;
    }
};

/// Everything that may outlive the ChildProcess by one completion handler.
struct ProcessState : std::enable_shared_from_this<ProcessState> {
    explicit ProcessState(const asio::any_io_executor& executor)
        : input(executor), output(executor), errors(executor), exit(executor), inputFree(executor), exited(executor) {}
    ~ProcessState() { collect(); }

    void drainErrors() {
        errors.async_read_some(asio::buffer(errorChunk),
            [self = shared_from_this()](boost::system::error_code code, std::size_t count) {
                if (code)
                    return;
                self->keepErrors(std::string_view(self->errorChunk.data(), count));
                self->drainErrors();
            });
    }

    void keepErrors(std::string_view bytes) {
        errorTail.append(bytes);
        if (errorTail.size() > 2 * stderrTailBytes)
            errorTail.erase(0, errorTail.size() - stderrTailBytes);
    }

    void watchExit() {
        exit.async_wait(asio::posix::descriptor_base::wait_read,
            [self = shared_from_this()](boost::system::error_code code) {
                if (code)
                    return;
                self->noteExit();
                if (!self->status)
                    self->watchExit();
                else if (self->abandoned)
                    self->collect();
            });
    }

    /// Reads the exit status without collecting the process.
    void noteExit() {
        siginfo_t info{};
        if (waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
            // Somebody else collected it: the exit is certain, the status is lost.
            status = ExitStatus{};
            collected = true;
            unregisterChild(pid);
        } else if (info.si_pid == pid) {
            ExitStatus found;
            if (info.si_code == CLD_EXITED)
                found.code = info.si_status;
            else
                found.signal = info.si_status;
            status = found;
        } else {
            return;
        }
        exited.notify();
    }

    void collect() {
        if (collected || pid <= 0)
            return;
        if (waitpid(pid, nullptr, WNOHANG) != 0)
            collected = true;
        if (collected)
            unregisterChild(pid);
    }

    int pid = -1;
    asio::posix::stream_descriptor input;
    asio::posix::stream_descriptor output;
    asio::posix::stream_descriptor errors;
    asio::posix::stream_descriptor exit;
    Notifier inputFree;
    Notifier exited;
    bool writing = false;
    bool abandoned = false;
    bool collected = false;
    std::optional<ExitStatus> status;
    std::string errorTail;
    std::array<char, 4096> errorChunk{};
    std::string readChunk;
};

class PosixChild final : public ChildProcess {
public:
    explicit PosixChild(std::shared_ptr<ProcessState> state) : state_(std::move(state)) {}
    ~PosixChild() override {
        state_->abandoned = true;
        if (!state_->collected)
            kill(-state_->pid, SIGKILL);
        boost::system::error_code ignored;
        state_->input.close(ignored);
        state_->output.close(ignored);
        state_->errors.close(ignored);
        state_->collect();
        // A child that is still dying keeps its exit watch, which collects it.
        if (state_->collected)
            state_->exit.close(ignored);
        reapOrphans();
    }

    int pid() const override { return state_->pid; }

    asio::awaitable<Result<std::string>> readOutput() override {
        const std::shared_ptr<ProcessState> state = state_;
        if (!state->output.is_open())
            co_return std::string();
        state->readChunk.resize(readChunkBytes);
        const auto buffer = asio::buffer(state->readChunk);
        const auto [code, count] = co_await state->output.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
        if (code == asio::error::operation_aborted)
            co_return Error(Errc::cancelled, "reading from the process was cancelled");
        if (code)
            co_return std::string();
        co_return state->readChunk.substr(0, count);
    }

    std::string stderrTail() const override {
        const std::string& tail = state_->errorTail;
        return tail.size() > stderrTailBytes ? tail.substr(tail.size() - stderrTailBytes) : tail;
    }

    asio::awaitable<Result<void>> write(std::string bytes) override {
        const std::shared_ptr<ProcessState> state = state_;
        while (state->writing) {
            co_await state->inputFree.wait();
            const bool cancelled = co_await isCancelled();
            if (cancelled)
                co_return Error(Errc::cancelled, "writing to the process was cancelled");
        }
        if (!state->input.is_open())
            co_return Error(Errc::closed, "the input of the process is closed");
        state->writing = true;
        const auto buffer = asio::buffer(bytes);
        const auto [code, count] = co_await asio::async_write(state->input, buffer, asio::as_tuple(asio::use_awaitable));
        state->writing = false;
        if (code) {
            boost::system::error_code ignored;
            state->input.close(ignored);
        }
        state->inputFree.notify();
        if (code == asio::error::operation_aborted)
            co_return Error(Errc::cancelled, "writing to the process was cancelled");
        if (code)
            co_return Error(Errc::closed, "the process does not read its input any more");
        co_return Result<void>();
    }

    void closeInput() override {
        boost::system::error_code ignored;
        state_->input.close(ignored);
    }

    void signalGroup(int signal) override {
        if (!state_->collected)
            kill(-state_->pid, signal);
    }

    asio::awaitable<Result<ExitStatus>> wait() override {
        const std::shared_ptr<ProcessState> state = state_;
        while (!state->status) {
            co_await state->exited.wait();
            if (!state->status && co_await isCancelled())
                co_return Error(Errc::cancelled, "waiting for the process was cancelled");
        }
        co_return *state->status;
    }

private:
    std::shared_ptr<ProcessState> state_;
};

/// The program file for command[0]; names without a slash are searched in the child's own PATH.
Result<std::string> findProgram(const LaunchSpec& spec) {
    if (spec.command.empty() || spec.command.front().empty())
        return Error(Errc::invalidInput, "no program to start");
    const std::string& name = spec.command.front();
    if (name.find('/') != std::string::npos)
        return name;
    const auto path = spec.environment.find("PATH");
    std::string folders = path == spec.environment.end() ? std::string(defaultPath) : path->second;
    folders += ':';
    for (std::size_t start = 0; start < folders.size();) {
        const std::size_t end = folders.find(':', start);
        const std::string candidate = folders.substr(start, end - start) + '/' + name;
        struct stat info{};
        const bool isProgram = end > start && stat(candidate.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
                               access(candidate.c_str(), X_OK) == 0;
        if (isProgram)
            return candidate;
        start = end + 1;
    }
    return Error(Errc::notFound, "program " + name + " not found in PATH");
}

/// Owns the C structures that posix_spawn reads.
class SpawnPlan {
public:
    SpawnPlan() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
        sigset_t all;
        sigset_t none;
        sigfillset(&all);
        sigemptyset(&none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_,
            static_cast<short>(POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    void connect(int descriptor, int standardStream) {
        posix_spawn_file_actions_adddup2(&actions_, descriptor, standardStream);
    }
    void readNothing() { posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0); }
    void changeDirectory(const std::string& path) { posix_spawn_file_actions_addchdir_np(&actions_, path.c_str()); }
    void closeOthers() { posix_spawn_file_actions_addclosefrom_np(&actions_, 3); }

    /// 0 or an errno value.
    int run(const std::string& program, const LaunchSpec& spec, int& pid) {
        std::vector<std::string> variables;
        for (const auto& [name, value] : spec.environment)
            variables.push_back(name + '=' + value);
        std::vector<char*> environment = toPointers(variables);
        std::vector<std::string> words = spec.command;
        std::vector<char*> arguments = toPointers(words);
        return posix_spawn(&pid, program.c_str(), &actions_, &attributes_, arguments.data(), environment.data());
    }

private:
    static std::vector<char*> toPointers(std::vector<std::string>& strings) {
        std::vector<char*> pointers;
        for (std::string& text : strings)
            pointers.push_back(text.data());
        pointers.push_back(nullptr);
        return pointers;
    }

    posix_spawn_file_actions_t actions_;
    posix_spawnattr_t attributes_;
};

class PosixLauncher final : public Launcher {
public:
    explicit PosixLauncher(asio::any_io_executor executor) : executor_(std::move(executor)) {
        // A child that stops reading must be an error of write(), not our death.
        ::signal(SIGPIPE, SIG_IGN);
    }

    Result<std::unique_ptr<ChildProcess>> launch(LaunchSpec spec) override {
        reapOrphans();
        const Result<std::string> program = findProgram(spec);
        if (!program)
            return program.error();
        struct stat directory{};
        if (!spec.workingDirectory.empty() &&
            (stat(spec.workingDirectory.c_str(), &directory) != 0 || !S_ISDIR(directory.st_mode)))
            return Error(Errc::notFound, "working directory " + spec.workingDirectory + " does not exist");

        Pipe input;
        Pipe output;
        Pipe errors;
        const bool opened = (!spec.wantsInput || input.open()) && output.open() && (spec.mergeStderr || errors.open());
        if (!opened)
            return Error(Errc::unavailable, "cannot create a pipe: " + describeErrno(errno));

        SpawnPlan plan;
        if (spec.wantsInput)
            plan.connect(input.readEnd.get(), STDIN_FILENO);
        else
            plan.readNothing();
        plan.connect(output.writeEnd.get(), STDOUT_FILENO);
        plan.connect(spec.mergeStderr ? output.writeEnd.get() : errors.writeEnd.get(), STDERR_FILENO);
        plan.closeOthers();
        if (!spec.workingDirectory.empty())
            plan.changeDirectory(spec.workingDirectory);

        int pid = -1;
        const int failure = plan.run(*program, spec, pid);
        if (failure == ENOENT || failure == ENOTDIR)
            return Error(Errc::notFound, "program " + *program + " not found");
        if (failure != 0)
            return Error(Errc::unavailable, "cannot start " + *program + ": " + describeErrno(failure));
        registerChild(pid);
        return adopt(pid, std::move(input), std::move(output), std::move(errors));
    }

private:
    Result<std::unique_ptr<ChildProcess>> adopt(int pid, Pipe input, Pipe output, Pipe errors) {
        Fd exit(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
        if (exit.get() < 0) {
            const std::string reason = describeErrno(errno);
            kill(-pid, SIGKILL);
            waitpid(pid, nullptr, 0);
            unregisterChild(pid);
            return Error(Errc::unavailable, "cannot watch the new process: " + reason);
        }
        auto state = std::make_shared<ProcessState>(executor_);
        state->pid = pid;
        state->exit.assign(exit.release());
        state->output.assign(output.readEnd.release());
        if (input.writeEnd.get() >= 0)
            state->input.assign(input.writeEnd.release());
        if (errors.readEnd.get() >= 0) {
            state->errors.assign(errors.readEnd.release());
            state->drainErrors();
        }
        state->watchExit();
        return std::unique_ptr<ChildProcess>(std::make_unique<PosixChild>(std::move(state)));
    }

    asio::any_io_executor executor_;
};

}

std::string ExitStatus::describe() const {
    if (signal == 0)
        return "exit code " + std::to_string(code);
    const char* const name = sigabbrev_np(signal);
    return name ? "killed by SIG" + std::string(name) : "killed by signal " + std::to_string(signal);
}

std::unique_ptr<Launcher> makeLauncher(asio::any_io_executor executor) {
    return std::make_unique<PosixLauncher>(std::move(executor));
}

}
