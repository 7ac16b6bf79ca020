// Programs under test: started with posix_spawn, watched through pipes with poll(), never with sleeps.
#include "support/ProcessRunner.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace openclaw::testing {

namespace {

int count(const std::string& text, const std::string& part) {
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

constexpr std::chrono::seconds patience{60};

struct Pipe {
    int ends[2] = {-1, -1};
    Pipe() {
        if (pipe2(ends, O_CLOEXEC) != 0)
            throw std::runtime_error("cannot make a pipe");
    }
};

void closeIfOpen(int& file) {
    if (file >= 0)
        ::close(file);
    file = -1;
}

/// Appends what is readable; closes the file at its end.
void drain(int& file, std::string& into) {
    char buffer[65536];
    const ssize_t got = ::read(file, buffer, sizeof buffer);
    if (got > 0)
        into.append(buffer, static_cast<std::size_t>(got));
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
        closeIfOpen(file);
}

}

Process::Process(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment) {
    Pipe in;
    Pipe out;
    Pipe err;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.ends[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, err.ends[1], 2);
    std::vector<std::string> words = command;
    std::vector<std::string> variables;
    for (const auto& [name, value] : environment)
        variables.push_back(name + "=" + value);
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    argv.push_back(nullptr);
    std::vector<char*> envp;
    for (std::string& variable : variables)
        envp.push_back(variable.data());
    envp.push_back(nullptr);
    const int failed = posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    ::close(in.ends[0]);
    ::close(out.ends[1]);
    ::close(err.ends[1]);
    input_ = in.ends[1];
    output_ = out.ends[0];
    error_ = err.ends[0];
    if (failed != 0)
        throw std::runtime_error("cannot start " + command.front());
}

Process::~Process() {
    closeIfOpen(input_);
    closeIfOpen(output_);
    closeIfOpen(error_);
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

bool Process::readMore(std::chrono::steady_clock::time_point deadline) {
    if (output_ < 0 && error_ < 0)
        return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd files[2] = {{output_, POLLIN, 0}, {error_, POLLIN, 0}};
    if (left.count() <= 0 || ::poll(files, 2, static_cast<int>(left.count())) <= 0)
        throw std::runtime_error("the program is silent; stdout: " + result_.out + "\nstderr: " + result_.err);
    if (files[0].revents != 0)
        drain(output_, result_.out);
    if (files[1].revents != 0)
        drain(error_, result_.err);
    return true;
}

void Process::waitForOutput(const std::string& text, int times) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (count(result_.out, text) < times && count(result_.err, text) < times) {
        if (!readMore(deadline))
            throw std::runtime_error("the program ended without saying \"" + text + "\"; stdout: " + result_.out +
                                     "\nstderr: " + result_.err);
    }
}

void Process::signal(int number) { ::kill(pid_, number); }

void Process::write(const std::string& text) {
    if (::write(input_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("cannot write to the program");
}

void Process::closeInput() { closeIfOpen(input_); }

ProcessResult Process::finish() {
    closeInput();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (readMore(deadline)) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    result_.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result_;
}

ProcessResult runProcess(const std::vector<std::string>& command, const std::map<std::string, std::string>& environment) {
    return Process(command, environment).finish();
}

}
