#pragma once

#include "openclaw/config/Snapshot.hpp"

namespace openclaw::config {

/// What stands for a secret in everything that leaves the process. A client that sends it back means "unchanged".
inline constexpr std::string_view redactedValue = "__OPENCLAW_REDACTED__";

/// Whether string values under this key name are secrets (tokens, passwords, keys).
bool isSensitiveKey(std::string_view key);

/// References like ${VAR} in a written document are not the secret; in a resolved one nothing is a reference.
enum class References { show, hide };
/// A copy with secrets replaced.
Json redacted(Json value, References references);
/// The result of config.get: raw, parsed and config copies redacted (config.md 2, security-decisions.md).
Json redactedSnapshot(const Snapshot& snapshot);

/// Puts back what redacted() hid: every placeholder in `edited` takes the value of the same path in `current`.
/// Errc::invalidInput names a placeholder that stands for nothing.
Result<void> restoreRedacted(OrderedJson& edited, const OrderedJson& current);
/// Puts back references: a text that equals what `current` resolves to at the same path becomes the reference
/// again, so that a resolved secret is never written to the file.
void restoreReferences(OrderedJson& edited, const OrderedJson& current, const Environment& environment);

}
