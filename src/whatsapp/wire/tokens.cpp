// The way from a word to its token: a hash map over the generated tables, made at first use.
#include "whatsapp/wire/tokens.hpp"

#include <unordered_map>

namespace openclaw::whatsapp {

namespace {

using TokenMap = std::unordered_map<std::string_view, TokenPlace>;

TokenMap makeMap() {
    TokenMap map;
    map.reserve(singleTokens + doubleTables * doubleTokens);
    for (std::size_t i = 1; i < singleTokens; ++i)
        map.try_emplace(singleTable[i], TokenPlace{false, 0, static_cast<std::uint8_t>(i)});
    for (std::size_t table = 0; table < doubleTables; ++table) {
        for (std::size_t i = 0; i < doubleTokens; ++i)
            map.try_emplace(doubleTable[table][i],
                            TokenPlace{true, static_cast<std::uint8_t>(table), static_cast<std::uint8_t>(i)});
    }
    return map;
}

}

std::optional<TokenPlace> findToken(std::string_view word) {
    static const TokenMap map = makeMap();
    const auto found = map.find(word);
    if (found == map.end()) return std::nullopt;
    return found->second;
}

}
