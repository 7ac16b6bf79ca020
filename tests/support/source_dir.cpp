// The one source that knows where the project lies: its absolute path on every test's command line would keep
// clones from sharing compiled tests.
#include "support/source_dir.hpp"

namespace openclaw::testing {

std::filesystem::path projectFile(const std::filesystem::path& path) {
    return std::filesystem::path(OPENCLAW_SOURCE_DIR) / path;
}

}
