#include "openclaw/process/ChildProcess.hpp"

#include "support/TempDir.hpp"
#include "support/run_coro.hpp"

#include <gtest/gtest.h>

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace openclaw::process {
namespace {

using namespace openclaw::testing;

asio::awaitable<std::string> readAll(ChildProcess& child) {
    std::string all;
    for (;;) {
        Result<std::string> piece = co_await child.readOutput();
        if (!piece || piece->empty())
            co_return all;
        all += *piece;
    }
}

class ChildProcessTest : public ::testing::Test {
protected:
    static LaunchSpec shell(const std::string& script) {
        LaunchSpec spec;
        spec.command = {"sh", "-c", script};
        spec.environment["PATH"] = "/usr/bin:/bin";
        return spec;
    }
    std::unique_ptr<ChildProcess> start(LaunchSpec spec) { return std::move(launcher->launch(std::move(spec)).value()); }
    ExitStatus waitFor(ChildProcess& child) { return runCoro(io, child.wait()).value(); }
    std::string output(ChildProcess& child) { return runCoro(io, readAll(child)); }

    asio::io_context io;
    std::unique_ptr<Launcher> launcher = makeLauncher(io.get_executor());
};

/// The child reports a process id on its first line.
int firstNumber(const std::string& text) { return std::stoi(text); }

/// Waits for the end of a process that is not our child.
class ExitWatch {
public:
    explicit ExitWatch(int pid) : fd_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}
    ~ExitWatch() { close(fd_); }
    ExitWatch(const ExitWatch&) = delete;
    ExitWatch& operator=(const ExitWatch&) = delete;
    bool sawEnd() const {
        pollfd entry{};
        entry.fd = fd_;
        entry.events = POLLIN;
        return poll(&entry, 1, 10'000) == 1;
    }

private:
    int fd_;
};

/// Blocks until the kernel reports the end of a process that is not our child: its end of the pipe closes.
void expectEndOfFile(int fd) {
    char byte = 0;
    EXPECT_EQ(read(fd, &byte, 1), 0);
}

TEST_F(ChildProcessTest, ReturnsOutputAndExitCode) {
    const auto child = start(shell("printf hello; exit 3"));

    EXPECT_EQ(output(*child), "hello");
    const ExitStatus status = waitFor(*child);
    EXPECT_EQ(status.code, 3);
    EXPECT_EQ(status.describe(), "exit code 3");
}

TEST_F(ChildProcessTest, WaitCanBeRepeated) {
    const auto child = start(shell("exit 4"));

    EXPECT_EQ(waitFor(*child).code, 4);
    EXPECT_EQ(waitFor(*child).code, 4);
}

TEST_F(ChildProcessTest, CarriesMegabytesThroughACopyingChild) {
    const auto child = start(shell("cat"));
    const std::string sent(3 * 1024 * 1024, 'z');
    bool wrote = false;
    TaskGroup tasks(io.get_executor());
    const auto writer = [](ChildProcess& to, std::string bytes, bool& ok) -> asio::awaitable<void> {
        const Result<void> written = co_await to.write(std::move(bytes));
        ok = written.has_value();
        to.closeInput();
    };
    tasks.spawn("writer", writer(*child, sent, wrote));

    const std::string received = output(*child);
    runCoro(io, tasks.join());

    EXPECT_TRUE(wrote);
    EXPECT_EQ(received, sent);
}

TEST_F(ChildProcessTest, KeepsTheOrderOfConcurrentWrites) {
    const auto child = start(shell("cat"));
    const std::string a(300'000, 'a');
    const std::string b(300'000, 'b');
    TaskGroup tasks(io.get_executor());
    const auto writer = [](ChildProcess& to, std::string bytes, bool close) -> asio::awaitable<void> {
        const Result<void> written = co_await to.write(std::move(bytes));
        EXPECT_TRUE(written.has_value());
        if (close)
            to.closeInput();
    };
    tasks.spawn("a", writer(*child, a, false));
    tasks.spawn("b", writer(*child, b, true));

    const std::string received = output(*child);
    runCoro(io, tasks.join());

    EXPECT_EQ(received, a + b);
}

TEST_F(ChildProcessTest, WritingToAnEndedChildIsClosed) {
    const auto child = start(shell("exit 0"));
    waitFor(*child);

    EXPECT_EQ(runCoro(io, child->write("x")).error().code, Errc::closed);
}

TEST_F(ChildProcessTest, KeepsTheTailOfStderrWithoutBlockingTheChild) {
    const auto child = start(shell("i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done"));

    EXPECT_EQ(output(*child), "");
    waitFor(*child);
    io.restart();
    io.poll();

    const std::string tail = child->stderrTail();
    EXPECT_LE(tail.size(), 8U * 1024);
    EXPECT_NE(tail.find("line 19999\n"), std::string::npos);
}

TEST_F(ChildProcessTest, MergesStderrOnRequest) {
    LaunchSpec spec = shell("echo out; echo err >&2");
    spec.mergeStderr = true;

    const auto child = start(spec);

    EXPECT_EQ(output(*child), "out\nerr\n");
}

TEST_F(ChildProcessTest, GivesOnlyTheListedEnvironment) {
    LaunchSpec spec = shell("env | grep -v -e ^PWD -e ^_= -e ^SHLVL -e ^OLDPWD | sort");
    spec.environment["GIVEN"] = "yes";
    setenv("NOT_GIVEN", "1", 1);

    const auto child = start(spec);

    EXPECT_EQ(output(*child), "GIVEN=yes\nPATH=/usr/bin:/bin\n");
}

TEST_F(ChildProcessTest, InheritsNoOtherDescriptor) {
    int leak[2];
    ASSERT_EQ(pipe(leak), 0);

    const auto child = start(shell("ls /proc/self/fd"));

    EXPECT_EQ(output(*child), "0\n1\n2\n3\n");   // 3 is ls reading the folder
    close(leak[0]);
    close(leak[1]);
}

TEST_F(ChildProcessTest, RunsInItsWorkingDirectory) {
    const TempDir folder;
    LaunchSpec spec = shell("pwd");
    spec.workingDirectory = folder.path().string();

    const auto child = start(spec);

    EXPECT_EQ(output(*child), folder.path().string() + "\n");
}

TEST_F(ChildProcessTest, ReadsNothingWithoutInput) {
    LaunchSpec spec = shell("cat; echo done");
    spec.wantsInput = false;

    const auto child = start(spec);

    EXPECT_EQ(output(*child), "done\n");
}

TEST_F(ChildProcessTest, ReportsMissingPrograms) {
    LaunchSpec byName;
    byName.command = {"no-such-program-here"};
    LaunchSpec byPath;
    byPath.command = {"/no/such/program"};
    LaunchSpec badFolder = shell("true");
    badFolder.workingDirectory = "/no/such/folder";

    EXPECT_EQ(launcher->launch(byName).error().code, Errc::notFound);
    EXPECT_EQ(launcher->launch(byPath).error().code, Errc::notFound);
    EXPECT_EQ(launcher->launch(badFolder).error().message, "working directory /no/such/folder does not exist");
}

TEST_F(ChildProcessTest, LeadsItsOwnSession) {
    const auto child = start(shell("read line"));

    EXPECT_EQ(getsid(child->pid()), child->pid());
    EXPECT_EQ(getpgid(child->pid()), child->pid());
}

TEST_F(ChildProcessTest, SignalsTheWholeGroup) {
    const auto child = start(shell("sleep 1000 & echo $!; wait"));
    const std::string line = runCoro(io, child->readOutput()).value();
    ASSERT_FALSE(line.empty());

    const ExitWatch background(firstNumber(line));

    child->signalGroup(SIGKILL);

    EXPECT_EQ(waitFor(*child).signal, SIGKILL);
    EXPECT_EQ(waitFor(*child).describe(), "killed by SIGKILL");
    EXPECT_EQ(output(*child), "");   // end of file: nobody of the group holds the pipe any more
    EXPECT_TRUE(background.sawEnd());
}

TEST_F(ChildProcessTest, DestructionKillsTheGroupAndCollectsTheProcess) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const std::string holder = "/proc/" + std::to_string(getpid()) + "/fd/" + std::to_string(ends[1]);
    auto child = start(shell("exec 9>" + holder + "; echo ready; sleep 1000 & wait"));
    runCoro(io, child->readOutput()).value();
    const int pid = child->pid();
    close(ends[1]);

    child.reset();
    io.restart();
    io.run();

    expectEndOfFile(ends[0]);
    EXPECT_EQ(kill(pid, 0), -1);
    close(ends[0]);
}

TEST_F(ChildProcessTest, KillTreeReachesOtherSessions) {
    const auto child = start(shell("setsid sh -c 'echo $$; exec sleep 1000' & wait"));
    const std::string line = runCoro(io, child->readOutput()).value();
    const int escaped = firstNumber(line);
    ASSERT_NE(getsid(escaped), child->pid());
    const ExitWatch watch(escaped);

    killTree(child->pid(), SIGKILL);

    EXPECT_EQ(output(*child), "");
    waitFor(*child);
    EXPECT_TRUE(watch.sawEnd());
}

TEST_F(ChildProcessTest, SubreaperCollectsOrphans) {
    becomeSubreaper();
    const auto child = start(shell("sh -c 'sleep 1000 & echo $!'; echo orphaned; read line"));
    std::string lines;
    while (lines.find("orphaned") == std::string::npos)
        lines += runCoro(io, child->readOutput()).value();
    const int orphan = firstNumber(lines);

    killTree(child->pid(), SIGKILL);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(orphan), &info, WEXITED | WNOWAIT);   // until it has died
    killTree(child->pid(), SIGKILL);

    EXPECT_EQ(kill(orphan, 0), -1);
}

TEST_F(ChildProcessTest, CancellationEndsRead) {
    const auto child = start(shell("read line"));

    const Result<std::string> piece =
        runCoro(io, withTimeout(std::chrono::milliseconds(1), child->readOutput()));

    EXPECT_EQ(piece.error().code, Errc::timeout);
}

TEST_F(ChildProcessTest, CancellationEndsWait) {
    const auto child = start(shell("read line"));

    const Result<ExitStatus> status = runCoro(io, withTimeout(std::chrono::milliseconds(1), child->wait()));

    EXPECT_EQ(status.error().code, Errc::timeout);
}

TEST_F(ChildProcessTest, CancellationEndsABlockedWrite) {
    const auto child = start(shell("read line; sleep 1000"));

    const Result<void> written =
        runCoro(io, withTimeout(std::chrono::milliseconds(1), child->write(std::string(1024 * 1024, 'x'))));

    EXPECT_EQ(written.error().code, Errc::timeout);
    EXPECT_EQ(runCoro(io, child->write("more")).error().code, Errc::closed);
}

}
}
