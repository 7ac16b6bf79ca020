// Argument grammars: /approve, /allowlist, /bash, /activation, /send and skill calls.
#include "openclaw/commands/arguments.hpp"

#include "openclaw/commands/body.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::commands {

namespace {

constexpr std::string_view approveUsage = "Usage: /approve <id> allow-once|allow-always|deny";

std::string lowerWord(std::string_view word) { return toLowerUnicode(trimUnicode(word)); }

/// The trimmed text behind "/name"; nullopt when it does not begin with it.
std::optional<std::string_view> after(std::string_view text, std::string_view name) {
    const std::string_view trimmed = trimUnicode(text);
    if (!startsWithIgnoreCase(trimmed, name)) return std::nullopt;
    return trimUnicode(trimmed.substr(name.size()));
}

std::optional<ApprovalDecision> parseDecision(std::string_view raw) {
    const std::string word = lowerWord(raw);
    if (word == "allow" || word == "once" || word == "allow-once" || word == "allowonce")
        return ApprovalDecision::allowOnce;
    if (word == "always" || word == "allow-always" || word == "allowalways")
        return ApprovalDecision::allowAlways;
    if (word == "deny" || word == "reject" || word == "block") return ApprovalDecision::deny;
    return std::nullopt;
}

bool isScope(const std::string& word) { return word == "dm" || word == "group" || word == "all"; }

/// Reads "channel=X" and its like; false when the word is no such option.
bool readAllowlistPair(AllowlistCommand& command, std::string_view word) {
    const std::size_t at = word.find('=');
    if (at == std::string_view::npos || word.find('=', at + 1) != std::string_view::npos) return false;
    const std::string key = lowerWord(word.substr(0, at));
    const std::string value(trimUnicode(word.substr(at + 1)));
    if (key == "channel" && !value.empty())
        command.channel = value;
    else if (key == "account" && !value.empty())
        command.account = value;
    else if (key == "scope" && isScope(lowerWord(value)))
        command.scope = lowerWord(value);
    else
        return false;
    return true;
}

/// The one optional word of "/name word"; nullopt when the text is something else.
std::optional<std::string> singleWord(std::string_view text, std::string_view name) {
    const std::string body = normalizeBody(text);
    if (!startsWithIgnoreCase(body, name)) return std::nullopt;
    const std::string_view rest = std::string_view(body).substr(name.size());
    const std::string_view word = trimUnicode(rest);
    if (!word.empty() && skipSpaces(rest, 0) == 0) return std::nullopt;
    const bool letters = std::all_of(word.begin(), word.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    return letters ? std::optional(lowerWord(word)) : std::nullopt;
}

/// Skill names are compared with blanks and underscores as dashes.
std::string skillToken(std::string_view name) {
    std::string out;
    for (const char c : lowerWord(name)) {
        const char mapped = c == ' ' || c == '\t' || c == '_' ? '-' : c;
        if (mapped != '-' || c == '-' || out.empty() || out.back() != '-') out += mapped;
    }
    return out;
}

const SkillCommand* findSkill(std::string_view raw, std::span<const SkillCommand> skills) {
    const std::string word = lowerWord(raw);
    const std::string token = skillToken(raw);
    for (const SkillCommand& skill : skills) {
        if (toLowerUnicode(skill.name) == word || toLowerUnicode(skill.skillName) == word ||
            skillToken(skill.name) == token || skillToken(skill.skillName) == token)
            return &skill;
    }
    return nullptr;
}

}

std::string_view toString(ApprovalDecision decision) {
    switch (decision) {
    case ApprovalDecision::allowOnce: return "allow-once";
    case ApprovalDecision::allowAlways: return "allow-always";
    case ApprovalDecision::deny: return "deny";
    }
    return "deny";
}

std::optional<ApproveCommand> parseApproveCommand(std::string_view text) {
    const auto rest = after(text, "/approve");
    if (!rest) return std::nullopt;
    ApproveCommand command;
    const auto words = splitWords(*rest);
    if (words.size() >= 2) {
        command.decision = parseDecision(words[0]);
        if (command.decision) {
            for (std::size_t i = 1; i < words.size(); ++i)
                command.id += (i > 1 ? " " : "") + std::string(words[i]);
        } else {
            command.decision = parseDecision(words[1]);
            command.id = std::string(words[0]);
        }
    }
    if (!command.decision) {
        command.id.clear();
        command.error = approveUsage;
    }
    return command;
}

std::optional<AllowlistCommand> parseAllowlistCommand(std::string_view text) {
    const auto rest = after(text, "/allowlist");
    if (!rest) return std::nullopt;
    AllowlistCommand command;
    const auto words = splitWords(*rest);
    if (words.empty()) return command;
    command.resolve = false;
    std::size_t at = 0;
    if (const std::string word = lowerWord(words[0]); word == "list" || word == "add" || word == "remove") {
        using Action = AllowlistCommand::Action;
        command.action = word == "list" ? Action::list : word == "add" ? Action::add : Action::remove;
        ++at;
    }
    if (at < words.size() && isScope(lowerWord(words[at]))) command.scope = lowerWord(words[at++]);
    std::vector<std::string> entry;
    for (; at < words.size(); ++at) {
        const std::string word = lowerWord(words[at]);
        if (word == "--resolve" || word == "resolve")
            command.resolve = true;
        else if (word == "--config" || word == "config")
            command.target = "config";
        else if (word == "--store" || word == "store")
            command.target = "store";
        else if (word == "--channel" && at + 1 < words.size())
            command.channel = std::string(words[++at]);
        else if (word == "--account" && at + 1 < words.size())
            command.account = std::string(words[++at]);
        else if (!readAllowlistPair(command, words[at]))
            entry.emplace_back(words[at]);
    }
    if (command.action == AllowlistCommand::Action::list) return command;
    command.entry = join(entry, " ");
    if (command.entry.empty()) {
        command.action = AllowlistCommand::Action::error;
        command.message = "Usage: /allowlist add|remove <entry>";
    }
    return command;
}

std::string_view toString(BashCommand::Action action) {
    switch (action) {
    case BashCommand::Action::run: return "run";
    case BashCommand::Action::poll: return "poll";
    case BashCommand::Action::stop: return "stop";
    case BashCommand::Action::help: return "help";
    }
    return "help";
}

std::optional<BashCommand> parseBashCommand(std::string_view text) {
    const std::string_view trimmed = trimUnicodeStart(text);
    std::string_view rest;
    if (startsWithIgnoreCase(trimmed, "/bash")) {
        rest = trimmed.substr(5);
        const std::size_t start = skipSpaces(rest, 0);
        const bool hasColon = start < rest.size() && rest[start] == ':';
        if (!rest.empty() && start == 0 && !hasColon) return std::nullopt;
        rest = rest.substr(hasColon ? start + 1 : start);
    } else if (trimmed.starts_with("!")) {
        rest = trimUnicodeStart(trimmed.substr(1));
        if (rest.starts_with(":")) rest.remove_prefix(1);
    } else {
        return std::nullopt;
    }
    rest = trimUnicodeStart(rest);
    BashCommand command;
    if (rest.empty()) return command;
    const std::size_t end = findSpace(rest, 0);
    const std::string word = toLowerUnicode(rest.substr(0, end));
    if (word == "poll" || word == "stop") {
        command.action = word == "poll" ? BashCommand::Action::poll : BashCommand::Action::stop;
        command.sessionId = std::string(trimUnicode(rest.substr(end)));
    } else if (word != "help") {
        command.action = BashCommand::Action::run;
        command.command = std::string(rest);
    }
    return command;
}

ActivationCommand parseActivationCommand(std::string_view text) {
    ActivationCommand command;
    if (const auto word = singleWord(text, "/activation")) {
        command.found = true;
        command.mode = parseActivation(*word);
    }
    return command;
}

std::string_view toString(SendMode mode) {
    switch (mode) {
    case SendMode::allow: return "allow";
    case SendMode::deny: return "deny";
    case SendMode::inherit: return "inherit";
    }
    return "inherit";
}

SendCommand parseSendCommand(std::string_view text) {
    SendCommand command;
    const auto word = singleWord(text, "/send");
    if (!word) return command;
    command.found = true;
    if (*word == "inherit" || *word == "default" || *word == "reset")
        command.mode = SendMode::inherit;
    else if (*word == "allow" || *word == "on")
        command.mode = SendMode::allow;
    else if (*word == "deny" || *word == "off")
        command.mode = SendMode::deny;
    return command;
}

std::optional<SkillInvocation> parseSkillInvocation(std::string_view body,
                                                    std::span<const SkillCommand> skills) {
    const std::string_view text = trimUnicode(body);
    if (!text.starts_with("/")) return std::nullopt;
    std::size_t end = findSpace(text, 0);
    const std::string name = lowerWord(text.substr(1, end - 1));
    std::string_view rest = trimUnicode(text.substr(end));
    const SkillCommand* found = nullptr;
    if (name == "skill") {
        end = findSpace(rest, 0);
        found = rest.empty() ? nullptr : findSkill(rest.substr(0, end), skills);
        rest = trimUnicode(rest.substr(end));
    } else {
        for (const SkillCommand& skill : skills) {
            if (!found && toLowerUnicode(skill.name) == name) found = &skill;
        }
    }
    if (!found) return std::nullopt;
    return SkillInvocation{*found, std::string(rest)};
}

std::string skillPrompt(const SkillInvocation& invocation) {
    std::string prompt = "Use the \"" + invocation.skill.skillName + "\" skill for this request.";
    if (!invocation.arguments.empty()) prompt += "\n\nUser input:\n" + invocation.arguments;
    return prompt;
}

}
