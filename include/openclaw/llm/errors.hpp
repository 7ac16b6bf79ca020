#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace openclaw::llm {

/// Why a provider refused, as far as fail-over cares (llm-providers.md section 8).
enum class FailureClass { none, rateLimit, format, billing, timeout, auth };

std::string_view toString(FailureClass failure);

/// Classifies by the text alone; the first matching row of the table wins.
FailureClass classifyFailureText(std::string_view message);
/// Looks at the HTTP status first, then at the text.
FailureClass classifyFailure(std::optional<int> status, std::string_view message);

/// The request did not fit the model's context.
bool isContextOverflow(std::string_view message);
/// Trying the same request again may help: overload, rate limits, server and connection errors, cut streams. Quota and
/// billing failures are not retryable.
bool isRetryable(std::string_view message);

/// "401: {…}" with the error object of the body, or "401 (no body)". At most 2 KiB.
std::string describeHttpError(int status, std::string_view body);
/// The status in front of a message made by describeHttpError or by older programs ("401 text").
std::optional<int> leadingStatus(std::string_view message);
/// The message without the leading status.
std::string_view withoutStatus(std::string_view message);

}
