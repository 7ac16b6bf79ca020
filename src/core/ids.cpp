// Randomness from the kernel and the identifiers made of it.
#include "openclaw/core/ids.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <sys/random.h>

namespace openclaw {

namespace {

std::string toHex(std::span<const unsigned char> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string formatUuid(std::array<unsigned char, 16>& bytes, unsigned char version) {
    bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | (version << 4));
    bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
    std::string text = toHex(bytes);
    for (const std::size_t at : {std::size_t{8}, std::size_t{13}, std::size_t{18}, std::size_t{23}})
        text.insert(at, 1, '-');
    return text;
}

}

void fillRandom(std::span<unsigned char> out) {
    while (!out.empty()) {
        const ssize_t got = getrandom(out.data(), out.size(), 0);
        if (got < 0) {
            if (errno == EINTR)
                continue;
            throw std::runtime_error("the system's random generator is not available");
        }
        out = out.subspan(static_cast<std::size_t>(got));
    }
}

std::string randomHex(std::size_t bytes) {
    std::string raw(bytes, '\0');
    const std::span<unsigned char> view(reinterpret_cast<unsigned char*>(raw.data()), raw.size());
    fillRandom(view);
    return toHex(view);
}

std::string randomUuid() {
    std::array<unsigned char, 16> bytes{};
    fillRandom(bytes);
    return formatUuid(bytes, 4);
}

std::string timeOrderedUuid(std::int64_t epochMs) {
    std::array<unsigned char, 16> bytes{};
    fillRandom(bytes);
    for (int i = 0; i < 6; ++i)
        bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(epochMs >> (40 - 8 * i));
    return formatUuid(bytes, 7);
}

std::uint64_t randomBelow(std::uint64_t bound) {
    if (bound <= 1)
        return 0;
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    for (;;) {
        std::uint64_t value = 0;
        fillRandom({reinterpret_cast<unsigned char*>(&value), sizeof value});
        if (value < limit)
            return value % bound;
    }
}

bool equalsConstantTime(std::string_view given, std::string_view expected) {
    unsigned difference = given.size() == expected.size() ? 0U : 1U;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const char c = i < given.size() ? given[i] : '\0';
        difference |= static_cast<unsigned>(static_cast<unsigned char>(c ^ expected[i]));
    }
    return difference == 0;
}

}
