#pragma once

#include <filesystem>

namespace openclaw::testing {

/// A file of the project by its path from the top level, for tests that read what the repository holds.
std::filesystem::path projectFile(const std::filesystem::path& path);

}
