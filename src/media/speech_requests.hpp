#pragma once

#include "openclaw/media/speech.hpp"
#include "openclaw/net/HttpClient.hpp"

#include <string>
#include <string_view>

/// The requests that make a provider speak. Pure.
namespace openclaw::media {

/// The provider's own word for the form of the sound.
std::string_view speechFormat(SpeechProvider provider, bool asVoiceNote);
net::HttpClientRequest openAiSpeech(const OpenAiVoice& voice, std::string_view text, bool asVoiceNote);
net::HttpClientRequest
elevenLabsSpeech(const ElevenLabsVoice& voice, std::string_view text, bool asVoiceNote);

/// Names the sound that these settings make of the text, so that the same words are not paid for twice and a
/// turn that runs again after a crash sends the same file.
std::string speechFingerprint(const SpeechSettings& settings, std::string_view text, bool asVoiceNote);

}
