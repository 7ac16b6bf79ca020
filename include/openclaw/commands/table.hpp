#pragma once

#include "openclaw/core/json.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The one table of slash commands: text aliases, native menus, arguments and help all come from it (spec
/// commands.md §2, §8).
namespace openclaw::commands {

enum class Scope { both, textOnly };
std::string_view toString(Scope scope);

enum class ArgumentParsing {
    /// Everything stays raw.
    none,
    /// Word by word, by name.
    positional,
};

struct Argument {
    std::string_view name;
    std::string_view description;
    std::vector<std::string_view> choices;
    /// Takes all remaining words.
    bool takesRest = false;
};

struct Command {
    std::string_view key;
    std::string_view nativeName; // "" for text-only commands
    std::string_view description;
    std::string_view category;
    /// The first is the canonical one.
    std::vector<std::string_view> aliases;
    Scope scope = Scope::both;
    bool acceptsArgs = false;
    ArgumentParsing parsing = ArgumentParsing::none;
    std::vector<Argument> arguments;
    /// A config switch that must be true; "" when the command is always there.
    std::string_view enabledBy;
};

/// Every command, in menu order.
std::span<const Command> allCommands();
/// By key, or nullptr.
const Command* findCommand(std::string_view key);
/// By text alias, any case, or nullptr.
const Command* findByAlias(std::string_view alias);
bool isEnabled(const Command& command, const Json& config);
/// The name under which a channel's menu shows the command; "" when it shows none.
std::string nativeNameFor(const Command& command, std::string_view channel);

struct MenuEntry {
    std::string name;
    std::string description;
    bool acceptsArgs = false;
};
/// What a channel's native menu shows: the enabled commands that have a native name.
std::vector<MenuEntry> nativeMenu(const Json& config, std::string_view channel);

struct MenuIssue {
    std::size_t index = 0;
    std::string field;
    std::string message;
};
struct CustomMenu {
    std::vector<MenuEntry> entries;
    std::vector<MenuIssue> issues;
};
/// `channels.telegram.customCommands`: the usable entries, and what is wrong with the others.
CustomMenu telegramCustomMenu(const Json& customCommands, std::span<const std::string> reserved);

struct ParsedArguments {
    std::string raw;
    /// Named values in order; unset when the command does not name its arguments.
    std::optional<std::vector<std::pair<std::string, std::string>>> values;
};
/// nullopt when there is nothing.
std::optional<ParsedArguments> parseArguments(const Command& command, std::string_view raw);
/// "/queue steer debounce:2s": the text that means the same as these values.
std::string formatArguments(const Command& command, const Json& values);

}
