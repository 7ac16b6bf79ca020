#pragma once

#include "openclaw/llm/model.hpp"

#include <span>

namespace openclaw::llm {

/// Applies the rules for a history that may come from other models (llm-providers.md section 6): failed replies are
/// dropped, interrupted tool calls get an error result, foreign thinking becomes text, tool ids fit the target, images
/// go only to models that see them. The result has the roles user, assistant and toolResult only, with content arrays.
std::vector<Json> prepareHistory(std::span<const Json> messages, const Model& model);

/// Tokens of a message, estimated as a quarter of its characters; an image counts as 1200.
std::int64_t estimateTokens(const Json& message);

/// The joined text blocks of a message's content (a string or an array).
std::string textOf(const Json& message);

}
