#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw::text {

/// A link found in plain text; offsets are bytes.
struct FoundLink {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string href;
};

/// Finds URLs, host names of known top-level domains and mail addresses. Linear: every match and every lookahead
/// is bounded.
std::vector<FoundLink> findLinks(std::string_view text);

/// Percent-encodes what may not stand in a URL; existing escapes stay.
std::string encodeUrl(std::string_view url);

/// False for javascript:, vbscript:, file: and data: (except pictures).
bool isSafeUrl(std::string_view url);

}
