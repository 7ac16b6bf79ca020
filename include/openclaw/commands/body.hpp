#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Reading a message as a command (spec commands.md §1, §5).
namespace openclaw::commands {

/// The command in canonical form: colon and bot-name forms resolved, aliases replaced. Other text comes back
/// trimmed.
std::string normalizeBody(std::string_view text, std::string_view botUsername = {});

/// The whole message is a control command that the configuration enables; nullptr considers all commands.
bool isControlCommand(std::string_view text, const Json* config, std::string_view botUsername = {});
/// A control command or an abort word: reason enough to find out whether the sender is authorised.
bool isControlMessage(std::string_view text, const Json* config, std::string_view botUsername = {});
/// Any "/x" or "!x" word in it.
bool hasCommandWord(std::string_view text);

/// stop, esc, abort, wait, exit, interrupt: the whole message, any case.
bool isAbortWord(std::string_view text);

/// A command and what follows it, as typed.
struct CommandCall {
    std::string_view key;
    std::string arguments;
};
/// The control command that this message is; nullopt when it is none.
std::optional<CommandCall>
readCall(std::string_view text, const Json& config, std::string_view botUsername = {});

}
