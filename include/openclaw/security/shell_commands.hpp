#pragma once

#include "openclaw/core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Shell commands as an allowlist can judge them (docs/tools.md). Pure.
namespace openclaw::security {

inline constexpr std::size_t maxJudgedCommandBytes = 16 * 1024;
inline constexpr std::size_t maxJudgedParts = 64;

/// One program call of a command line.
struct ShellPart {
    /// The words as the program gets them, the program's own name first.
    std::vector<std::string> words;
    /// An argument holds a pattern that the shell replaces by names of files.
    bool hasPatterns = false;
};

/// The calls that a command line is made of: those joined by `;`, newline, `&&`, `||` and `|`. Anything else
/// that a shell would act on (variables, substitutions, redirections, background, groups, patterns in the
/// program's name, assignments, reserved words, comments) is Errc::invalidInput: such a command cannot be
/// judged by its programs. An empty line is, too.
Result<std::vector<ShellPart>> splitShellCommand(std::string_view command);

/// A command that the shell carries out itself and that can change what later ones mean or do; never judged
/// by a path.
bool isShellBuiltin(std::string_view name);
/// A program that runs other programs or code given to it: allowing it once must not allow it for ever.
bool isInterpreter(std::string_view name);
/// Whether the arguments of a filter (grep, cut, sort, uniq, head, tail, tr, wc, jq) let it do nothing but
/// read its standard input and write its standard output.
bool isHarmlessFilter(const ShellPart& part);

/// Whether an allowlist pattern covers a program's path. `*` and `?` stop at a slash, `**` does not; `~/` is
/// `home`. A pattern without a slash covers nothing: names can be planted.
bool matchesProgramPattern(std::string_view path, std::string_view pattern, std::string_view home);

}
