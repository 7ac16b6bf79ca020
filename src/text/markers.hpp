#pragma once

#include "openclaw/text/rich_text.hpp"

#include <string>
#include <string_view>

namespace openclaw::text {

/// How a target format writes styles and links.
struct Markers {
    std::string_view (*open)(Style style);
    std::string_view (*close)(Style style);
    std::string (*openLink)(const LinkSpan& link);
    std::string (*closeLink)(const LinkSpan& link);
    /// Escapes plain text for the format.
    std::string (*escape)(std::string_view text);
};

/// Writes the text with markers around its spans. Spans that cross are closed and reopened, so the result nests.
std::string renderWithMarkers(const RichText& source, const Markers& markers);

}
