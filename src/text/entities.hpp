#pragma once

#include <optional>
#include <string_view>

namespace openclaw::text {

/// The character a reference such as "&amp;" or "&#65;" stands for; nullopt when it is not one.
std::optional<char32_t> decodeEntity(std::string_view entity);

}
