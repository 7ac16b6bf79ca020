#pragma once

#include "openclaw/whatsapp/Jid.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

/// The bytes that start a value in a node, and the alphabets of packed text.
namespace openclaw::whatsapp::tag {

inline constexpr unsigned listEmpty = 0;
inline constexpr unsigned dictionary0 = 236;
inline constexpr unsigned dictionary3 = 239;
inline constexpr unsigned interopJid = 245;
inline constexpr unsigned fbJid = 246;
inline constexpr unsigned adJid = 247;
inline constexpr unsigned list8 = 248;
inline constexpr unsigned list16 = 249;
inline constexpr unsigned jidPair = 250;
inline constexpr unsigned hex8 = 251;
inline constexpr unsigned binary8 = 252;
inline constexpr unsigned binary20 = 253;
inline constexpr unsigned binary32 = 254;
inline constexpr unsigned nibble8 = 255;
inline constexpr std::size_t maxPacked = 127;

inline int nibbleValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c == '-') return 10;
    return c == '.' ? 11 : -1;
}
inline int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
inline constexpr std::string_view nibbleAlphabet = "0123456789-.";
inline constexpr std::string_view hexAlphabet = "0123456789ABCDEF";

struct Domain {
    std::uint8_t number;
    std::string_view server;
};
inline constexpr Domain domains[] = {
    {0, server::user}, {1, server::lid}, {128, server::hosted}, {129, server::hostedLid}};

inline std::optional<std::uint8_t> domainOf(std::string_view name) {
    for (const Domain& domain : domains) {
        if (domain.server == name) return domain.number;
    }
    return std::nullopt;
}

}
