#pragma once

#include "cli/CommandLine.hpp"
#include "cli/Context.hpp"
#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <vector>

/// What commands share that are one call to the running gateway.
namespace openclaw::cli {

/// The options with --json, --url, --token and --timeout behind them.
std::vector<Option> withGatewayOptions(std::vector<Option> options);

/// Calls the method. nullopt after the error was printed: the exit code is 1.
std::optional<Json> ask(Context& context, const Arguments& arguments, const std::string& method, Json params);
/// Prints the answer as JSON; the exit code.
int printAnswer(Context& context, const std::optional<Json>& answer);

/// A command with the options of a gateway call.
Command callCommand(const char* name,
                    const char* summary,
                    Action action,
                    std::vector<Option> options,
                    std::vector<Positional> positionals = {});

}
