// From argv to one command: global flags first, because they decide where everything else is looked for, then
// the command tree, then the configuration guard.
#include "openclaw/cli/Cli.hpp"

#include "cli/Context.hpp"
#include "cli/commandTree.hpp"
#include "cli/globalFlags.hpp"
#include "openclaw/config/paths.hpp"
#include "openclaw/version.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <unistd.h>

namespace openclaw::cli {

namespace {

std::string banner() { return fmt::format("\n🦞 OpenClaw {} — one daemon, all your chats\n\n", version); }

bool wantsBanner(const Environment& environment) {
    return isatty(STDOUT_FILENO) != 0 && !environment.isTrue("OPENCLAW_HIDE_BANNER");
}

void printHelp(const Invocation& invocation, const Environment& environment, std::FILE* stream) {
    if (wantsBanner(environment)) fmt::print(stream, "{}", banner());
    fmt::print(stream, "{}", helpText(*invocation.command, invocation.path));
}

int runCommand(Environment environment,
               const std::vector<std::string>& words,
               std::vector<std::string> commandLine) {
    const Command root = commandTree();
    const Result<Invocation> invocation = parseCommandLine(root, words);
    if (!invocation) {
        fmt::print(stderr, "{}\n", invocation.error().message);
        return 1;
    }
    if (invocation->wantsHelp) {
        printHelp(*invocation, environment, stdout);
        return 0;
    }
    const Command& command = *invocation->command;
    if (!command.action) {
        printHelp(*invocation, environment, stderr);
        return 1;
    }
    Context context(std::move(environment), std::move(commandLine));
    if (command.guard == ConfigGuard::refuse && !context.snapshot().valid) {
        fmt::print(stderr, "{}", config::describeInvalid(context.snapshot(), context.environment));
        return 1;
    }
    return command.action(context, invocation->arguments);
}

}

int run(int argc, char** argv) {
    const Result<GlobalFlags> flags =
        readGlobalFlags(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
    if (!flags) {
        fmt::print(stderr, "[openclaw] {}\n", flags.error().message);
        return 2;
    }
    if (flags->wantsVersion) {
        fmt::print("{}\n", version);
        return 0;
    }
    try {
        Environment environment = Environment::fromProcess();
        if (flags->isDev)
            config::applyDevProfile(environment);
        else if (!flags->profile.empty())
            config::applyProfile(environment, flags->profile);
        if (flags->noColor) {
            environment.set("NO_COLOR", "1");
            environment.set("FORCE_COLOR", "0");
        }
        return runCommand(std::move(environment), flags->words, std::vector<std::string>(argv, argv + argc));
    } catch (const std::exception& failure) {
        fmt::print(stderr, "[openclaw] Failed to start CLI: Error: {}\n", failure.what());
        return 1;
    }
}

}
