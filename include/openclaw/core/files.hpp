#pragma once

#include "openclaw/core/error.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace openclaw {

inline constexpr std::size_t maxSmallFileBytes = 16 * 1024 * 1024;

/// The whole file. Errc::notFound, Errc::unauthorized (no permission) or Errc::invalidInput (larger than `maxBytes`
/// or not a regular file).
Result<std::string> readFile(const std::filesystem::path& path, std::size_t maxBytes = maxSmallFileBytes);
/// Writes a sibling temporary file (0600), flushes it to disk and renames it over `path`: readers see the old or
/// the new content, never half of one. Missing parent folders are created 0700.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view content);
/// The same for a file that must not exist yet; false, and nothing changed, when there is something of that name.
Result<bool> createFileAtomically(const std::filesystem::path& path, std::string_view content);
/// Creates the folder and its missing parents with mode 0700; an existing folder is left alone.
Result<void> ensurePrivateDirectory(const std::filesystem::path& path);

}
