#pragma once

#include "openclaw/core/json.hpp"

namespace openclaw::config {

/// The key table as JSON Schema draft-07, for config.schema and the forms of the Control UI.
Json jsonSchema();

/// Hints for those forms by path ("agents.list[].id", "models.providers.*.apiKey"): label, and `sensitive` for values
/// to mask; top-level sections also carry `group` and `order`.
Json uiHints();

}
