#pragma once

#include "openclaw/config/json5.hpp"

#include <filesystem>

namespace openclaw::config {

/// Replaces every `$include` of the document (config.md 3). Files must lie in the folder of `file` or below it,
/// symbolic links resolved; nesting, count and size are limited. Errc::invalidInput.
Result<Document> resolveIncludes(Document document, const std::filesystem::path& file);

}
