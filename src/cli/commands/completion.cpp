// completion: prints the script of a shell; --install makes the shell load it at its start.
#include "cli/commands/completion.hpp"

#include "cli/Context.hpp"
#include "cli/commandTree.hpp"
#include "cli/completion.hpp"
#include "openclaw/core/files.hpp"

#include <fmt/format.h>

#include <fstream>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxProfileBytes = 4 * 1024 * 1024;

/// The file that a shell reads at its start, and the line that loads our script.
struct StartFile {
    std::filesystem::path path;
    std::string line;
};

StartFile startFileOf(const Context& context, const std::string& shell) {
    const std::filesystem::path home = context.environment.find("HOME").value_or("/");
    if (shell == "fish") return {home / ".config" / "fish" / "config.fish", "openclaw completion --shell fish | source"};
    return {home / (shell == "zsh" ? ".zshrc" : ".bashrc"), fmt::format("source <(openclaw completion --shell {})", shell)};
}

int installScript(Context& context, const std::string& shell) {
    const StartFile file = startFileOf(context, shell);
    std::error_code failure;
    std::string text;
    if (std::filesystem::exists(file.path, failure)) {
        const Result<std::string> present = readFile(file.path, maxProfileBytes);
        if (!present) return context.fail("Error: " + present.error().message);
        text = *present;
    }
    const std::string shown = context.shortPath(file.path);
    if (text.find(file.line) != std::string::npos) {
        context.print("Completion is installed in " + shown);
        return 0;
    }
    std::filesystem::create_directories(file.path.parent_path(), failure);
    // Appended: the file may be a link into somebody's collection of such files.
    std::ofstream out(file.path, std::ios::app);
    out << (text.empty() || text.back() == '\n' ? "" : "\n") << "\n# OpenClaw completion\n" << file.line << "\n";
    if (!out.flush()) return context.fail("Error: cannot write " + shown);
    context.print("Completion installed in " + shown + ". Open a new shell to use it.");
    return 0;
}

int complete(Context& context, const Arguments& arguments) {
    const std::string shell = arguments.text("shell", "zsh");
    const std::string script = completionScript(commandTree(), shell);
    if (script.empty()) return context.fail("Invalid --shell (use \"zsh\", \"bash\" or \"fish\")");
    if (arguments.has("install")) return installScript(context, shell);
    context.print(script.substr(0, script.size() - 1));
    return 0;
}

}

Command completionCommand() {
    Command command = named("completion", "Completion of commands and options in a shell", complete);
    command.guard = ConfigGuard::tolerate;
    command.options = {{'s', "shell", "shell", "zsh (default), bash or fish", false, false},
                       {'i', "install", "", "Load it at the shell's start", false, false},
                       {'y', "yes", "", "", false, true}};
    return command;
}

}
