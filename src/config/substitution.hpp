#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"

namespace openclaw::config {

/// Replaces ${NAME} in every string value (config.md 4.2); `$${NAME}` stands for a literal `${NAME}`.
/// Errc::invalidInput names the variable and the path when one is unset or empty.
Result<void> substituteVariables(Json& value, const Environment& environment);

/// The same for one text; `path` is for the message.
Result<std::string> substituteText(std::string_view text, const Environment& environment, std::string_view path);

/// True when the text holds a reference that substituteText would replace.
bool hasReference(std::string_view text);
/// True when the text is one reference and nothing else.
bool isReference(std::string_view text);

}
