// One program, from its input to its last word.
#include "media/programs.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::media {

std::map<std::string, std::string> programEnvironment(const Environment& environment) {
    std::map<std::string, std::string> variables;
    for (const char* name : {"PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH"}) {
        if (const auto value = environment.find(name)) variables[name] = *value;
    }
    return variables;
}

asio::awaitable<Result<std::string>>
runProgram(process::Launcher& launcher, process::LaunchSpec spec, std::string input, std::size_t maxBytes) {
    co_await asio::this_coro::throw_if_cancelled(false);
    spec.wantsInput = !input.empty();
    Result<std::unique_ptr<process::ChildProcess>> child = launcher.launch(std::move(spec));
    if (!child) co_return child.error();
    if (!input.empty()) {
        // A program that does not care for its input closes it; how it ends says whether that was right.
        const Result<void> written = co_await (*child)->write(std::move(input));
        if (!written && !written.error().is(Errc::closed)) co_return written.error();
        (*child)->closeInput();
    }
    std::string output;
    for (;;) {
        Result<std::string> piece = co_await (*child)->readOutput();
        if (!piece) co_return piece.error();
        if (piece->empty()) break;
        output += *piece;
        if (output.size() > maxBytes)
            co_return Error(Errc::unavailable, "it printed more than " + std::to_string(maxBytes) + " bytes");
    }
    Result<process::ExitStatus> status = co_await (*child)->wait();
    if (!status) co_return status.error();
    if (status->code != 0 || status->signal != 0)
        co_return Error(Errc::unavailable,
                        status->describe() + ": " + std::string(trimAscii((*child)->stderrTail())));
    co_return output;
}

}
