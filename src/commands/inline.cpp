// Inline directives. A directive is "/name" at the start of the text or after white space, ending at white
// space, a colon or the end. Only its first occurrence counts.
#include "openclaw/commands/inline.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/schedule/times.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::commands {

namespace {

struct Place {
    std::size_t start = 0; // of the "/"
    std::size_t end = 0;   // after the name
    std::string_view name;
};

bool isLetterOrDash(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; }
bool isModelCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':' || c == '@' || c == '-';
}

/// The first "/name" with one of the names.
std::optional<Place> findDirective(std::string_view text, std::span<const std::string_view> names) {
    bool atWordStart = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = decodeUtf8(text, at);
        if (c == '/' && atWordStart) {
            for (const std::string_view name : names) {
                const std::size_t end = start + 1 + name.size();
                if (name.empty() || !startsWithIgnoreCase(text.substr(start + 1), name)) continue;
                if (end == text.size() || text[end] == ':' || skipSpaces(text, end) > end)
                    return Place{start, end, text.substr(start + 1, name.size())};
            }
        }
        atWordStart = isUnicodeSpace(c);
    }
    return std::nullopt;
}

/// White space, one colon, white space.
std::size_t skipColon(std::string_view text, std::size_t at) {
    at = skipSpaces(text, at);
    return at < text.size() && text[at] == ':' ? skipSpaces(text, at + 1) : at;
}

void cut(std::string& text, std::size_t start, std::size_t end) {
    text = collapseSpaces(text.substr(0, start) + " " + text.substr(end));
}

template <class Level>
LevelDirective<Level> takeLevel(std::string& text,
                                std::initializer_list<std::string_view> names,
                                std::optional<Level> (*parse)(std::string_view)) {
    LevelDirective<Level> directive;
    const auto place = findDirective(text, std::span(names.begin(), names.size()));
    if (!place) {
        text = std::string(trimUnicode(text));
        return directive;
    }
    directive.found = true;
    const std::size_t start = skipColon(text, place->end);
    std::size_t end = start;
    while (end < text.size() && isLetterOrDash(text[end]))
        ++end;
    if (end > start) {
        directive.raw = text.substr(start, end - start);
        directive.level = parse(*directive.raw);
    }
    cut(text, place->start, end);
    return directive;
}

/// "key=value" or "key:value"; nullopt without separator or key.
std::optional<std::pair<std::string, std::string>> splitOption(std::string_view word) {
    const std::size_t at = word.find_first_of("=:");
    if (at == std::string_view::npos || at == 0) return std::nullopt;
    return std::pair(toLowerAscii(word.substr(0, at)), std::string(trimUnicode(word.substr(at + 1))));
}

std::optional<std::string> oneOf(std::string_view value, std::initializer_list<std::string_view> words) {
    const std::string word = toLowerAscii(trimUnicode(value));
    if (std::find(words.begin(), words.end(), word) == words.end()) return std::nullopt;
    return word;
}

bool readExecOption(ExecDirective& exec, const std::string& key, const std::string& value) {
    if (key == "host") {
        exec.rawHost = value;
        exec.host = oneOf(value, {"sandbox", "gateway", "node"});
        exec.invalidHost = !exec.host;
    } else if (key == "security") {
        exec.rawSecurity = value;
        exec.security = oneOf(value, {"deny", "allowlist", "full"});
        exec.invalidSecurity = !exec.security;
    } else if (key == "ask") {
        exec.rawAsk = value;
        exec.ask = oneOf(value, {"off", "on-miss", "always"});
        exec.invalidAsk = !exec.ask;
    } else if (key == "node") {
        exec.rawNode = value;
        exec.invalidNode = value.empty();
        exec.node = value.empty() ? std::nullopt : std::optional(value);
    } else {
        return false;
    }
    return true;
}

std::optional<std::int64_t> readCap(std::string_view raw) {
    const std::string text(trimUnicode(raw));
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !std::isfinite(value) || value < 1) return std::nullopt;
    return static_cast<std::int64_t>(std::min(std::floor(value), 1e6));
}

/// The value between the first and the second separator of "cap:5".
std::string optionValue(std::string_view word) {
    const std::size_t at = word.find_first_of(":=");
    const std::string_view rest = word.substr(at + 1);
    return std::string(rest.substr(0, rest.find_first_of(":=")));
}

/// False when the word is no queue option, which ends the directive.
bool readQueueWord(QueueDirective& queue, std::string_view word) {
    const std::string lower = toLowerUnicode(word);
    const auto names = [&](std::string_view name) {
        return lower.starts_with(name) && lower.size() > name.size() &&
               (lower[name.size()] == ':' || lower[name.size()] == '=');
    };
    if (names("debounce")) {
        queue.rawDebounce = optionValue(word);
        const auto duration =
            schedule::parseDuration(*queue.rawDebounce, schedule::DurationUnit::milliseconds);
        queue.debounceMs = duration ? std::optional(*duration) : std::nullopt;
    } else if (names("cap")) {
        queue.rawCap = optionValue(word);
        queue.cap = readCap(*queue.rawCap);
    } else if (names("drop")) {
        queue.rawDrop = optionValue(word);
        queue.drop = sessions::parseDropPolicy(*queue.rawDrop);
    } else if (const auto mode = sessions::parseQueueMode(word)) {
        queue.mode = mode;
        queue.rawMode = std::string(word);
    } else {
        return false;
    }
    return true;
}

}

bool InlineDirectives::any() const {
    return think.found || verbose.found || reasoning.found || elevated.found || exec.found || status ||
           model.found || queue.found;
}

ExecDirective takeExec(std::string& text) {
    static constexpr std::string_view names[] = {"exec"};
    ExecDirective exec;
    const auto place = findDirective(text, names);
    if (!place) {
        text = std::string(trimUnicode(text));
        return exec;
    }
    exec.found = true;
    std::size_t at = skipColon(text, place->end);
    while (at < text.size()) {
        const std::size_t end = findSpace(text, at);
        const auto option = splitOption(std::string_view(text).substr(at, end - at));
        if (!option || !readExecOption(exec, option->first, option->second)) break;
        at = skipSpaces(text, end);
    }
    cut(text, place->start, at);
    return exec;
}

QueueDirective takeQueue(std::string& text) {
    static constexpr std::string_view names[] = {"queue"};
    QueueDirective queue;
    const auto place = findDirective(text, names);
    if (!place) {
        text = std::string(trimUnicode(text));
        return queue;
    }
    queue.found = true;
    std::size_t at = skipColon(text, place->end);
    while (at < text.size()) {
        const std::size_t end = findSpace(text, at);
        const std::string_view word = std::string_view(text).substr(at, end - at);
        if (oneOf(word, {"default", "reset", "clear"})) {
            queue.reset = true;
            at = skipSpaces(text, end);
            break;
        }
        if (!readQueueWord(queue, word)) break;
        at = skipSpaces(text, end);
    }
    cut(text, place->start, at);
    return queue;
}

ModelDirective takeModel(std::string& text, std::span<const std::string> aliases) {
    static constexpr std::string_view names[] = {"model"};
    ModelDirective directive;
    auto place = findDirective(text, names);
    std::string raw;
    std::size_t end = 0;
    if (place) {
        const std::size_t start = skipColon(text, place->end);
        end = start;
        while (end < text.size() && isModelCharacter(text[end])) {
            ++end;
            // A slash belongs to the name when something follows it.
            if (end + 1 < text.size() && text[end] == '/' && isModelCharacter(text[end + 1])) ++end;
        }
        raw = text.substr(start, end - start);
    } else {
        std::vector<std::string_view> words;
        for (const std::string& alias : aliases)
            words.push_back(trimUnicode(alias));
        place = findDirective(text, words);
        if (place) {
            raw = std::string(place->name);
            const std::size_t colon = skipSpaces(text, place->end);
            end = colon < text.size() && text[colon] == ':' ? skipSpaces(text, colon + 1) : place->end;
        }
    }
    if (!place) {
        text = std::string(trimUnicode(text));
        return directive;
    }
    directive.found = true;
    const std::size_t at = raw.find('@');
    if (const std::string model = raw.substr(0, at); !model.empty()) directive.model = model;
    if (at != std::string::npos && at + 1 < raw.size()) directive.profile = raw.substr(at + 1);
    cut(text, place->start, end);
    return directive;
}

bool takeStatus(std::string& text) {
    static constexpr std::string_view names[] = {"status"};
    bool found = false;
    while (const auto place = findDirective(text, names)) {
        found = true;
        const std::size_t colon = skipSpaces(text, place->end);
        cut(text, place->start, colon < text.size() && text[colon] == ':' ? colon + 1 : place->end);
    }
    if (!found) text = std::string(trimUnicode(text));
    return found;
}

InlineDirectives parseInline(std::string_view text, std::span<const std::string> modelAliases) {
    static constexpr std::string_view statusName[] = {"status"};
    InlineDirectives out;
    std::string rest(text);
    out.think = takeLevel<ThinkLevel>(rest, {"thinking", "think", "t"}, parseThinkLevel);
    out.verbose = takeLevel<VerboseLevel>(rest, {"verbose", "v"}, parseVerboseLevel);
    out.reasoning = takeLevel<ReasoningLevel>(rest, {"reasoning", "reason"}, parseReasoningLevel);
    out.elevated = takeLevel<ElevatedLevel>(rest, {"elevated", "elev"}, parseElevatedLevel);
    out.exec = takeExec(rest);
    if (const auto place = findDirective(rest, statusName)) {
        out.status = true;
        const std::size_t colon = skipSpaces(rest, place->end);
        cut(rest, place->start, colon < rest.size() && rest[colon] == ':' ? colon + 1 : place->end);
    }
    out.model = takeModel(rest, modelAliases);
    out.queue = takeQueue(rest);
    out.cleaned = std::move(rest);
    return out;
}

std::optional<SimpleCommand> takeSimpleCommand(std::string_view text) {
    static constexpr std::string_view names[] = {"help", "commands", "whoami", "id"};
    const auto place = findDirective(text, names);
    if (!place) return std::nullopt;
    const std::string name = toLowerAscii(place->name);
    SimpleCommand command;
    command.command = name == "id" ? "/whoami" : "/" + name;
    command.cleaned = std::string(text);
    cut(command.cleaned, place->start, place->end);
    return command;
}

}
