// Children of a command: one at a time, from start to end, without input.
#include "cli/programs.hpp"

#include "openclaw/core/async.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <unistd.h>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxOutputBytes = 1024 * 1024;

asio::awaitable<Result<ProgramOutcome>> followToEnd(process::ChildProcess& child) {
    co_await asio::this_coro::throw_if_cancelled(false);
    ProgramOutcome outcome;
    for (;;) {
        Result<std::string> piece = co_await child.readOutput();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        if (outcome.output.size() < maxOutputBytes) outcome.output += *piece;
    }
    const Result<process::ExitStatus> status = co_await child.wait();
    if (!status) co_return status.error();
    outcome.code = status->signal != 0 ? 128 + status->signal : status->code;
    outcome.errors = child.stderrTail();
    co_return outcome;
}

}

std::string ProgramOutcome::explanation() const {
    for (const std::string& text : {errors, output}) {
        const std::string_view trimmed = trimAscii(text);
        if (!trimmed.empty()) return std::string(trimmed.substr(0, trimmed.find('\n')));
    }
    return "exit code " + std::to_string(code);
}

Result<ProgramOutcome> runProgram(const Environment& environment,
                                  std::vector<std::string> command,
                                  std::chrono::milliseconds patience) {
    asio::io_context loop(1);
    const std::unique_ptr<process::Launcher> launcher = process::makeLauncher(loop.get_executor());
    process::LaunchSpec spec;
    spec.command = std::move(command);
    for (const auto& [name, value] : environment.values())
        spec.environment[name] = value;
    spec.wantsInput = false;
    Result<std::unique_ptr<process::ChildProcess>> child = launcher->launch(std::move(spec));
    if (!child) return child.error();
    Result<ProgramOutcome> outcome = Error(Errc::internal, "the program was not followed to its end");
    std::exception_ptr failure;
    asio::co_spawn(loop, withTimeout(patience, followToEnd(**child)),
                   [&](std::exception_ptr thrown, Result<ProgramOutcome> result) {
                       failure = thrown;
                       outcome = std::move(result);
                   });
    loop.run();
    child->reset();
    loop.restart();
    loop.poll(); // what the destruction has cancelled
    if (failure) std::rethrow_exception(failure);
    return outcome;
}

bool hasProgram(const Environment& environment, const std::string& name) {
    const std::string path = environment.get("PATH", "/usr/bin:/bin");
    for (const std::string_view folder : split(path, ':')) {
        const std::filesystem::path file = std::filesystem::path(folder) / name;
        std::error_code failure;
        const bool isFile = !folder.empty() && std::filesystem::is_regular_file(file, failure);
        if (isFile && ::access(file.c_str(), X_OK) == 0) return true;
    }
    return false;
}

}
