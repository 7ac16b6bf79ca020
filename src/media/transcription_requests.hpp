#pragma once

#include "openclaw/media/Transcriber.hpp"

#include <string>
#include <string_view>

/// What is sent to the providers that turn sound into text, and what comes back.
namespace openclaw::media {

/// openai, groq, deepgram, google: in this order when nothing is configured.
const std::vector<std::string>& transcriptionProviders();

/// Errc::invalidInput for a provider that does not transcribe, Errc::notFound when the file cannot be read.
/// An empty key is left out.
Result<net::HttpClientRequest>
transcriptionRequest(const TranscriptionModel& model, const StoredFile& file, const Secret& key);

/// The words in a provider's answer; "" when it holds none. Any bytes are allowed.
std::string transcriptIn(std::string_view provider, std::string_view body);

}
