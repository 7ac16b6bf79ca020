#pragma once

#include "openclaw/core/unicode.hpp"

#include <string>

namespace openclaw::prompt {

inline std::string trimmed(std::string_view text) { return std::string(trimUnicode(text)); }

}
