// The command table and what is read from it.
#include "openclaw/commands/table.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace openclaw::commands {

namespace {

using Names = std::vector<std::string_view>;

Command text(std::string_view key, Names aliases, std::string_view category, std::string_view description) {
    Command command;
    command.key = key;
    command.aliases = std::move(aliases);
    command.category = category;
    command.description = description;
    command.scope = Scope::textOnly;
    return command;
}

Command native(std::string_view key, Names aliases, std::string_view category, std::string_view description) {
    Command command = text(key, std::move(aliases), category, description);
    command.scope = Scope::both;
    command.nativeName = key;
    return command;
}

Command raw(Command command) {
    command.acceptsArgs = true;
    return command;
}

Command with(Command command,
             std::vector<Argument> arguments,
             ArgumentParsing parsing = ArgumentParsing::positional) {
    command.acceptsArgs = true;
    command.parsing = parsing;
    command.arguments = std::move(arguments);
    return command;
}

Command when(Command command, std::string_view enabledBy) {
    command.enabledBy = enabledBy;
    return command;
}

Command dock(std::string_view key, std::string_view nativeName, Names aliases, std::string_view description) {
    Command command = native(key, std::move(aliases), "docks", description);
    command.nativeName = nativeName;
    return command;
}

Argument one(std::string_view name, std::string_view description, Names choices = {}) {
    return {name, description, std::move(choices), false};
}
Argument rest(std::string_view name, std::string_view description) { return {name, description, {}, true}; }

std::vector<Command> buildTable() {
    const auto unparsed = ArgumentParsing::none;
    return {
        native("help", {"/help"}, "status", "Show the most useful commands."),
        native("commands", {"/commands"}, "status", "List every command."),
        with(native("skill", {"/skill"}, "tools", "Run a skill by name."),
             {one("name", "skill name"), rest("input", "input for the skill")}),
        native("status", {"/status"}, "status", "Show how this conversation is set up."),
        raw(text("allowlist", {"/allowlist"}, "management", "List, add or remove allowed senders.")),
        raw(native("approve", {"/approve"}, "management", "Decide about a command that waits for approval.")),
        raw(native("context", {"/context"}, "status", "Show what the agent's prompt is made of.")),
        with(native("tts", {"/tts"}, "media", "Control spoken replies."),
             {one("action", "what to do",
                  {"on", "off", "status", "provider", "limit", "summary", "audio", "help"}),
              rest("value", "provider, limit or text")}),
        native("whoami", {"/whoami", "/id"}, "status", "Show who you are to this gateway."),
        with(native("subagents", {"/subagents"}, "management",
                    "List, stop or inspect this conversation's sub-agents."),
             {one("action", "what to do", {"list", "stop", "log", "info", "send"}),
              one("target", "run, number or session key"), rest("value", "limit or message")}),
        when(with(native("config", {"/config"}, "management", "Show or change the configuration."),
                  {one("action", "what to do", {"show", "get", "set", "unset"}), one("path", "config path"),
                   rest("value", "new value")},
                  unparsed),
             "config"),
        when(with(native("debug", {"/debug"}, "management",
                         "Override the configuration until the next start."),
                  {one("action", "what to do", {"show", "reset", "set", "unset"}), one("path", "config path"),
                   rest("value", "new value")},
                  unparsed),
             "debug"),
        with(native("usage", {"/usage"}, "options", "Show token use under each answer."),
             {one("mode", "off, tokens, full or cost", {"off", "tokens", "full", "cost"})}),
        native("stop", {"/stop"}, "session", "Stop what the agent is doing."),
        native("restart", {"/restart"}, "tools", "Restart the gateway."),
        with(native("activation", {"/activation"}, "management",
                    "Choose when the agent answers in this group."),
             {one("mode", "mention or always", {"mention", "always"})}),
        with(native("send", {"/send"}, "management", "Allow or forbid answers in this conversation."),
             {one("mode", "on, off or inherit", {"on", "off", "inherit"})}),
        raw(native("reset", {"/reset"}, "session", "Start this conversation afresh.")),
        raw(native("new", {"/new"}, "session", "Start a new conversation.")),
        with(text("compact", {"/compact"}, "session",
                  "Shorten what the agent remembers of this conversation."),
             {rest("instructions", "what to keep in mind")}),
        with(native("think", {"/think", "/thinking", "/t"}, "options", "Choose how hard the agent thinks."),
             {one("level", "off to xhigh", {"off", "minimal", "low", "medium", "high", "xhigh"})}),
        with(native("verbose", {"/verbose", "/v"}, "options", "Show what the agent's tools do."),
             {one("mode", "on or off", {"on", "off"})}),
        with(native("reasoning", {"/reasoning", "/reason"}, "options", "Show the agent's reasoning."),
             {one("mode", "on, off or stream", {"on", "off", "stream"})}),
        with(
            native("elevated", {"/elevated", "/elev"}, "options", "Choose what tools may do without asking."),
            {one("mode", "on, off, ask or full", {"on", "off", "ask", "full"})}),
        with(native("exec", {"/exec"}, "options", "Choose where and how commands are run."),
             {one("options", "host=… security=… ask=… node=…")}, unparsed),
        with(native("model", {"/model"}, "options", "Show or choose the model."),
             {one("model", "provider/model or alias")}),
        raw(native("models", {"/models"}, "options", "List providers and their models.")),
        with(native("queue", {"/queue"}, "options",
                    "Choose what happens to messages while the agent is busy."),
             {one("mode", "queue mode", {"steer", "interrupt", "followup", "collect", "steer-backlog"}),
              one("debounce", "500ms, 2s, …"), one("cap", "how many may wait"),
              one("drop", "what happens beyond that", {"old", "new", "summarize"})},
             unparsed),
        when(with(text("bash", {"/bash"}, "tools", "Run a command on the gateway's host."),
                  {rest("command", "the command line")}),
             "bash"),
        dock("dock:telegram", "dock_telegram", {"/dock-telegram", "/dock_telegram"},
             "Answer this conversation on Telegram."),
        dock("dock:discord", "dock_discord", {"/dock-discord", "/dock_discord"},
             "Answer this conversation on Discord."),
        dock("dock:slack", "dock_slack", {"/dock-slack", "/dock_slack"},
             "Answer this conversation on Slack."),
    };
}

std::string textOf(const Json& values, const char* name) {
    const Json* value = findMember(values, name);
    if (!value || value->is_null()) return {};
    return std::string(trimUnicode(value->is_string() ? value->get<std::string>() : value->dump()));
}

/// "show a.b", "set a.b=1".
std::string formatEdit(const Json& values) {
    const std::string action = toLowerAscii(textOf(values, "action"));
    const std::string path = textOf(values, "path");
    const std::string value = textOf(values, "value");
    if (action.empty() || path.empty() || action == "reset") return action;
    return action == "set" && !value.empty() ? fmt::format("set {}={}", path, value)
                                             : fmt::format("{} {}", action, path);
}

std::string formatPairs(const Json& values, char separator, std::initializer_list<const char*> names) {
    std::vector<std::string> parts;
    for (const char* name : names) {
        if (const std::string value = textOf(values, name); !value.empty())
            parts.push_back(fmt::format("{}{}{}", name, separator, value));
    }
    return join(parts, " ");
}

std::string formatPositional(const Command& command, const Json& values) {
    std::vector<std::string> parts;
    for (const Argument& argument : command.arguments) {
        if (std::string value = textOf(values, std::string(argument.name).c_str()); !value.empty())
            parts.push_back(std::move(value));
    }
    return join(parts, " ");
}

std::string formatValues(const Command& command, const Json& values) {
    if (command.key == "config" || command.key == "debug") return formatEdit(values);
    if (command.key == "exec") {
        const std::string pairs = formatPairs(values, '=', {"host", "security", "ask", "node"});
        return pairs.empty() ? formatPositional(command, values) : pairs;
    }
    if (command.key == "queue") {
        const std::string mode = textOf(values, "mode");
        const std::string pairs = formatPairs(values, ':', {"debounce", "cap", "drop"});
        return mode.empty() || pairs.empty() ? mode + pairs : mode + " " + pairs;
    }
    return formatPositional(command, values);
}

bool isMenuName(std::string_view name) {
    return name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

}

std::string_view toString(Scope scope) {
    switch (scope) {
    case Scope::both: return "both";
    case Scope::textOnly: return "text";
    }
    return "both";
}

std::span<const Command> allCommands() {
    static const std::vector<Command> table = buildTable();
    return table;
}

const Command* findCommand(std::string_view key) {
    for (const Command& command : allCommands()) {
        if (command.key == key) return &command;
    }
    return nullptr;
}

const Command* findByAlias(std::string_view alias) {
    for (const Command& command : allCommands()) {
        for (const std::string_view name : command.aliases) {
            if (equalsIgnoreCase(name, alias)) return &command;
        }
    }
    return nullptr;
}

bool isEnabled(const Command& command, const Json& config) {
    if (command.enabledBy.empty()) return true;
    const Json* commands = findMember(config, "commands");
    return commands && findBool(*commands, command.enabledBy).value_or(false);
}

std::string nativeNameFor(const Command& command, std::string_view channel) {
    // Discord keeps the name /tts for itself.
    if (command.key == "tts" && channel == "discord") return "voice";
    return std::string(command.nativeName);
}

std::vector<MenuEntry> nativeMenu(const Json& config, std::string_view channel) {
    std::vector<MenuEntry> menu;
    for (const Command& command : allCommands()) {
        std::string name = nativeNameFor(command, channel);
        if (command.scope == Scope::both && !name.empty() && isEnabled(command, config))
            menu.push_back({std::move(name), std::string(command.description), command.acceptsArgs});
    }
    return menu;
}

CustomMenu telegramCustomMenu(const Json& customCommands, std::span<const std::string> reserved) {
    CustomMenu menu;
    if (!customCommands.is_array()) return menu;
    std::vector<std::string> seen;
    for (std::size_t index = 0; index < customCommands.size(); ++index) {
        const Json& entry = customCommands[index];
        const auto complain = [&](const char* field, std::string message) {
            menu.issues.push_back({index, field, "Telegram custom command " + std::move(message)});
        };
        std::string name = toLowerUnicode(trimUnicode(stringOr(entry, "command")));
        if (name.starts_with("/")) name = std::string(trimUnicode(std::string_view(name).substr(1)));
        const std::string description(trimUnicode(stringOr(entry, "description")));
        if (name.empty())
            complain("command", "is missing a command name.");
        else if (!isMenuName(name))
            complain("command",
                     fmt::format("\"/{}\" is invalid (use a-z, 0-9, underscore; max 32 chars).", name));
        else if (std::find(reserved.begin(), reserved.end(), name) != reserved.end())
            complain("command", fmt::format("\"/{}\" conflicts with a native command.", name));
        else if (std::find(seen.begin(), seen.end(), name) != seen.end())
            complain("command", fmt::format("\"/{}\" is duplicated.", name));
        else if (description.empty())
            complain("description", fmt::format("\"/{}\" is missing a description.", name));
        else {
            seen.push_back(name);
            menu.entries.push_back({name, description, false});
        }
    }
    return menu;
}

std::optional<ParsedArguments> parseArguments(const Command& command, std::string_view raw) {
    const std::string_view text = trimUnicode(raw);
    if (text.empty()) return std::nullopt;
    ParsedArguments parsed;
    parsed.raw = std::string(text);
    if (command.arguments.empty() || command.parsing == ArgumentParsing::none) return parsed;
    parsed.values.emplace();
    const auto words = splitWords(text);
    for (std::size_t i = 0; i < command.arguments.size() && i < words.size(); ++i) {
        std::string value(words[i]);
        if (command.arguments[i].takesRest) {
            for (std::size_t next = i + 1; next < words.size(); ++next)
                value += " " + std::string(words[next]);
        }
        parsed.values->emplace_back(command.arguments[i].name, std::move(value));
        if (command.arguments[i].takesRest) break;
    }
    return parsed;
}

std::string formatArguments(const Command& command, const Json& values) {
    const std::string name(command.nativeName.empty() ? command.key : command.nativeName);
    const std::string arguments = command.arguments.empty() ? std::string() : formatValues(command, values);
    return arguments.empty() ? "/" + name : "/" + name + " " + arguments;
}

}
