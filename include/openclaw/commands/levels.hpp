#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

/// The words of the session options and their aliases (spec commands.md §4). All parsers ignore case and
/// blanks at the ends; nullopt means that the word is none of them.
namespace openclaw::commands {

enum class ThinkLevel { off, minimal, low, medium, high, xhigh };
std::optional<ThinkLevel> parseThinkLevel(std::string_view word);
std::string_view toString(ThinkLevel level);

enum class VerboseLevel { off, on, full };
std::optional<VerboseLevel> parseVerboseLevel(std::string_view word);
std::string_view toString(VerboseLevel level);

enum class ReasoningLevel { off, on, stream };
std::optional<ReasoningLevel> parseReasoningLevel(std::string_view word);
std::string_view toString(ReasoningLevel level);

enum class ElevatedLevel { off, on, ask, full };
std::optional<ElevatedLevel> parseElevatedLevel(std::string_view word);
std::string_view toString(ElevatedLevel level);

enum class UsageDisplay { off, tokens, full };
std::optional<UsageDisplay> parseUsageDisplay(std::string_view word);
std::string_view toString(UsageDisplay display);

/// mention or always.
enum class Activation { mention, always };
std::optional<Activation> parseActivation(std::string_view word);
std::string_view toString(Activation activation);

/// Whether the model can think at level xhigh.
bool supportsXhigh(std::string_view model);
/// The first level that a provider's error message names as supported and that was not tried yet.
std::optional<ThinkLevel> fallbackThinkLevel(std::string_view errorMessage,
                                             const std::set<ThinkLevel>& attempted);

}
