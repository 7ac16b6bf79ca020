#pragma once

#include "openclaw/core/error.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

/// The JSON seam: the heavy template bodies are compiled once, in src/core/json.cpp.
extern template class nlohmann::basic_json<>;
extern template class nlohmann::basic_json<nlohmann::ordered_map>;

namespace openclaw {

using Json = nlohmann::json;
/// Keeps insertion order; for documents that people wrote and will read again (the config file).
using OrderedJson = nlohmann::ordered_json;

/// Nesting beyond this is refused everywhere: it only serves to exhaust the stack.
inline constexpr int maxJsonDepth = 128;

/// Parses strict JSON of bounded depth. Errc::invalidInput names the byte offset.
Result<Json> parseJson(std::string_view text);

/// Compact JSON. Invalid UTF-8 is replaced by U+FFFD, so this never fails.
std::string dumpJson(const Json& value);
/// Compact JSON with every non-ASCII character escaped; for peers that split lines at U+2028.
std::string dumpJsonAscii(const Json& value);
/// Two-space indented JSON without a trailing newline.
std::string dumpJsonPretty(const Json& value);
std::string dumpJsonPretty(const OrderedJson& value);

/// `text` as a quoted, escaped JSON string literal.
std::string quoteJson(std::string_view text);

/// Member access that tolerates any input: a missing member or another type gives nullptr / nullopt / fallback.
const Json* findMember(const Json& object, std::string_view key);
std::optional<std::string> findString(const Json& object, std::string_view key);
std::optional<std::int64_t> findInteger(const Json& object, std::string_view key);
std::optional<double> findNumber(const Json& object, std::string_view key);
std::optional<bool> findBool(const Json& object, std::string_view key);
/// The string member or "".
std::string stringOr(const Json& object, std::string_view key, std::string_view fallback = {});
/// The value at a dotted path of object keys ("gateway.auth.token"), or nullptr.
const Json* findPath(const Json& object, std::string_view dottedPath);

}
