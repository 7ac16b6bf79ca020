// Escape sequences of the arrow keys, control characters, and UTF-8 for the rest.
#include "cli/terminal/keys.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::cli {

namespace {

constexpr char escape = 0x1b;

std::size_t characterLength(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xf0) return 4;
    return lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

/// Bytes of the sequence at the front, 0 while it is not complete. ESC [ … final, or ESC O x.
std::size_t sequenceLength(const std::string& bytes) {
    if (bytes.size() < 3) return 0;
    if (bytes[1] == 'O') return 3;
    for (std::size_t i = 2; i < bytes.size(); ++i) {
        if (bytes[i] >= '@' && bytes[i] <= '~') return i + 1;
    }
    return 0;
}

std::optional<KeyKind> arrow(char letter) {
    switch (letter) {
    case 'A': return KeyKind::up;
    case 'B': return KeyKind::down;
    case 'C': return KeyKind::right;
    case 'D': return KeyKind::left;
    default: return std::nullopt;
    }
}

std::optional<KeyKind> control(char c) {
    switch (c) {
    case '\r':
    case '\n': return KeyKind::enter;
    case 0x03:
    case 0x04:
    case escape: return KeyKind::cancel;
    case 0x08:
    case 0x7f: return KeyKind::backspace;
    case 0x15: return KeyKind::clear;
    case 0x10: return KeyKind::up; // Ctrl-P
    case 0x0e:                     // Ctrl-N
    case '\t': return KeyKind::down;
    default: return std::nullopt;
    }
}

}

std::optional<Key> takeKey(std::string& bytes, bool isComplete) {
    while (!bytes.empty()) {
        const char first = bytes.front();
        const bool isSequence = first == escape && bytes.size() > 1 && (bytes[1] == '[' || bytes[1] == 'O');
        if (first == escape && !isSequence && bytes.size() == 1 && !isComplete) return std::nullopt;
        if (isSequence) {
            const std::size_t length = sequenceLength(bytes);
            if (length == 0 && !isComplete) return std::nullopt;
            const std::string sequence = bytes.substr(0, length == 0 ? bytes.size() : length);
            bytes.erase(0, sequence.size());
            const bool isPlain = sequence.size() == 3;
            if (const auto kind = isPlain ? arrow(sequence[2]) : std::nullopt) return Key{*kind, {}};
            continue;
        }
        if (const auto kind = control(first)) {
            bytes.erase(0, 1);
            return Key{*kind, {}};
        }
        if (static_cast<unsigned char>(first) < 0x20) {
            bytes.erase(0, 1);
            continue;
        }
        const std::size_t length = characterLength(static_cast<unsigned char>(first));
        if (bytes.size() < length && !isComplete) return std::nullopt;
        Key key{KeyKind::text, bytes.substr(0, length)};
        bytes.erase(0, length);
        if (isValidUtf8(key.text)) return key;
    }
    return std::nullopt;
}

std::string fitted(const std::string& text, std::size_t columns) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        decodeUtf8(text, at);
        if (++count > columns) return columns == 0 ? std::string() : text.substr(0, start);
    }
    return text;
}

}
