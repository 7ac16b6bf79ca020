#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

/// ASCII-only case mapping; identifiers and protocol words are ASCII.
std::string toLowerAscii(std::string_view text);
bool equalsIgnoreCase(std::string_view a, std::string_view b);
bool startsWithIgnoreCase(std::string_view text, std::string_view prefix);
/// Removes ASCII white space at both ends. For chat text use core/unicode.hpp.
std::string_view trimAscii(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replaceAll(std::string text, std::string_view from, std::string_view to);
/// The whole text as a decimal integer, or nullopt.
std::optional<std::int64_t> parseInteger(std::string_view text);

/// Decodes the code point at `offset` and advances past it. Invalid bytes yield U+FFFD and advance by one.
char32_t decodeUtf8(std::string_view text, std::size_t& offset);
void appendUtf8(std::string& out, char32_t codePoint);
bool isValidUtf8(std::string_view text);
/// Invalid sequences replaced by U+FFFD.
std::string sanitizeUtf8(std::string_view text);
/// Length in UTF-16 code units, the unit of every limit in the chat protocols.
std::size_t utf16Length(std::string_view text);
/// The longest prefix of at most `bytes` bytes that ends at a character boundary.
std::string_view utf8Prefix(std::string_view text, std::size_t bytes);

std::string base64Encode(std::string_view bytes);
/// URL-safe alphabet without padding.
std::string base64UrlEncode(std::string_view bytes);
/// Accepts both alphabets, with or without padding; nullopt on any other character.
std::optional<std::string> base64Decode(std::string_view text);
std::string hexEncode(std::string_view bytes);

std::string percentEncode(std::string_view text);
std::optional<std::string> percentDecode(std::string_view text);

}
