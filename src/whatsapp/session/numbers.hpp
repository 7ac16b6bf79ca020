#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Ids as big-endian bytes, the way stanzas carry them.
namespace openclaw::whatsapp {

inline std::string bigEndian(std::uint64_t value, int bytes) {
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(value >> shift & 0xff));
    return out;
}

inline std::uint32_t fromBigEndian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char c : bytes.substr(0, 4))
        value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

}
