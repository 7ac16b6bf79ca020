#pragma once

#include "openclaw/commands/levels.hpp"
#include "openclaw/core/json.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The argument grammars of single commands (spec commands.md §5-7). Each parser returns nullopt when the
/// text is not its command at all.
namespace openclaw::commands {

/// /config and /debug.
struct EditCommand {
    enum class Action { show, set, unset, reset, error };
    Action action = Action::show;
    std::string path;
    Json value;
    /// What to tell the person, for Action::error.
    std::string message;
};
std::string_view toString(EditCommand::Action action);
std::optional<EditCommand> parseConfigCommand(std::string_view text);
std::optional<EditCommand> parseDebugCommand(std::string_view text);

struct ParsedValue {
    Json value;
    /// Not empty when the text is no value.
    std::string error;
};
/// JSON for {…} and […], true, false, null, decimal numbers, quoted text, else the text itself.
ParsedValue parseConfigValue(std::string_view text);

enum class ApprovalDecision { allowOnce, allowAlways, deny };
std::string_view toString(ApprovalDecision decision);
struct ApproveCommand {
    std::string id;
    std::optional<ApprovalDecision> decision;
    std::string error;
};
std::optional<ApproveCommand> parseApproveCommand(std::string_view text);

struct AllowlistCommand {
    enum class Action { list, add, remove, error };
    Action action = Action::list;
    std::string scope = "dm"; // dm, group, all
    std::string entry;
    std::string channel;
    std::string account;
    std::string target = "both"; // both, config, store
    /// Unset for the bare command.
    std::optional<bool> resolve;
    std::string message;
};
std::optional<AllowlistCommand> parseAllowlistCommand(std::string_view text);

struct BashCommand {
    enum class Action { run, poll, stop, help };
    Action action = Action::help;
    std::string command;
    std::string sessionId;
};
std::string_view toString(BashCommand::Action action);
std::optional<BashCommand> parseBashCommand(std::string_view text);

struct ActivationCommand {
    bool found = false;
    std::optional<Activation> mode;
};
ActivationCommand parseActivationCommand(std::string_view text);

enum class SendMode { allow, deny, inherit };
std::string_view toString(SendMode mode);
struct SendCommand {
    bool found = false;
    std::optional<SendMode> mode;
};
SendCommand parseSendCommand(std::string_view text);

struct SkillCommand {
    std::string name; // the slash name
    std::string skillName;
};
struct SkillInvocation {
    SkillCommand skill;
    std::string arguments;
};
/// "/<name> args" or "/skill <name> args".
std::optional<SkillInvocation> parseSkillInvocation(std::string_view body,
                                                    std::span<const SkillCommand> skills);
/// What the agent is asked for such a call.
std::string skillPrompt(const SkillInvocation& invocation);

}
