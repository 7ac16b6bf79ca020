#pragma once

#include "openclaw/llm/request.hpp"

namespace openclaw::llm {

/// Each encoder receives the prepared history (history.hpp).
EncodedRequest encodeAnthropic(const Request& request, const std::vector<Json>& history);
EncodedRequest encodeCompletions(const Request& request, const std::vector<Json>& history);
EncodedRequest encodeResponses(const Request& request, const std::vector<Json>& history);
EncodedRequest encodeOllama(const Request& request, const std::vector<Json>& history);

/// The base URL without trailing slashes, and `path`.
std::string joinUrl(std::string_view base, std::string_view path);
/// The reply limit of a request: what was asked for, at most what the model can.
std::int64_t replyLimit(const Request& request);
/// A switch of the model's compat object.
bool compatFlag(const Model& model, std::string_view name, bool fallback);
/// "data:MIME;base64,…" of an image block.
std::string dataUrl(const Json& image);
/// The blocks of one type in a prepared message.
std::vector<const Json*> blocksOf(const Json& message, std::string_view type);

}
