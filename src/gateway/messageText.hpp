#pragma once

#include "openclaw/core/json.hpp"

#include <string>

/// Stored messages as text.
namespace openclaw::gateway {

/// The text blocks of a message, joined by line feeds.
std::string plainText(const Json& message);
/// What there is to read in a message: its text blocks, and the names of the tools it calls.
std::string readableText(const Json& message);
/// What a person wrote, without the envelope ("[Telegram Ada 2026-01-16 14:30 UTC] ") that the agent read
/// before it.
std::string withoutEnvelope(std::string text);

}
