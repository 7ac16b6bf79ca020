#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace openclaw {

/// Fills `out` from the operating system's generator.
void fillRandom(std::span<unsigned char> out);
/// `bytes` random bytes as lower-case hex.
std::string randomHex(std::size_t bytes);
/// A lower-case UUID v4.
std::string randomUuid();
/// A UUID v7: sortable by creation time.
std::string timeOrderedUuid(std::int64_t epochMs);
/// Uniform in [0, bound).
std::uint64_t randomBelow(std::uint64_t bound);

/// Compares secrets in time that depends on the length of `expected` only.
bool equalsConstantTime(std::string_view given, std::string_view expected);

}
