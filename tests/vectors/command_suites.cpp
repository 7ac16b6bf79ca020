// Vectors of slash commands and inline directives.
#include "vectors/Suites.hpp"

#include "openclaw/commands/arguments.hpp"
#include "openclaw/commands/authorization.hpp"
#include "openclaw/commands/body.hpp"
#include "openclaw/commands/inline.hpp"
#include "openclaw/commands/table.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

namespace openclaw::vectors {
namespace {

using namespace commands;

void setFlag(Json& out, const char* key, bool value) {
    if (value) out[key] = true;
}

template <class Level>
void addLevel(Json& out, const std::string& name, const LevelDirective<Level>& directive) {
    if (!directive.found) return;
    std::string lower = name;
    lower[0] = static_cast<char>(lower[0] + 32);
    out["has" + name + "Directive"] = true;
    if (directive.level) out[lower + "Level"] = toString(*directive.level);
    if (directive.raw) out["raw" + name + "Level"] = *directive.raw;
}

void addExec(Json& out, const ExecDirective& exec) {
    setOptional(out, "execHost", exec.host);
    setOptional(out, "execSecurity", exec.security);
    setOptional(out, "execAsk", exec.ask);
    setOptional(out, "execNode", exec.node);
    setOptional(out, "rawExecHost", exec.rawHost);
    setOptional(out, "rawExecSecurity", exec.rawSecurity);
    setOptional(out, "rawExecAsk", exec.rawAsk);
    setOptional(out, "rawExecNode", exec.rawNode);
    setFlag(out, "hasExecOptions", exec.hasOptions());
}

void addInvalidExec(Json& out, const ExecDirective& exec, const std::string& prefix) {
    setFlag(out, (prefix + "Host").c_str(), exec.invalidHost);
    setFlag(out, (prefix + "Security").c_str(), exec.invalidSecurity);
    setFlag(out, (prefix + "Ask").c_str(), exec.invalidAsk);
    setFlag(out, (prefix + "Node").c_str(), exec.invalidNode);
}

void addQueue(Json& out, const QueueDirective& queue, const char* rawMode) {
    if (queue.mode) out["queueMode"] = sessions::toString(*queue.mode);
    setFlag(out, "queueReset", queue.reset);
    setOptional(out, rawMode, queue.rawMode);
    setOptional(out, "debounceMs", queue.debounceMs);
    setOptional(out, "cap", queue.cap);
    if (queue.drop) out["dropPolicy"] = sessions::toString(*queue.drop);
    setOptional(out, "rawDebounce", queue.rawDebounce);
    setOptional(out, "rawCap", queue.rawCap);
    setOptional(out, "rawDrop", queue.rawDrop);
}

Json parseInlineText(const Json& input) {
    const Json* options = input.is_object() ? findMember(input, "options") : nullptr;
    const auto aliases = textList(options ? findMember(*options, "modelAliases") : nullptr);
    const auto parsed = parseInline(input.is_object() ? stringOr(input, "text") : textOf(input), aliases);
    Json out = {{"cleaned", parsed.cleaned}};
    addLevel(out, "Think", parsed.think);
    addLevel(out, "Verbose", parsed.verbose);
    addLevel(out, "Reasoning", parsed.reasoning);
    addLevel(out, "Elevated", parsed.elevated);
    setFlag(out, "hasExecDirective", parsed.exec.found);
    addExec(out, parsed.exec);
    addInvalidExec(out, parsed.exec, "invalidExec");
    setFlag(out, "hasStatusDirective", parsed.status);
    setFlag(out, "hasModelDirective", parsed.model.found);
    setOptional(out, "rawModelDirective", parsed.model.model);
    setOptional(out, "rawModelProfile", parsed.model.profile);
    setFlag(out, "hasQueueDirective", parsed.queue.found);
    addQueue(out, parsed.queue, "rawQueueMode");
    setFlag(out, "hasQueueOptions", parsed.queue.hasOptions());
    return out;
}

Json modelDirective(const Json& input) {
    std::string text = stringOr(input, "text");
    const auto directive = takeModel(text, textList(findMember(input, "aliases")));
    Json out = {{"cleaned", text}};
    setOptional(out, "rawModel", directive.model);
    setOptional(out, "rawProfile", directive.profile);
    setFlag(out, "hasDirective", directive.found);
    return out;
}

Json queueDirective(const Json& input) {
    std::string text = textOf(input);
    const auto queue = takeQueue(text);
    Json out = {{"cleaned", text}};
    addQueue(out, queue, "rawMode");
    setFlag(out, "hasDirective", queue.found);
    setFlag(out, "hasOptions", queue.hasOptions());
    return out;
}

Json execDirective(const Json& input) {
    std::string text = textOf(input);
    const auto exec = takeExec(text);
    Json out = {{"cleaned", text}};
    setFlag(out, "hasDirective", exec.found);
    addExec(out, exec);
    addInvalidExec(out, exec, "invalid");
    return out;
}

template <class Level, std::optional<Level> (*parse)(std::string_view)>
Json levelWord(const Json& input) {
    const auto level = parse(textOf(input));
    return level ? Json(toString(*level)) : Json();
}

Json commandWithMode(bool found, const std::optional<std::string_view>& mode) {
    Json out = Json::object();
    setFlag(out, "hasCommand", found);
    setOptional(out, "mode", mode);
    return out;
}

Json activation(const Json& input) {
    const auto command = parseActivationCommand(textOf(input));
    return commandWithMode(command.found,
                           command.mode ? std::optional(toString(*command.mode)) : std::nullopt);
}

Json sendCommand(const Json& input) {
    const auto command = parseSendCommand(textOf(input));
    return commandWithMode(command.found,
                           command.mode ? std::optional(toString(*command.mode)) : std::nullopt);
}

Json inlineSimple(const Json& input) {
    const auto command = takeSimpleCommand(textOf(input));
    return command ? Json{{"command", command->command}, {"cleaned", command->cleaned}} : Json();
}

Json stripStatus(const Json& input) {
    std::string text = textOf(input);
    const std::string before(trimUnicode(text));
    takeStatus(text);
    Json out = {{"cleaned", text}};
    out["didStrip"] = text != before;
    return out;
}

Json edit(const std::optional<EditCommand>& command) {
    if (!command) return {};
    Json out = {{"action", toString(command->action)}};
    setUnlessEmpty(out, "path", command->path);
    setUnlessEmpty(out, "message", command->message);
    if (command->action == EditCommand::Action::set) out["value"] = command->value;
    return out;
}

Json configValue(const Json& input) {
    const auto parsed = parseConfigValue(textOf(input));
    return parsed.error.empty() ? Json{{"value", parsed.value}} : Json{{"error", parsed.error}};
}

Json approve(const Json& input) {
    const auto command = parseApproveCommand(textOf(input));
    if (!command) return {};
    if (!command->decision) return {{"ok", false}, {"error", command->error}};
    return {{"ok", true}, {"decision", toString(*command->decision)}, {"id", command->id}};
}

Json allowlist(const Json& input) {
    const auto command = parseAllowlistCommand(textOf(input));
    if (!command) return {};
    using Action = AllowlistCommand::Action;
    if (command->action == Action::error) return {{"action", "error"}, {"message", command->message}};
    const bool isList = command->action == Action::list;
    Json out = {{"action", isList                           ? "list"
                           : command->action == Action::add ? "add"
                                                            : "remove"},
                {"scope", command->scope}};
    setUnlessEmpty(out, "entry", command->entry);
    setUnlessEmpty(out, "channel", command->channel);
    setUnlessEmpty(out, "account", command->account);
    setOptional(out, "resolve", command->resolve);
    if (!isList) out["target"] = command->target;
    return out;
}

Json bash(const Json& input) {
    const auto command = parseBashCommand(textOf(input));
    if (!command) return {};
    Json out = {{"action", toString(command->action)}};
    setUnlessEmpty(out, "command", command->command);
    setUnlessEmpty(out, "sessionId", command->sessionId);
    return out;
}

const Command& commandOf(const Json& input) {
    const Command* command = findCommand(stringOr(input, "command"));
    if (!command) throw ExpectedFailure("unknown command");
    return *command;
}

Json parseCommandArgs(const Json& input) {
    const auto parsed = parseArguments(commandOf(input), stringOr(input, "raw"));
    if (!parsed) return {};
    Json out = {{"raw", parsed->raw}};
    if (parsed->values) {
        out["values"] = Json::object();
        for (const auto& [name, value] : *parsed->values)
            out["values"][name] = value;
    }
    return out;
}

Json nativeNames(const Json& input) {
    Json out = Json::array();
    for (const auto& entry : nativeMenu(memberOrEmpty(input, "cfg"), stringOr(input, "provider")))
        out.push_back(entry.name);
    return out;
}

Json textCommands(const Json& input) {
    Json out = Json::array();
    for (const Command& command : allCommands()) {
        if (!isEnabled(command, memberOrEmpty(input, "cfg"))) continue;
        Json aliases = Json::array();
        for (const auto alias : command.aliases)
            aliases.push_back(alias);
        out.push_back({{"key", command.key},
                       {"aliases", aliases},
                       {"scope", toString(command.scope)},
                       {"acceptsArgs", command.acceptsArgs},
                       {"category", command.category}});
    }
    return out;
}

Json customCommands(const Json& input) {
    const auto reserved = textList(findMember(input, "reserved"));
    const auto menu = telegramCustomMenu(memberOrEmpty(input, "commands"), reserved);
    Json out = {{"commands", Json::array()}, {"issues", Json::array()}};
    for (const auto& entry : menu.entries)
        out["commands"].push_back({{"command", entry.name}, {"description", entry.description}});
    for (const auto& issue : menu.issues)
        out["issues"].push_back({{"index", issue.index}, {"field", issue.field}, {"message", issue.message}});
    return out;
}

Json skillInvocation(const Json& input) {
    std::vector<SkillCommand> skills;
    for (const Json& skill : memberOrEmpty(input, "skills"))
        skills.push_back({stringOr(skill, "name"), stringOr(skill, "skillName")});
    const auto invocation = parseSkillInvocation(stringOr(input, "text"), skills);
    if (!invocation) return {};
    Json out = {{"command", {{"name", invocation->skill.name}, {"skillName", invocation->skill.skillName}}}};
    setUnlessEmpty(out, "args", invocation->arguments);
    return out;
}

Json commandAuthorization(const Json& input) {
    const Json& ctx = memberOrEmpty(input, "ctx");
    CommandSender sender;
    sender.channel = stringOr(ctx, "Provider", stringOr(ctx, "Surface", stringOr(ctx, "OriginatingChannel")));
    sender.accountId = stringOr(ctx, "AccountId");
    sender.from = stringOr(ctx, "From");
    sender.to = stringOr(ctx, "To");
    sender.senderId = stringOr(ctx, "SenderId");
    sender.senderE164 = stringOr(ctx, "SenderE164");
    const auto authority =
        resolveAuthority(sender, memberOrEmpty(input, "cfg"), flag(input, "commandAuthorized"));
    Json out = {{"ownerList", authority.owners}, {"isAuthorizedSender", authority.isAuthorized}};
    setUnlessEmpty(out, "providerId", authority.channel);
    setUnlessEmpty(out, "senderId", authority.senderId);
    setUnlessEmpty(out, "from", std::string(trimUnicode(sender.from)));
    setUnlessEmpty(out, "to", std::string(trimUnicode(sender.to)));
    return out;
}

}

void addDirectiveSuite(Registry& registry) {
    registry["directives/parse_inline"] = parseInlineText;
    registry["directives/model_directive"] = modelDirective;
    registry["directives/queue_directive"] = queueDirective;
    registry["directives/exec_directive"] = execDirective;
    registry["directives/think_level"] = levelWord<ThinkLevel, parseThinkLevel>;
    registry["directives/verbose_level"] = levelWord<VerboseLevel, parseVerboseLevel>;
    registry["directives/elevated_level"] = levelWord<ElevatedLevel, parseElevatedLevel>;
    registry["directives/reasoning_level"] = levelWord<ReasoningLevel, parseReasoningLevel>;
    registry["directives/usage_display"] = levelWord<UsageDisplay, parseUsageDisplay>;
    registry["directives/normalize_command_body"] = [](const Json& input) -> Json {
        return normalizeBody(stringOr(input, "text"), stringOr(memberOrEmpty(input, "opts"), "botUsername"));
    };
    registry["directives/has_control_command"] = [](const Json& input) -> Json {
        return isControlCommand(stringOr(input, "text"), findMember(input, "cfg"),
                                stringOr(memberOrEmpty(input, "opts"), "botUsername"));
    };
    registry["directives/is_control_message"] = [](const Json& input) -> Json {
        return Json::array({isControlMessage(textOf(input), nullptr), hasCommandWord(textOf(input))});
    };
    registry["directives/activation"] = activation;
    registry["directives/send_command"] = sendCommand;
    registry["directives/inline_simple"] = inlineSimple;
    registry["directives/strip_inline_status"] = stripStatus;
    registry["directives/abort_trigger"] = [](const Json& input) -> Json {
        return isAbortWord(textOf(input));
    };
    registry["directives/config_command"] = [](const Json& input) -> Json {
        return edit(parseConfigCommand(textOf(input)));
    };
    registry["directives/debug_command"] = [](const Json& input) -> Json {
        return edit(parseDebugCommand(textOf(input)));
    };
    registry["directives/config_value"] = configValue;
    registry["directives/approve_command"] = approve;
    registry["directives/allowlist_command"] = allowlist;
    registry["directives/bash_request"] = bash;
    registry["directives/parse_command_args"] = parseCommandArgs;
    registry["directives/format_command_args"] = [](const Json& input) -> Json {
        return formatArguments(commandOf(input), memberOrEmpty(input, "values"));
    };
    registry["directives/native_command_names"] = nativeNames;
    registry["directives/text_command_list"] = textCommands;
    registry["directives/telegram_custom_commands"] = customCommands;
    registry["directives/skill_invocation"] = skillInvocation;
    registry["directives/command_authorization"] = commandAuthorization;
}

}
