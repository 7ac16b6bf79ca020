#pragma once

#include "openclaw/core/error.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Commands, their options and the reading of one command line, with the wording of the reference (cli.md 1.1).
namespace openclaw::cli {

class Context;

/// One option of a command. Without `valueName` it is a switch.
struct Option {
    char shortName = 0;
    /// Without dashes; "no-probe" is a switch of its own.
    std::string name;
    std::string valueName;
    std::string help;
    bool isRequired = false;
    /// Accepted but not shown: it changes nothing in this program.
    bool isHidden = false;
    /// May be given several times; the values are kept one per line. "<name...>" also takes several words at once.
    bool isRepeatable = false;

    /// "-t, --target <dest>"
    std::string flags() const;
};

struct Positional {
    std::string name;
    bool isRequired = true;
};

/// What the user gave to a command.
class Arguments {
public:
    bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
    /// The option's last value, or "".
    std::string text(std::string_view option, std::string_view fallback = {}) const;
    /// Every value of an option that may be given several times.
    std::vector<std::string> texts(std::string_view option) const;
    /// A number from 1 up, `fallback` when the option is absent; Errc::invalidInput for anything else.
    Result<std::int64_t> positive(std::string_view option, std::int64_t fallback) const;
    /// The positional at `index`, or "".
    std::string word(std::size_t index) const { return index < words_.size() ? words_[index] : std::string(); }
    const std::vector<std::string>& words() const { return words_; }

    void set(std::string name, std::string value) { values_[std::move(name)] = std::move(value); }
    void append(const std::string& name, const std::string& value) {
        std::string& kept = values_[name];
        kept += (kept.empty() ? "" : "\n") + value;
    }
    void addWord(std::string word) { words_.push_back(std::move(word)); }

private:
    std::map<std::string, std::string, std::less<>> values_;
    std::vector<std::string> words_;
};

/// Returns the exit code.
using Action = int (*)(Context&, const Arguments&);

/// What happens with a configuration file that is not valid (config.md 5.1).
enum class ConfigGuard { refuse, tolerate };

struct Command {
    std::string name;
    std::string summary;
    std::vector<Option> options;
    std::vector<Positional> positionals;
    std::vector<Command> subcommands;
    /// nullptr: a group that only shows its help.
    Action action = nullptr;
    ConfigGuard guard = ConfigGuard::refuse;
    /// The reference's fast-path commands ignore options they do not know.
    bool ignoresUnknownOptions = false;
    /// Everything after the name is handed over as words.
    bool passesThrough = false;

    const Command* find(std::string_view subcommand) const;
};

/// A command that does something; what it takes is added by the caller.
Command named(const char* name, const char* summary, Action action);

/// One reading of a command line.
struct Invocation {
    const Command* command = nullptr;
    /// "openclaw gateway call"
    std::string path;
    Arguments arguments;
    bool wantsHelp = false;
};

/// Finds the command and reads its options. Errc::invalidInput with the text for stderr.
Result<Invocation> parseCommandLine(const Command& root, const std::vector<std::string>& words);

/// Usage, arguments, options and subcommands of a command.
std::string helpText(const Command& command, const std::string& path);

/// The candidate closest to a misspelt word, or "" when none is close.
std::string closestName(std::string_view word, const std::vector<std::string>& candidates);

}
