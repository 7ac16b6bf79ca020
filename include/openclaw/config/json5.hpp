#pragma once

#include "openclaw/core/json.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::config {

/// Where a value stands in the text people wrote. Lines and columns count from 1; 0 means "not from a file".
/// The tree has the shape of the value it describes.
struct Location {
    int line = 0;
    int column = 0;
    /// Byte range of the value in its file.
    std::size_t begin = 0;
    std::size_t end = 0;
    /// Set for values that came from an $include.
    std::string file;
    std::map<std::string, Location, std::less<>> members;
    std::vector<Location> items;

    /// The location at a path of member names and array indexes, or of its closest ancestor.
    const Location& closest(const std::vector<std::string>& path) const;
};

/// A parsed JSON5 text.
struct Document {
    OrderedJson value;
    Location location;
};

inline constexpr std::size_t maxConfigBytes = 4 * 1024 * 1024;

/// Parses JSON5 (comments, trailing commas, single quotes, bare keys, hex, leading or trailing dots, signs,
/// Infinity and NaN, line continuations), keeping key order; a repeated key keeps its first place and its last
/// value. Time is linear and nesting bounded by maxJsonDepth. Errc::invalidInput: "line 12, column 3: ...".
Result<Document> parseJson5(std::string_view text);

/// The same value without key order.
Json toJson(const OrderedJson& value);

}
