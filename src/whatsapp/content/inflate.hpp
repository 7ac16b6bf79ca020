#pragma once

#include "openclaw/core/error.hpp"

#include <string>
#include <string_view>

namespace openclaw::whatsapp {

/// RFC 1950 data, at most `limit` bytes of it. Errc::invalidInput for damage and for more.
Result<std::string> inflateZlib(std::string_view packed, std::size_t limit);

}
