#pragma once

#include "openclaw/core/error.hpp"

namespace openclaw::store {

class Database;

/// The schema version this program writes.
int latestSchemaVersion();

/// Brings the schema up to date, one transaction per step. Errc::conflict when a newer version wrote the file.
Result<void> migrate(Database& database);

}
