#pragma once

#include "openclaw/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Reading and changing single values by path (config.md 7.2).
namespace openclaw::config {

/// Splits "a.b[0].c", "a.b\.c", "a[key.with.dots]". Empty segments are dropped. Errc::invalidInput when nothing is
/// left or a bracket is open.
Result<std::vector<std::string>> parseConfigPath(std::string_view path);

/// The value at a path, or nullptr.
const Json* findAt(const Json& root, const std::vector<std::string>& path);

/// Stores a value, making missing parents: an array when the next segment is a number, else an object.
/// Errc::invalidInput when a parent cannot hold the segment.
Result<void> setAt(OrderedJson& root, const std::vector<std::string>& path, OrderedJson value);

/// False when there was nothing at the path. Removing from an array closes the gap.
bool removeAt(OrderedJson& root, const std::vector<std::string>& path);

/// What `config set` was given: JSON5, or the text itself unless `strict`. Errc::invalidInput.
Result<OrderedJson> parseConfigValue(std::string_view text, bool strict);

/// RFC 7396: null deletes, objects merge, everything else replaces. Keeps the order of `target`.
void mergePatch(OrderedJson& target, const OrderedJson& patch);

}
