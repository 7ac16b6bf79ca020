// Command bodies: normal form, detection, abort words.
#include "openclaw/commands/body.hpp"

#include "openclaw/commands/table.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>
#include <array>

namespace openclaw::commands {

namespace {

constexpr std::array<std::string_view, 6> abortWords{"stop", "esc", "abort", "wait", "exit", "interrupt"};

/// "/name : rest" -> "/name rest".
std::string withoutColon(std::string_view line) {
    std::size_t end = 1;
    while (end < line.size()) {
        std::size_t next = end;
        const char32_t c = decodeUtf8(line, next);
        if (isUnicodeSpace(c) || c == ':') break;
        end = next;
    }
    const std::size_t colon = skipSpaces(line, end);
    if (end == 1 || colon >= line.size() || line[colon] != ':') return std::string(line);
    const std::string_view rest = trimUnicodeStart(line.substr(colon + 1));
    return std::string(line.substr(0, end)) + (rest.empty() ? "" : " " + std::string(rest));
}

/// "/name@bot rest" -> "/name rest" when the bot is meant.
std::string withoutBotName(const std::string& line, std::string_view botUsername) {
    const std::string bot = toLowerAscii(trimUnicode(botUsername));
    const std::size_t wordEnd = findSpace(line, 0);
    const std::size_t at = line.find('@');
    if (bot.empty() || at == std::string::npos || at < 2 || at > wordEnd) return line;
    if (toLowerAscii(std::string_view(line).substr(at + 1, wordEnd - at - 1)) != bot) return line;
    return line.substr(0, at) + line.substr(wordEnd);
}

std::string canonicalOf(const Command& command) {
    return command.aliases.empty() ? "/" + std::string(command.key) : std::string(command.aliases.front());
}

}

std::string normalizeBody(std::string_view text, std::string_view botUsername) {
    const std::string_view trimmed = trimUnicode(text);
    if (!trimmed.starts_with("/")) return std::string(trimmed);
    const std::string_view line = trimUnicode(trimmed.substr(0, trimmed.find('\n')));
    std::string body = withoutBotName(withoutColon(line), botUsername);
    if (const Command* exact = findByAlias(body)) return canonicalOf(*exact);
    const std::size_t wordEnd = findSpace(body, 0);
    const Command* command = findByAlias(std::string_view(body).substr(0, wordEnd));
    if (!command) return body;
    const std::string_view rest = trimUnicodeStart(std::string_view(body).substr(wordEnd));
    if (rest.empty()) return canonicalOf(*command);
    return command->acceptsArgs ? canonicalOf(*command) + " " + std::string(rest) : body;
}

std::optional<CommandCall> readCall(std::string_view text, const Json& config, std::string_view botUsername) {
    const std::string body = normalizeBody(text, botUsername);
    if (!body.starts_with("/")) return std::nullopt;
    const std::size_t wordEnd = findSpace(body, 0);
    const Command* command = findByAlias(std::string_view(body).substr(0, wordEnd));
    if (!command || !isEnabled(*command, config) || (wordEnd < body.size() && !command->acceptsArgs))
        return std::nullopt;
    return CommandCall{command->key, std::string(trimUnicode(std::string_view(body).substr(wordEnd)))};
}

bool isControlCommand(std::string_view text, const Json* config, std::string_view botUsername) {
    const std::string body = normalizeBody(text, botUsername);
    if (!body.starts_with("/")) return false;
    const std::size_t wordEnd = findSpace(body, 0);
    const Command* command = findByAlias(std::string_view(body).substr(0, wordEnd));
    return command && (!config || isEnabled(*command, *config)) &&
           (wordEnd == body.size() || command->acceptsArgs);
}

bool isControlMessage(std::string_view text, const Json* config, std::string_view botUsername) {
    return isControlCommand(text, config, botUsername) || isAbortWord(normalizeBody(text, botUsername));
}

bool hasCommandWord(std::string_view text) {
    bool atWordStart = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        const char32_t c = decodeUtf8(text, at);
        const bool isLetter = at < text.size() &&
                              ((text[at] >= 'a' && text[at] <= 'z') || (text[at] >= 'A' && text[at] <= 'Z'));
        if (atWordStart && isLetter && (text[start] == '/' || text[start] == '!')) return true;
        atWordStart = isUnicodeSpace(c);
    }
    return false;
}

bool isAbortWord(std::string_view text) {
    const std::string word = toLowerUnicode(trimUnicode(text));
    return std::find(abortWords.begin(), abortWords.end(), word) != abortWords.end();
}

}
