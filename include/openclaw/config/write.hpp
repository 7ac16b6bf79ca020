#pragma once

#include "openclaw/config/Snapshot.hpp"

#include <cstdint>

namespace openclaw::config {

/// What to write, and what to stamp it with.
struct WriteRequest {
    std::filesystem::path file;
    /// The whole new document, with includes and references as they should appear in the file.
    OrderedJson document;
    std::string version;
    std::int64_t nowMs = 0;
};

/// Validates the document as it would be read back, keeps five backups (.bak, .bak.1 ... .bak.4) and replaces the
/// file atomically (0600) with plain JSON. Returns what is now in the file.
/// Errc::invalidInput "Config validation failed: <path>: <message>" leaves the file untouched. Blocking.
Result<Snapshot> writeConfig(WriteRequest request, Environment environment);

/// The document of an edit: placeholders and references of `edited` restored from `current`.
Result<OrderedJson> prepareEdit(OrderedJson edited, const Snapshot& current, const Environment& environment);

}
