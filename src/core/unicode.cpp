// Unicode tools for chat text: the white space set, UTF-16 conversion and simple case mapping, all linear.
#include "openclaw/core/unicode.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw {

namespace {

bool isAsciiByte(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// Start of the character that ends at `end`, stepping over at most three continuation bytes.
std::size_t previousBoundary(std::string_view text, std::size_t end) {
    std::size_t at = end - 1;
    for (int steps = 0; steps < 3 && at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80; ++steps)
        --at;
    return at;
}

/// Blocks where upper and lower case alternate, upper case on even code points.
bool alternatesFromEven(char32_t c) {
    return (c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14a && c <= 0x177) ||
           (c >= 0x1de && c <= 0x1ef) || (c >= 0x1f8 && c <= 0x21f) || (c >= 0x222 && c <= 0x233) ||
           (c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x52f) ||
           (c >= 0x1e00 && c <= 0x1e95) || (c >= 0x1ea0 && c <= 0x1eff);
}

/// Blocks where upper case sits on odd code points.
bool alternatesFromOdd(char32_t c) {
    return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e) || (c >= 0x1cd && c <= 0x1dc) ||
           (c >= 0x4c1 && c <= 0x4ce);
}

char32_t lowerCodePoint(char32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    if (c < 0xc0) return c;
    if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) ||
        (c >= 0x410 && c <= 0x42f) || (c >= 0x3aa && c <= 0x3ab) || (c >= 0xff21 && c <= 0xff3a))
        return c + 32;
    if (c >= 0x400 && c <= 0x40f) return c + 80;
    if (c >= 0x531 && c <= 0x556) return c + 48;
    if (c == 0x178) return 0xff;
    if (c == 0x386) return 0x3ac;
    if (c >= 0x388 && c <= 0x38a) return c + 37;
    if (c == 0x38c) return 0x3cc;
    if (c == 0x38e || c == 0x38f) return c + 63;
    if (alternatesFromEven(c)) return c % 2 == 0 ? c + 1 : c;
    if (alternatesFromOdd(c)) return c % 2 == 1 ? c + 1 : c;
    return c;
}

}

bool isUnicodeSpace(char32_t c) {
    if (c <= 0x20) return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000 || c == 0xfeff;
}

bool isSurrogateHigh(char16_t unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool isSurrogateLow(char16_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

std::string_view trimUnicodeStart(std::string_view text) {
    std::size_t offset = 0;
    while (offset < text.size()) {
        std::size_t next = offset;
        if (!isUnicodeSpace(decodeUtf8(text, next))) break;
        offset = next;
    }
    return text.substr(offset);
}

std::string_view trimUnicodeEnd(std::string_view text) {
    while (!text.empty()) {
        std::size_t at = previousBoundary(text, text.size());
        const std::size_t start = at;
        if (!isUnicodeSpace(decodeUtf8(text, at)) || at != text.size()) break;
        text = text.substr(0, start);
    }
    return text;
}

std::string_view trimUnicode(std::string_view text) { return trimUnicodeStart(trimUnicodeEnd(text)); }

std::size_t skipSpaces(std::string_view text, std::size_t offset) {
    while (offset < text.size()) {
        std::size_t next = offset;
        if (!isUnicodeSpace(decodeUtf8(text, next))) break;
        offset = next;
    }
    return offset;
}

std::size_t findSpace(std::string_view text, std::size_t offset) {
    while (offset < text.size()) {
        std::size_t next = offset;
        if (isUnicodeSpace(decodeUtf8(text, next))) break;
        offset = next;
    }
    return offset;
}

std::vector<std::string_view> splitWords(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = skipSpaces(text, 0); at < text.size();) {
        const std::size_t end = findSpace(text, at);
        words.push_back(text.substr(at, end - at));
        at = skipSpaces(text, end);
    }
    return words;
}

std::string collapseSpaces(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool pendingSpace = false;
    for (std::size_t offset = 0; offset < text.size();) {
        const std::size_t start = offset;
        if (isUnicodeSpace(decodeUtf8(text, offset))) {
            pendingSpace = !out.empty();
            continue;
        }
        if (pendingSpace) out += ' ';
        pendingSpace = false;
        out += text.substr(start, offset - start);
    }
    return out;
}

std::string toLowerUnicode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t offset = 0; offset < text.size();)
        appendUtf8(out, lowerCodePoint(decodeUtf8(text, offset)));
    return out;
}

std::u16string toUtf16(std::string_view text) {
    std::u16string out(text.size(), u'\0'); // no character takes more units than bytes
    std::size_t units = 0;
    for (std::size_t offset = 0; offset < text.size();) {
        if (isAsciiByte(text[offset])) {
            out[units++] = static_cast<char16_t>(text[offset++]);
            continue;
        }
        const char32_t c = decodeUtf8(text, offset);
        if (c < 0x10000) {
            out[units++] = static_cast<char16_t>(c);
        } else {
            out[units++] = static_cast<char16_t>(0xd800 + ((c - 0x10000) >> 10));
            out[units++] = static_cast<char16_t>(0xdc00 + ((c - 0x10000) & 0x3ff));
        }
    }
    out.resize(units);
    return out;
}

std::string fromUtf16(std::u16string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t start = i;
        while (i < text.size() && text[i] < 0x80)
            ++i;
        if (i > start) {
            const std::size_t at = out.size();
            out.resize(at + (i - start));
            for (std::size_t k = start; k < i; ++k)
                out[at + k - start] = static_cast<char>(text[k]);
            if (i == text.size()) break;
        }
        const char16_t unit = text[i];
        if (isSurrogateHigh(unit) && i + 1 < text.size() && isSurrogateLow(text[i + 1])) {
            const char32_t high = unit - 0xd800U;
            const char32_t low = text[++i] - 0xdc00U;
            appendUtf8(out, 0x10000 + (high << 10) + low);
        } else {
            appendUtf8(out, unit);
        }
    }
    return out;
}

std::string utf16Prefix(std::string_view text, std::size_t units) {
    std::size_t offset = 0;
    std::size_t used = 0;
    while (offset < text.size()) {
        std::size_t next = offset;
        used += decodeUtf8(text, next) >= 0x10000 ? 2 : 1;
        if (used > units) break;
        offset = next;
    }
    return std::string(text.substr(0, offset));
}

}
