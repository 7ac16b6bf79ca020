// Heartbeat acknowledgements and the HEARTBEAT.md check.
#include "openclaw/text/heartbeat.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

struct EdgeStrip {
    std::string text;
    bool didStrip = false;
};

EdgeStrip stripEdges(std::string_view raw) {
    std::string_view text = trimUnicode(raw);
    EdgeStrip out;
    for (bool changed = true; changed && !text.empty();) {
        changed = false;
        if (text.starts_with(heartbeatToken)) {
            text = trimUnicode(text.substr(heartbeatToken.size()));
            changed = true;
        } else if (text.ends_with(heartbeatToken)) {
            text = trimUnicode(text.substr(0, text.size() - heartbeatToken.size()));
            changed = true;
        }
        out.didStrip = out.didStrip || changed;
    }
    out.text = out.didStrip ? collapseSpaces(text) : std::string(text);
    return out;
}

/// Without HTML tags, "&nbsp;" and Markdown marks at the ends.
std::string withoutMarkup(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '<') {
            const std::size_t close = text.find('>', at);
            if (close == std::string_view::npos) {
                out += text.substr(at);
                break;
            }
            out += ' ';
            at = close + 1;
        } else if (text[at] == '&' && startsWithIgnoreCase(text.substr(at), "&nbsp;")) {
            out += ' ';
            at += 6;
        } else {
            out += text[at++];
        }
    }
    const std::size_t first = out.find_first_not_of("*`~_");
    const std::size_t last = out.find_last_not_of("*`~_");
    return first == std::string::npos ? std::string() : out.substr(first, last - first + 1);
}

bool isHeading(std::string_view line) {
    const std::size_t end = line.find_first_not_of('#');
    return !line.empty() && line[0] == '#' && (end == std::string_view::npos || skipSpaces(line, end) > end);
}

bool isEmptyItem(std::string_view line) {
    if (line.empty() || (line[0] != '-' && line[0] != '*' && line[0] != '+')) return false;
    std::string_view rest = trimUnicode(line.substr(1));
    if (rest.empty()) return true;
    if (!rest.starts_with("[") || !rest.ends_with("]")) return false;
    rest = rest.substr(1, rest.size() - 2);
    return rest.empty() || rest == "x" || rest == "X" || skipSpaces(rest, 0) == rest.size();
}

}

AckStrip stripHeartbeatToken(std::string_view text, AckMode mode, double maxAckChars) {
    const std::string_view trimmed = trimUnicode(text);
    AckStrip out;
    if (trimmed.empty()) {
        out.shouldSkip = true;
        return out;
    }
    const std::string plain = withoutMarkup(trimmed);
    const EdgeStrip original = stripEdges(trimmed);
    const EdgeStrip normalized = stripEdges(plain);
    const EdgeStrip& picked = original.didStrip && !original.text.empty() ? original : normalized;
    if (!picked.didStrip) {
        out.text = std::string(trimmed);
        return out;
    }
    out.didStrip = true;
    const bool isAck = mode == AckMode::heartbeat &&
                       static_cast<double>(utf16Length(picked.text)) <= std::max(0.0, maxAckChars);
    out.shouldSkip = picked.text.empty() || isAck;
    if (!out.shouldSkip) out.text = picked.text;
    return out;
}

bool isHeartbeatFileEmpty(std::string_view content) {
    for (const std::string_view raw : split(content, '\n')) {
        const std::string_view line = trimUnicode(raw);
        if (!line.empty() && !isHeading(line) && !isEmptyItem(line)) return false;
    }
    return true;
}

}
