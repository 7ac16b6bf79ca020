#pragma once

#include "openclaw/core/error.hpp"

#include <string>
#include <vector>

namespace openclaw::pi {

struct Replacement {
    std::string oldText;
    std::string newText;
};

struct EditResult {
    std::string content;
    /// Numbered lines around the changes, "-" and "+" in front of what changed.
    std::string diff;
    std::size_t firstChangedLine = 1;
};

/// Replaces each oldText, which must occur exactly once and must not overlap another one. A byte order mark and CRLF
/// line ends are kept. When the exact text is missing, a second look ignores trailing blanks and the typographic forms
/// of quotes, dashes and spaces. Errc::invalidInput says which replacement failed and why; `name` is the file's.
Result<EditResult> applyEdits(
    const std::string& content, const std::vector<Replacement>& replacements, const std::string& name);

}
