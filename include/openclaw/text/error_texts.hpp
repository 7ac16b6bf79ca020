#pragma once

#include <string>
#include <string_view>

/// What a provider's error text says about the request (spec agent-run.md §4).
namespace openclaw::text {

/// The prompt did not fit, said in so many words.
bool isOverflowText(std::string_view message);
/// The prompt probably did not fit.
bool isLikelyOverflowText(std::string_view message);
/// Shortening the conversation failed because of its size.
bool isCompactionFailureText(std::string_view message);

}
