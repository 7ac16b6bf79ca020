#pragma once

#include "openclaw/core/strings.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace openclaw::text {

inline std::string repeat(std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes)
        out += piece;
    return out;
}

/// Pieces that have tripped text code before, each about `bytes` long.
inline std::vector<std::string> hostileInputs(std::size_t bytes) {
    std::vector<std::string> inputs;
    for (const char* piece :
         {"a", " ", "\n", "\n\n", "(", "()", "[", "](", "![", "*", "**a ", "_a", "~", "~~a", "`", "`a``", "```\n",
          "```js\ncode\n", "~~~\n", "> ", ">\n", "- ", "- a\n", "1. ", "|a", "|a|b|\n|-|-|\n", "a|", "<", "<a", "&",
          "&amp;", "\\", "@a", "a@b.com ", "http://a.com/(", "http://a", "a.b.", "www.a-", "\xff", "\xf0\x9f\x98\x80",
          "\xe2\x80\xa8", "\xc2\xa0", "Name: ", "[x] ", "a. ", "[a]: b\n[a]", "MEDIA:./a ", "[["})
        inputs.push_back(repeat(piece, bytes));
    inputs.push_back("|" + repeat("a|", bytes / 2) + "\n|" + repeat("-|", bytes / 2) + "\n" + repeat("|\n", bytes));
    inputs.push_back("```" + repeat("x", bytes) + "\ncode");
    inputs.push_back("```" + repeat("x", 90) + "\n" + repeat("code", bytes));
    return inputs;
}

/// Deterministic text with words, line feeds, fences, parentheses and emoji.
inline std::string mixedText(std::uint32_t seed, std::size_t pieces) {
    static const char* const parts[] = {"word ", "longer-word ", "\n",  "\n\n", "```js\nlet a = 1;\n", "```\n", "(",
                                        ") ",    "\xf0\x9f\x98\x80", ". ", "**b** ", "`c` ", "\t", "~~~\nx\n~~~\n"};
    std::string out;
    for (std::size_t i = 0; i < pieces; ++i) {
        seed = seed * 1664525U + 1013904223U;
        out += parts[(seed >> 16) % std::size(parts)];
    }
    return out;
}

}
