// Words and aliases of session options, as tables.
#include "openclaw/commands/levels.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <initializer_list>
#include <utility>
#include <vector>

namespace openclaw::commands {

namespace {

template <class Level>
struct Row {
    Level level;
    std::initializer_list<std::string_view> words;
};

template <class Level>
std::optional<Level> find(std::initializer_list<Row<Level>> rows, std::string_view word) {
    const std::string key = toLowerUnicode(trimUnicode(word));
    for (const auto& row : rows) {
        for (const std::string_view alias : row.words) {
            if (alias == key) return row.level;
        }
    }
    return std::nullopt;
}

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The text behind "supported values are:" or "supported values:", up to the end of the sentence.
std::string_view supportedValues(std::string_view message) {
    const std::string lower = toLowerAscii(message);
    for (const std::string_view marker : {"supported values are:", "supported values:"}) {
        const std::size_t at = lower.find(marker);
        if (at == std::string::npos) continue;
        const std::string_view rest = message.substr(at + marker.size());
        return rest.substr(0, rest.find_first_of("\n."));
    }
    return {};
}

std::vector<std::string> listedValues(std::string_view list) {
    std::vector<std::string> quoted;
    for (std::size_t open = list.find_first_of("'\""); open != std::string_view::npos;) {
        const std::size_t close = list.find_first_of("'\"", open + 1);
        if (close == std::string_view::npos) break;
        if (close > open + 1) quoted.emplace_back(list.substr(open + 1, close - open - 1));
        open = list.find_first_of("'\"", close + 1);
    }
    if (!quoted.empty()) return quoted;
    std::vector<std::string> words;
    std::string word;
    for (const char c : std::string(list) + ",") {
        if (isLetter(c) || (c == '-' && !word.empty())) {
            word += c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    return words;
}

}

std::optional<ThinkLevel> parseThinkLevel(std::string_view word) {
    using enum ThinkLevel;
    return find<ThinkLevel>(
        {{off, {"off"}},
         {minimal, {"minimal", "min", "think"}},
         {low, {"low", "on", "enable", "enabled", "thinkhard", "think-hard", "think_hard"}},
         {medium, {"medium", "mid", "med", "thinkharder", "think-harder", "harder"}},
         {high, {"high", "ultra", "ultrathink", "thinkhardest", "highest", "max"}},
         {xhigh, {"xhigh", "x-high", "x_high"}}},
        word);
}

std::string_view toString(ThinkLevel level) {
    switch (level) {
    case ThinkLevel::off: return "off";
    case ThinkLevel::minimal: return "minimal";
    case ThinkLevel::low: return "low";
    case ThinkLevel::medium: return "medium";
    case ThinkLevel::high: return "high";
    case ThinkLevel::xhigh: return "xhigh";
    }
    return "off";
}

std::optional<VerboseLevel> parseVerboseLevel(std::string_view word) {
    using enum VerboseLevel;
    return find<VerboseLevel>({{off, {"off", "false", "no", "0"}},
                               {full, {"full", "all", "everything"}},
                               {on, {"on", "minimal", "true", "yes", "1"}}},
                              word);
}

std::string_view toString(VerboseLevel level) {
    switch (level) {
    case VerboseLevel::off: return "off";
    case VerboseLevel::on: return "on";
    case VerboseLevel::full: return "full";
    }
    return "off";
}

std::optional<ReasoningLevel> parseReasoningLevel(std::string_view word) {
    using enum ReasoningLevel;
    return find<ReasoningLevel>({{off, {"off", "false", "no", "0", "hide", "hidden", "disable", "disabled"}},
                                 {on, {"on", "true", "yes", "1", "show", "visible", "enable", "enabled"}},
                                 {stream, {"stream", "streaming", "draft", "live"}}},
                                word);
}

std::string_view toString(ReasoningLevel level) {
    switch (level) {
    case ReasoningLevel::off: return "off";
    case ReasoningLevel::on: return "on";
    case ReasoningLevel::stream: return "stream";
    }
    return "off";
}

std::optional<ElevatedLevel> parseElevatedLevel(std::string_view word) {
    using enum ElevatedLevel;
    return find<ElevatedLevel>({{off, {"off", "false", "no", "0"}},
                                {full, {"full", "auto", "auto-approve", "autoapprove"}},
                                {ask, {"ask", "prompt", "approval", "approve"}},
                                {on, {"on", "true", "yes", "1"}}},
                               word);
}

std::string_view toString(ElevatedLevel level) {
    switch (level) {
    case ElevatedLevel::off: return "off";
    case ElevatedLevel::on: return "on";
    case ElevatedLevel::ask: return "ask";
    case ElevatedLevel::full: return "full";
    }
    return "off";
}

std::optional<UsageDisplay> parseUsageDisplay(std::string_view word) {
    using enum UsageDisplay;
    return find<UsageDisplay>(
        {{off, {"off", "false", "no", "0", "disable", "disabled"}},
         {tokens,
          {"on", "true", "yes", "1", "enable", "enabled", "tokens", "token", "tok", "minimal", "min"}},
         {full, {"full", "session"}}},
        word);
}

std::string_view toString(UsageDisplay display) {
    switch (display) {
    case UsageDisplay::off: return "off";
    case UsageDisplay::tokens: return "tokens";
    case UsageDisplay::full: return "full";
    }
    return "off";
}

std::optional<Activation> parseActivation(std::string_view word) {
    return find<Activation>({{Activation::mention, {"mention"}}, {Activation::always, {"always"}}}, word);
}

std::string_view toString(Activation activation) {
    switch (activation) {
    case Activation::mention: return "mention";
    case Activation::always: return "always";
    }
    return "mention";
}

bool supportsXhigh(std::string_view model) {
    const std::string name =
        toLowerAscii(model.substr(model.rfind('/') == std::string_view::npos ? 0 : model.rfind('/') + 1));
    return name == "gpt-5.2" || name == "gpt-5.2-codex" || name == "gpt-5.1-codex";
}

std::optional<ThinkLevel> fallbackThinkLevel(std::string_view errorMessage,
                                             const std::set<ThinkLevel>& attempted) {
    for (const std::string& value : listedValues(supportedValues(errorMessage))) {
        const auto level = parseThinkLevel(value);
        if (level && !attempted.contains(*level)) return level;
    }
    return std::nullopt;
}

}
