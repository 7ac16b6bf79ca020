// Tool calls in words that fit a chat.
#include "dispatch/toolLines.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

namespace openclaw::dispatch {

namespace {

constexpr std::size_t shownArgumentChars = 160;
constexpr std::size_t shownOutputChars = 800;

std::string_view signOf(const std::string& name) {
    if (name == "read") return "📖";
    if (name == "write" || name == "edit") return "✍️";
    return "🛠️";
}

std::string shortened(std::string_view text, std::size_t chars) {
    std::string out = utf16Prefix(text, chars);
    if (out.size() < text.size()) out += "…";
    return out;
}

}

std::string toolLine(const std::string& name, const Json& arguments) {
    std::string detail;
    for (const char* key : {"command", "path", "file_path", "query", "url"}) {
        if (detail.empty() && arguments.is_object()) detail = stringOr(arguments, key);
    }
    const std::string_view firstLine = std::string_view(detail).substr(0, detail.find('\n'));
    std::string shown = shortened(log::redact(trimAscii(firstLine)), shownArgumentChars);
    if (firstLine.size() < detail.size() && !shown.ends_with("…")) shown += " …";
    return std::string(signOf(name)) + " " + name + (shown.empty() ? "" : ": " + shown);
}

std::string toolOutput(const Json& result) {
    std::string text;
    const Json* content = findMember(result, "content");
    if (content && content->is_array()) {
        for (const Json& block : *content) {
            if (stringOr(block, "type") == "text") text += stringOr(block, "text");
        }
    }
    text = std::string(trimAscii(text));
    if (text.empty()) return text;
    // The output's own fences must not end ours.
    const std::string safe = replaceAll(shortened(log::redact(text), shownOutputChars), "```", "'''");
    return "```txt\n" + safe + "\n```";
}

}
