#pragma once

#include "openclaw/core/unicode.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Break points shared by the chunkers; everything here counts UTF-16 code units.
namespace openclaw::text {

struct Range {
    std::size_t start = 0;
    std::size_t end = 0;
};

inline bool isSpaceUnit(char16_t unit) { return isUnicodeSpace(unit); }

inline std::u16string_view trimEndUnits(std::u16string_view text) {
    while (!text.empty() && isSpaceUnit(text.back()))
        text.remove_suffix(1);
    return text;
}

inline std::u16string_view trimUnits(std::u16string_view text) {
    text = trimEndUnits(text);
    while (!text.empty() && isSpaceUnit(text.front()))
        text.remove_prefix(1);
    return text;
}

/// `index` moved off the middle of a surrogate pair, backwards unless that would leave nothing.
std::size_t avoidPairCut(std::u16string_view text, std::size_t index);

/// Finds where to break a window: the last line feed, else the last white space, outside parentheses and at an
/// index > 0 that `isAllowed` accepts; 0 when there is none.
template <class Allowed>
std::size_t pickBreak(std::u16string_view window, Allowed isAllowed) {
    std::size_t lastLineFeed = 0;
    std::size_t lastSpace = 0;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < window.size(); ++i) {
        const char16_t unit = window[i];
        if (unit != u'(' && unit != u')' && !isSpaceUnit(unit))
            continue;
        if (!isAllowed(i))
            continue;
        if (unit == u'(')
            ++depth;
        else if (unit == u')' && depth > 0)
            --depth;
        else if (depth == 0 && unit == u'\n')
            lastLineFeed = i;
        else if (depth == 0 && isSpaceUnit(unit))
            lastSpace = i;
    }
    return lastLineFeed > 0 ? lastLineFeed : lastSpace;
}

/// The ranges chunkText would emit.
std::vector<Range> plainChunkRanges(std::u16string_view text, std::size_t limit);

std::vector<std::string> chunkMarkdownUnits(std::u16string_view text, std::size_t limit);

}
