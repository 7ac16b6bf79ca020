#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// The dictionary of words that stanzas spell in one or two bytes (version 3).
namespace openclaw::whatsapp {

inline constexpr std::size_t singleTokens = 236;
inline constexpr std::size_t doubleTokens = 256;
inline constexpr std::size_t doubleTables = 4;

extern const std::array<std::string_view, singleTokens> singleTable;
extern const std::array<std::array<std::string_view, doubleTokens>, doubleTables> doubleTable;

/// Where a word is: in the single table, or in double table `table`.
struct TokenPlace {
    bool isDouble = false;
    std::uint8_t table = 0;
    std::uint8_t index = 0;
};
std::optional<TokenPlace> findToken(std::string_view word);

}
