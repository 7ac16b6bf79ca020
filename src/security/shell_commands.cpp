// A reader for the part of the shell's grammar that says plainly which programs run. What it does not
// understand it refuses, so that no trick of the shell passes for something else.
#include "openclaw/security/shell_commands.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace openclaw::security {

namespace {

constexpr std::array<std::string_view, 22> reservedWords{
    "!",  "[[",   "]]",    "{",     "}",  "if",   "then", "else",   "elif",     "fi",   "for",
    "do", "done", "while", "until", "in", "case", "esac", "select", "function", "time", "coproc"};
/// Everything that bash does itself, except what only prints or compares.
constexpr std::array<std::string_view, 55> builtins{
    ".",       ":",       "alias",   "bg",       "bind",    "break",    "builtin",   "caller",
    "cd",      "command", "compgen", "complete", "compopt", "continue", "declare",   "dirs",
    "disown",  "enable",  "eval",    "exec",     "exit",    "export",   "fc",        "fg",
    "getopts", "hash",    "help",    "history",  "jobs",    "kill",     "let",       "local",
    "logout",  "mapfile", "popd",    "printf",   "pushd",   "read",     "readarray", "readonly",
    "return",  "set",     "shift",   "shopt",    "source",  "suspend",  "times",     "trap",
    "type",    "typeset", "ulimit",  "umask",    "unalias", "unset",    "wait"};
constexpr std::array<std::string_view, 49> interpreters{
    "sh",     "bash",    "dash",    "zsh",      "ksh",    "fish",  "csh",  "tcsh",    "busybox", "env",
    "sudo",   "doas",    "su",      "xargs",    "find",   "nohup", "nice", "timeout", "setsid",  "stdbuf",
    "time",   "watch",   "script",  "parallel", "ssh",    "awk",   "gawk", "mawk",    "sed",     "perl",
    "python", "python2", "python3", "node",     "nodejs", "deno",  "bun",  "ruby",    "php",     "lua",
    "make",   "git",     "docker",  "podman",   "npx",    "npm",   "vim",  "ed",      "tar"};

template <std::size_t N>
bool isListed(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The last part of a path.
std::string_view baseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

Error notJudged(std::string what) { return Error(Errc::invalidInput, "it has " + std::move(what)); }

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    Result<std::vector<ShellPart>> read() {
        while (at_ < text_.size()) {
            const Result<void> step = readOne();
            if (!step) return step.error();
            if (parts_.size() > maxJudgedParts) return notJudged("too many parts");
        }
        const Result<void> last = endPart(false);
        if (!last) return last.error();
        if (parts_.empty()) return notJudged("no program");
        return std::move(parts_);
    }

private:
    Result<void> readOne() {
        const char c = text_[at_];
        if (c == ' ' || c == '\t') {
            ++at_;
            return endWord();
        }
        switch (c) {
        case '\n':
        case ';': ++at_; return endPart(c == '\n');
        case '&':
        case '|': return readJoint(c);
        case '\'': return readSingleQuoted();
        case '"': return readDoubleQuoted();
        case '\\': return readEscape();
        case '$':
        case '`': return notJudged("a variable or a substitution");
        case '<':
        case '>': return notJudged("a redirection");
        case '(':
        case ')':
        case '{':
        case '}': return notJudged("a group or a pattern in braces");
        case '#':
            if (!hasWord_) return notJudged("a comment");
            break;
        case '*':
        case '?':
        case '[':
        case ']': hasPattern_ = true; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return notJudged("a control character");
        }
        addPlain(c);
        return {};
    }

    Result<void> readJoint(char c) {
        const bool isDouble = at_ + 1 < text_.size() && text_[at_ + 1] == c;
        if (c == '&' && !isDouble) return notJudged("a part in the background");
        if (c == '|' && at_ + 1 < text_.size() && text_[at_ + 1] == '&') return notJudged("a redirection");
        at_ += isDouble ? 2 : 1;
        const Result<void> ended = endPart(false);
        if (!ended) return ended.error();
        mustGoOn_ = true;
        return {};
    }

    Result<void> readSingleQuoted() {
        const std::size_t end = text_.find('\'', at_ + 1);
        if (end == std::string_view::npos) return notJudged("an open quote");
        word_ += text_.substr(at_ + 1, end - at_ - 1);
        hasWord_ = isQuoted_ = true;
        at_ = end + 1;
        return {};
    }

    Result<void> readDoubleQuoted() {
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                hasWord_ = isQuoted_ = true;
                return {};
            }
            if (c == '$' || c == '`') return notJudged("a variable or a substitution");
            if (c == '!') return notJudged("a history mark");
            if (c != '\\') {
                word_ += c;
                continue;
            }
            if (at_ + 1 >= text_.size()) break;
            const char next = text_[at_ + 1];
            if (next == '\n') return notJudged("a continued line");
            if (next == '"' || next == '\\' || next == '$' || next == '`') ++at_;
            word_ += text_[at_];
        }
        return notJudged("an open quote");
    }

    Result<void> readEscape() {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] == '\n') return notJudged("a continued line");
        word_ += text_[at_ + 1];
        hasWord_ = isQuoted_ = true;
        at_ += 2;
        return {};
    }

    void addPlain(char c) {
        word_ += c;
        hasWord_ = true;
        ++at_;
    }

    Result<void> endWord() {
        if (!hasWord_) return {};
        const bool isProgram = words_.empty();
        const std::size_t sign = word_.find('=');
        if (isProgram && (hasPattern_ || word_.starts_with('~') || word_.starts_with('-') || word_.empty()))
            return notJudged("a program's name that the shell changes");
        if (isProgram && sign != std::string::npos) return notJudged("an assignment");
        if (isProgram && !isQuoted_ && isListed(reservedWords, word_))
            return notJudged("a word of the shell's grammar");
        hasPatterns_ = hasPatterns_ || hasPattern_;
        words_.push_back(std::move(word_));
        word_.clear();
        hasWord_ = isQuoted_ = hasPattern_ = false;
        return {};
    }

    /// `mayBeEmpty`: a line feed separates parts but needs none in front of it.
    Result<void> endPart(bool mayBeEmpty) {
        const Result<void> word = endWord();
        if (!word) return word.error();
        const bool isEnd = at_ >= text_.size();
        if (words_.empty()) {
            if (mustGoOn_ && isEnd) return notJudged("nothing after a joint");
            if (mayBeEmpty || isEnd) return {};
            return notJudged("an empty part");
        }
        mustGoOn_ = false;
        ShellPart part;
        part.words = std::move(words_);
        part.hasPatterns = std::exchange(hasPatterns_, false);
        words_.clear();
        parts_.push_back(std::move(part));
        return {};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<ShellPart> parts_;
    std::vector<std::string> words_;
    std::string word_;
    bool hasWord_ = false;
    bool isQuoted_ = false;
    bool hasPattern_ = false;
    bool hasPatterns_ = false;
    bool mustGoOn_ = false;
};

/// What a filter may be called with: letters of single-dash options, options that take the next word (or
/// their own rest) as value, and how many words besides.
struct FilterRule {
    std::string_view name;
    std::string_view switches;
    std::string_view valued;
    std::size_t fewestWords;
    std::size_t mostWords;
};
constexpr std::array<FilterRule, 9> filterRules{{{"grep", "EFGPivwxcnoqsabhy", "mABC", 1, 1},
                                                 {"cut", "sn", "bcdf", 0, 0},
                                                 {"sort", "bdfgihMnRrVuz", "kt", 0, 0},
                                                 {"uniq", "cdiu", "fsw", 0, 0},
                                                 {"head", "qvz", "nc", 0, 0},
                                                 {"tail", "qvz", "nc", 0, 0},
                                                 {"tr", "cCdst", "", 1, 2},
                                                 {"wc", "clmwL", "", 0, 0},
                                                 {"jq", "rcsneSajM", "", 1, 1}}};

/// jq filters that only look at their input.
bool isPlainJqFilter(std::string_view filter) {
    for (const std::string_view word : {"env", "ENV", "import", "include", "input", "debug", "halt", "module",
                                        "$__", "getpath", "stderr"}) {
        if (filter.find(word) != std::string_view::npos) return false;
    }
    return true;
}

/// Walks the pattern once and keeps every length of the path that it can have covered so far: the work is the
/// product of both lengths, whatever the pattern.
bool matchesWhole(std::string_view path, std::string_view pattern) {
    std::vector<bool> covered(path.size() + 1, false);
    covered[0] = true;
    while (!pattern.empty()) {
        std::vector<bool> next(path.size() + 1, false);
        if (pattern.front() == '*') {
            const bool crosses = pattern.starts_with("**");
            pattern.remove_prefix(crosses ? 2 : 1);
            for (std::size_t i = 0; i <= path.size(); ++i)
                next[i] = covered[i] || (i > 0 && next[i - 1] && (crosses || path[i - 1] != '/'));
        } else {
            for (std::size_t i = 0; i < path.size(); ++i) {
                const bool isAny = pattern.front() == '?' && path[i] != '/';
                next[i + 1] = covered[i] && (isAny || pattern.front() == path[i]);
            }
            pattern.remove_prefix(1);
        }
        covered = std::move(next);
    }
    return covered.back();
}

}

Result<std::vector<ShellPart>> splitShellCommand(std::string_view command) {
    if (command.size() > maxJudgedCommandBytes) return notJudged("too many characters");
    return Reader(command).read();
}

bool isShellBuiltin(std::string_view name) { return isListed(builtins, name); }

bool isInterpreter(std::string_view name) {
    std::string_view base = baseName(name);
    // python3.11, lua5.4
    while (!base.empty() && ((base.back() >= '0' && base.back() <= '9') || base.back() == '.'))
        base.remove_suffix(1);
    return isListed(interpreters, baseName(name)) || isListed(interpreters, base);
}

bool isHarmlessFilter(const ShellPart& part) {
    const std::string_view name = baseName(part.words.front());
    const auto rule = std::find_if(filterRules.begin(), filterRules.end(),
                                   [&](const FilterRule& each) { return each.name == name; });
    if (rule == filterRules.end() || part.hasPatterns) return false;
    std::size_t plainWords = 0;
    for (std::size_t i = 1; i < part.words.size(); ++i) {
        const std::string_view word = part.words[i];
        const bool isOption = word.size() > 1 && word.starts_with('-');
        if (!isOption) {
            ++plainWords;
            if (name == "jq" && !isPlainJqFilter(word)) return false;
            continue;
        }
        if ((name == "head" || name == "tail") && parseInteger(word.substr(1))) continue;
        for (std::size_t letter = 1; letter < word.size(); ++letter) {
            if (rule->switches.find(word[letter]) != std::string_view::npos) continue;
            if (rule->valued.find(word[letter]) == std::string_view::npos) return false;
            if (letter + 1 == word.size()) ++i; // the value is the next word
            break;
        }
    }
    return plainWords >= rule->fewestWords && plainWords <= rule->mostWords;
}

bool matchesProgramPattern(std::string_view path, std::string_view pattern, std::string_view home) {
    constexpr std::size_t maxPatternBytes = 1024;
    constexpr std::size_t maxPathBytes = 4096;
    if (pattern.find('/') == std::string_view::npos || pattern.size() > maxPatternBytes) return false;
    if (path.size() > maxPathBytes) return false;
    if (pattern.starts_with("~/") && !home.empty())
        return matchesWhole(path, std::string(home) + std::string(pattern.substr(1)));
    return matchesWhole(path, pattern);
}

}
