// Shell completion. Each script finds the longest run of words that is a command of ours, and offers what follows it.
#include "cli/completion.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

namespace openclaw::cli {

namespace {

struct Choice {
    std::string word;
    std::string help;
};
/// What may follow "gateway call".
struct Level {
    std::string path;
    std::vector<Choice> commands;
    std::vector<Choice> options;
};

void collect(const Command& command, const std::string& path, std::vector<Level>& levels) {
    Level level{path, {}, {}};
    for (const Command& sub : command.subcommands)
        level.commands.push_back({sub.name, sub.summary});
    for (const Option& option : command.options) {
        if (!option.isHidden) level.options.push_back({"--" + option.name, option.help});
    }
    level.options.push_back({"--help", "display help for command"});
    levels.push_back(std::move(level));
    for (const Command& sub : command.subcommands)
        collect(sub, path.empty() ? sub.name : path + " " + sub.name, levels);
}

/// In single quotes for any of the shells but fish, which reads backslashes there.
std::string quoted(const std::string& text) { return "'" + replaceAll(text, "'", "'\\''") + "'"; }

std::string fishQuoted(const std::string& text) {
    return "'" + replaceAll(replaceAll(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string wordsOf(const std::vector<Choice>& choices) {
    std::vector<std::string> words;
    for (const Choice& choice : choices)
        words.push_back(choice.word);
    return join(words, " ");
}

/// The arms of a `case` over paths: what follows each of them, as `line` says it.
template <class Line>
std::string caseArms(const std::vector<Level>& levels, std::vector<Choice> Level::*choices, Line line) {
    std::string arms;
    for (const Level& level : levels)
        arms += "        " + line(quoted(level.path), level.*choices) + " ;;\n";
    return arms;
}

std::string bashScript(const std::vector<Level>& levels) {
    const auto line = [](const std::string& path, const std::vector<Choice>& choices) {
        return path + ") words=" + quoted(wordsOf(choices));
    };
    const std::string commands = caseArms(levels, &Level::commands, line);
    const std::string options = caseArms(levels, &Level::options, line);
    return "# openclaw completion for bash\n"
           "_openclaw_words() {\n"
           "    words=\n"
           "    if [[ $2 == -* ]]; then\n"
           "        case $1 in\n" + options +
           "        esac\n"
           "    else\n"
           "        case $1 in\n" + commands +
           "        esac\n"
           "    fi\n"
           "}\n"
           "_openclaw() {\n"
           "    local current=${COMP_WORDS[COMP_CWORD]} path= words= i\n"
           "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
           "        _openclaw_words \"$path\" \"\"\n"
           "        [[ \" $words \" == *\" ${COMP_WORDS[i]} \"* ]] && path+=${path:+ }${COMP_WORDS[i]}\n"
           "    done\n"
           "    _openclaw_words \"$path\" \"$current\"\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
           "}\n"
           "complete -o default -F _openclaw openclaw\n";
}

std::string zshList(const std::vector<Choice>& choices) {
    std::string list;
    for (const Choice& choice : choices)
        list += " " + quoted(replaceAll(choice.word, ":", "\\:") + ":" + choice.help);
    return list;
}

std::string zshScript(const std::vector<Level>& levels) {
    const auto line = [](const std::string& path, const std::vector<Choice>& choices) {
        return "(" + path + ") list=(" + zshList(choices) + " )";
    };
    const std::string commands = caseArms(levels, &Level::commands, line);
    const std::string options = caseArms(levels, &Level::options, line);
    return "#compdef openclaw\n"
           "_openclaw_list() {\n"
           "    list=()\n"
           "    if [[ $2 == -* ]]; then\n"
           "        case $1 in\n" + options +
           "        esac\n"
           "    else\n"
           "        case $1 in\n" + commands +
           "        esac\n"
           "    fi\n"
           "}\n"
           "_openclaw() {\n"
           "    local level= i\n"
           "    local -a list\n"
           "    for ((i = 2; i < CURRENT; i++)); do\n"
           "        _openclaw_list \"$level\" ''\n"
           "        (( ${list[(I)${words[i]}:*]} )) && level+=${level:+ }${words[i]}\n"
           "    done\n"
           "    _openclaw_list \"$level\" \"${words[CURRENT]}\"\n"
           "    if [[ ${words[CURRENT]} == -* ]]; then _describe -o 'option' list; else _describe 'command' list; fi\n"
           "}\n"
           "if [[ ${funcstack[1]} == _openclaw ]]; then\n"
           "    _openclaw\n"
           "else\n"
           "    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n"
           "    compdef _openclaw openclaw\n"
           "fi\n";
}

std::string fishScript(const std::vector<Level>& levels) {
    std::string known;
    std::string rules;
    for (const Level& level : levels) {
        if (!level.path.empty()) known += " " + fishQuoted(level.path);
        const std::string condition = fishQuoted("__openclaw_at " + fishQuoted(level.path));
        for (const Choice& choice : level.commands)
            rules += fmt::format("complete -c openclaw -n {} -a {} -d {}\n", condition, fishQuoted(choice.word), fishQuoted(choice.help));
        for (const Choice& choice : level.options)
            rules += fmt::format("complete -c openclaw -n {} -l {} -d {}\n", condition, fishQuoted(choice.word.substr(2)), fishQuoted(choice.help));
    }
    return "# openclaw completion for fish\n"
           "function __openclaw_at\n"
           "    set -l known" + known + "\n"
           "    set -l path\n"
           "    for word in (commandline -opc)[2..-1]\n"
           "        set -l next (string trim -- \"$path $word\")\n"
           "        contains -- \"$next\" $known; and set path \"$next\"\n"
           "    end\n"
           "    test \"$path\" = \"$argv[1]\"\n"
           "end\n"
           "complete -c openclaw -f\n" + rules;
}

}

std::string completionScript(const Command& root, std::string_view shell) {
    std::vector<Level> levels;
    collect(root, "", levels);
    if (shell == "bash") return bashScript(levels);
    if (shell == "zsh") return zshScript(levels);
    if (shell == "fish") return fishScript(levels);
    return {};
}

}
