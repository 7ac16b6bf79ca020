// Reads a command line against the tree of commands: options may stand before and after words, "--" ends them, short
// switches may be bundled. Error texts are those that scripts and people know from the reference.
#include "cli/CommandLine.hpp"

#include "openclaw/core/strings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace openclaw::cli {

namespace {

constexpr std::size_t maxSuggestionWord = 64;

Error problem(std::string text) { return Error(Errc::invalidInput, "error: " + std::move(text)); }

std::string suggestion(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string closest = closestName(word, candidates);
    return closest.empty() ? std::string() : "\n(Did you mean " + closest + "?)";
}

std::vector<std::string> subcommandNames(const Command& command) {
    std::vector<std::string> names;
    for (const Command& subcommand : command.subcommands)
        names.push_back(subcommand.name);
    return names;
}

std::vector<std::string> optionNames(const Command& command) {
    std::vector<std::string> names;
    for (const Option& option : command.options) {
        if (!option.isHidden)
            names.push_back("--" + option.name);
    }
    return names;
}

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t i = 0; i <= b.size(); ++i)
        row[i] = i;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

class Reader {
public:
    Reader(const Command& root, const std::vector<std::string>& words) : words_(words) {
        found_.command = &root;
        found_.path = root.name;
    }

    Result<Invocation> read() {
        for (; at_ < words_.size(); ++at_) {
            const Result<void> taken = takeWord(words_[at_]);
            if (!taken)
                return taken.error();
            if (found_.wantsHelp)
                return found_;
        }
        const Result<void> complete = checkComplete();
        if (!complete)
            return complete.error();
        return std::move(found_);
    }

private:
    const Command& command() const { return *found_.command; }

    Result<void> takeWord(const std::string& word) {
        const bool isOption = !optionsEnded_ && word.size() > 1 && word[0] == '-';
        if (command().passesThrough) {
            found_.arguments.addWord(word);
            return {};
        }
        if (isOption && word == "--") {
            optionsEnded_ = true;
            return {};
        }
        if (isOption && (word == "-h" || word == "--help")) {
            found_.wantsHelp = true;
            return {};
        }
        if (isOption)
            return word[1] == '-' ? takeLongOption(word) : takeShortOptions(word);
        if (const Command* subcommand = optionsEnded_ ? nullptr : command().find(word);
            subcommand && found_.arguments.words().empty()) {
            found_.command = subcommand;
            found_.path += " " + subcommand->name;
            return {};
        }
        return takePositional(word);
    }

    Result<void> takePositional(const std::string& word) {
        if (!command().action)
            return problem(fmt::format("unknown command '{}'{}", word, suggestion(word, subcommandNames(command()))));
        const std::size_t expected = command().positionals.size();
        if (found_.arguments.words().size() == expected) {
            const std::size_t given = expected + countWords();
            return problem(fmt::format("too many arguments for '{}'. Expected {} argument{} but got {}.", command().name,
                                       expected, expected == 1 ? "" : "s", given));
        }
        found_.arguments.addWord(word);
        return {};
    }

    /// The words from here on that are not options.
    std::size_t countWords() const {
        return static_cast<std::size_t>(std::count_if(words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end(),
                                                      [](const std::string& word) { return !word.starts_with('-'); }));
    }

    Result<void> takeLongOption(const std::string& word) {
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == std::string::npos ? std::string::npos : equals - 2);
        const auto option = std::find_if(command().options.begin(), command().options.end(),
                                         [&](const Option& candidate) { return candidate.name == name; });
        if (option == command().options.end()) {
            if (command().ignoresUnknownOptions)
                return {};
            return problem(fmt::format("unknown option '--{}'{}", name, suggestion("--" + name, optionNames(command()))));
        }
        if (option->valueName.empty()) {
            found_.arguments.set(option->name, "true");
            return {};
        }
        if (equals != std::string::npos) {
            keep(*option, word.substr(equals + 1));
            return {};
        }
        return takeValue(*option);
    }

    Result<void> takeShortOptions(const std::string& word) {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const auto option = std::find_if(command().options.begin(), command().options.end(),
                                             [&](const Option& candidate) { return candidate.shortName == word[i]; });
            if (option == command().options.end()) {
                if (command().ignoresUnknownOptions)
                    return {};
                // A negative number, such as a Telegram chat id, is a word.
                if (i == 1 && parseInteger(word) && !command().positionals.empty())
                    return takePositional(word);
                return problem(fmt::format("unknown option '-{}'", word[i]));
            }
            if (option->valueName.empty()) {
                found_.arguments.set(option->name, "true");
                continue;
            }
            if (i + 1 < word.size()) {
                keep(*option, word.substr(i + 1));
                return {};
            }
            return takeValue(*option);
        }
        return {};
    }

    Result<void> takeValue(const Option& option) {
        if (at_ + 1 == words_.size())
            return problem(fmt::format("option '{}' argument missing", option.flags()));
        ++at_;
        keep(option, words_[at_]);
        const auto isValue = [&](const std::string& word) { return !word.starts_with('-') || parseInteger(word); };
        while (option.valueName.ends_with("...") && at_ + 1 < words_.size() && isValue(words_[at_ + 1]))
            keep(option, words_[++at_]);
        return {};
    }

    void keep(const Option& option, const std::string& value) {
        if (option.isRepeatable)
            found_.arguments.append(option.name, value);
        else
            found_.arguments.set(option.name, value);
    }

    Result<void> checkComplete() const {
        const std::size_t given = found_.arguments.words().size();
        for (std::size_t i = given; i < command().positionals.size(); ++i) {
            if (command().positionals[i].isRequired)
                return problem(fmt::format("missing required argument '{}'", command().positionals[i].name));
        }
        for (const Option& option : command().options) {
            if (option.isRequired && !found_.arguments.has(option.name))
                return problem(fmt::format("required option '{}' not specified", option.flags()));
        }
        return {};
    }

    const std::vector<std::string>& words_;
    std::size_t at_ = 0;
    bool optionsEnded_ = false;
    Invocation found_;
};

void appendRows(std::string& out, const char* title, const std::vector<std::pair<std::string, std::string>>& rows) {
    if (rows.empty())
        return;
    std::size_t width = 0;
    for (const auto& [left, right] : rows)
        width = std::max(width, left.size());
    out += fmt::format("\n{}:\n", title);
    for (const auto& [left, right] : rows)
        out += right.empty() ? fmt::format("  {}\n", left) : fmt::format("  {:<{}}  {}\n", left, width, right);
}

}

std::string Option::flags() const {
    std::string text = shortName ? fmt::format("-{}, --{}", shortName, name) : "--" + name;
    if (!valueName.empty())
        text += " <" + valueName + ">";
    return text;
}

std::string Arguments::text(std::string_view option, std::string_view fallback) const {
    const auto found = values_.find(option);
    return found == values_.end() ? std::string(fallback) : found->second;
}

Result<std::int64_t> Arguments::positive(std::string_view option, std::int64_t fallback) const {
    if (!has(option))
        return fallback;
    constexpr std::int64_t most = 1'000'000'000;
    const std::optional<std::int64_t> number = parseInteger(text(option));
    if (!number || *number < 1 || *number > most)
        return Error(Errc::invalidInput, fmt::format("--{} must be a positive integer", option));
    return *number;
}

std::vector<std::string> Arguments::texts(std::string_view option) const {
    std::vector<std::string> values;
    const std::string all = text(option);
    for (const std::string_view value : split(all, '\n')) {
        if (!value.empty()) values.emplace_back(value);
    }
    return values;
}

Command named(const char* name, const char* summary, Action action) {
    Command command;
    command.name = name;
    command.summary = summary;
    command.action = action;
    return command;
}

const Command* Command::find(std::string_view subcommand) const {
    for (const Command& candidate : subcommands) {
        if (candidate.name == subcommand)
            return &candidate;
    }
    return nullptr;
}

Result<Invocation> parseCommandLine(const Command& root, const std::vector<std::string>& words) {
    return Reader(root, words).read();
}

std::string helpText(const Command& command, const std::string& path) {
    std::string out = "Usage: " + path;
    std::vector<std::pair<std::string, std::string>> options;
    for (const Option& option : command.options) {
        if (!option.isHidden)
            options.emplace_back(option.flags(), option.help);
    }
    options.emplace_back("-h, --help", "display help for command");
    out += command.passesThrough ? " [arguments]" : " [options]";
    if (!command.subcommands.empty())
        out += " [command]";
    for (const Positional& positional : command.positionals)
        out += positional.isRequired ? " <" + positional.name + ">" : " [" + positional.name + "]";
    out += "\n";
    if (!command.summary.empty())
        out += "\n" + command.summary + "\n";
    appendRows(out, "Options", options);
    std::vector<std::pair<std::string, std::string>> subcommands;
    for (const Command& subcommand : command.subcommands)
        subcommands.emplace_back(subcommand.name, subcommand.summary);
    appendRows(out, "Commands", subcommands);
    return out;
}

std::string closestName(std::string_view word, const std::vector<std::string>& candidates) {
    if (word.size() > maxSuggestionWord)
        return {};
    std::string closest;
    std::size_t best = 3;   // further away is a different word
    for (const std::string& candidate : candidates) {
        const std::size_t length = std::max(word.size(), candidate.size());
        const std::size_t distance = editDistance(word, candidate);
        if (distance < best + (closest.empty() ? 1 : 0) && distance * 5 <= length * 3 && distance < length) {
            best = distance;
            closest = candidate;
        }
    }
    return closest;
}

}
