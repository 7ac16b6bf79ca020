#pragma once

#include "openclaw/core/json.hpp"

#include <string>

namespace openclaw::gateway {

/// The text blocks of a stored message, joined by line feeds.
std::string plainText(const Json& message);
/// What a person wrote, without the envelope ("[Telegram Ada 2026-01-16 14:30 UTC] ") that the agent read
/// before it.
std::string withoutEnvelope(std::string text);

}
