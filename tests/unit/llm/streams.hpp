#pragma once

#include "openclaw/llm/reply.hpp"

namespace openclaw::llm::testing {

/// A recorded-looking body with thinking, text and one tool call for each wire format.
std::string fullStream(Api api);

/// Feeds a body in pieces of `step` bytes and finishes.
Reply decode(Api api, std::string_view body, std::size_t step = 1'000'000);
/// The same, and what happened on the way: "text_start0 text_delta0:Hi …".
std::string decodeToEvents(Api api, std::string_view body, std::size_t step = 1'000'000);

}
