#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

/// Text tools for what people type. Chat protocols count UTF-16 code units and trim Unicode white space;
/// identifiers and protocol words use the ASCII tools of strings.hpp.

/// White space as chat text means it: ASCII blanks, U+00A0, U+1680, U+2000-200A, U+2028/9, U+202F, U+205F,
/// U+3000 and U+FEFF.
bool isUnicodeSpace(char32_t codePoint);
bool isSurrogateHigh(char16_t unit);
bool isSurrogateLow(char16_t unit);

std::string_view trimUnicode(std::string_view text);
std::string_view trimUnicodeStart(std::string_view text);
std::string_view trimUnicodeEnd(std::string_view text);
/// The first offset at or after `offset` that is no white space / that is white space; the size when there is
/// none.
std::size_t skipSpaces(std::string_view text, std::size_t offset);
std::size_t findSpace(std::string_view text, std::size_t offset);
/// The words between white space.
std::vector<std::string_view> splitWords(std::string_view text);
/// Every run of white space as one space, none at the ends.
std::string collapseSpaces(std::string_view text);

/// Simple lower-case mapping for Latin, Greek, Cyrillic and Armenian; everything else is unchanged.
std::string toLowerUnicode(std::string_view text);

/// UTF-16 of the text; invalid bytes become U+FFFD.
std::u16string toUtf16(std::string_view text);
/// UTF-8 of the text; unpaired surrogates become U+FFFD.
std::string fromUtf16(std::u16string_view text);
/// At most `units` UTF-16 code units from the front; a surrogate pair is never cut.
std::string utf16Prefix(std::string_view text, std::size_t units);

}
