// Takes the envelope off an inbound body: everything before the current message, bracketed parts and "Name:"
// prefixes. Written by hand because the equivalent patterns backtrack on hostile text.
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/mentions.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

constexpr std::string_view currentMessageMarker = "[Current message - respond to this]";

std::size_t skipSpaces(std::string_view text, std::size_t offset) {
    while (offset < text.size()) {
        std::size_t next = offset;
        if (!isUnicodeSpace(decodeUtf8(text, next)))
            break;
        offset = next;
    }
    return offset;
}

/// Removes every non-empty "[…]" with the white space after it.
std::string dropBrackets(std::string_view text) {
    std::string out;
    std::size_t offset = 0;
    for (;;) {
        const std::size_t open = text.find('[', offset);
        const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
        if (close == std::string_view::npos)
            break;
        if (close == open + 1) {
            out += text.substr(offset, close + 1 - offset);
            offset = close + 1;
            continue;
        }
        out += text.substr(offset, open - offset);
        offset = skipSpaces(text, close + 1);
    }
    out += text.substr(offset);
    return out;
}

bool isNameByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("+()-_. ").find(c) != std::string_view::npos;
}

/// The end of a "Name: " prefix at the line start `offset`, or `offset` when there is none.
std::size_t skipNamePrefix(std::string_view text, std::size_t offset) {
    const std::size_t indent = std::min(text.find_first_not_of(" \t", offset), text.size());
    std::size_t end = indent;
    while (end < text.size() && isNameByte(text[end]))
        ++end;
    const bool hasName = end > indent || (indent > offset && text[indent - 1] == ' ');
    if (!hasName || end >= text.size() || text[end] != ':')
        return offset;
    return skipSpaces(text, end + 1);
}

std::string dropNamePrefixes(std::string_view text) {
    std::string out;
    for (std::size_t offset = 0; offset < text.size();) {
        const bool atLineStart = offset == 0 || text[offset - 1] == '\n' || text[offset - 1] == '\r';
        const std::size_t after = atLineStart ? skipNamePrefix(text, offset) : offset;
        if (after != offset) {
            offset = after;
            continue;
        }
        const std::size_t lineEnd = std::min(text.find_first_of("\n\r", offset), text.size() - 1);
        out += text.substr(offset, lineEnd + 1 - offset);
        offset = lineEnd + 1;
    }
    return out;
}

}

std::string stripStructuralPrefixes(std::string_view text) {
    if (const std::size_t at = text.find(currentMessageMarker); at != std::string_view::npos)
        text = trimUnicodeStart(text.substr(at + currentMessageMarker.size()));
    return collapseSpaces(replaceAll(dropNamePrefixes(dropBrackets(text)), "\\n", " "));
}

}
