// Speech over HTTP: OpenAI's /audio/speech (and servers that speak it) and ElevenLabs' /v1/text-to-speech.
#include "media/speech_requests.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/crypto/crypto.hpp"

namespace openclaw::media {

namespace {

Json openAiBody(const OpenAiVoice& voice, std::string_view text, bool asVoiceNote) {
    return Json{{"model", voice.model},
                {"voice", voice.voice},
                {"input", text},
                {"response_format", speechFormat(SpeechProvider::openai, asVoiceNote)}};
}

Json elevenLabsBody(const ElevenLabsVoice& voice, std::string_view text) {
    Json body{{"text", text},
              {"model_id", voice.modelId},
              {"voice_settings",
               {{"stability", voice.stability},
                {"similarity_boost", voice.similarityBoost},
                {"style", voice.style},
                {"use_speaker_boost", voice.useSpeakerBoost},
                {"speed", voice.speed}}}};
    if (voice.seed) body["seed"] = *voice.seed;
    if (!voice.normalization.empty()) body["apply_text_normalization"] = voice.normalization;
    if (!voice.language.empty()) body["language_code"] = voice.language;
    return body;
}

net::HttpClientRequest post(std::string url, const Json& body) {
    net::HttpClientRequest request;
    request.method = "POST";
    request.url = std::move(url);
    request.headers.set("Content-Type", "application/json");
    request.body = dumpJson(body);
    return request;
}

}

std::string_view speechFormat(SpeechProvider provider, bool asVoiceNote) {
    if (provider == SpeechProvider::elevenlabs) return asVoiceNote ? "opus_48000_64" : "mp3_44100_128";
    return asVoiceNote ? "opus" : "mp3";
}

net::HttpClientRequest openAiSpeech(const OpenAiVoice& voice, std::string_view text, bool asVoiceNote) {
    net::HttpClientRequest request =
        post(voice.baseUrl + "/audio/speech", openAiBody(voice, text, asVoiceNote));
    if (!voice.key.empty()) request.headers.set("Authorization", "Bearer " + voice.key.reveal());
    return request;
}

net::HttpClientRequest
elevenLabsSpeech(const ElevenLabsVoice& voice, std::string_view text, bool asVoiceNote) {
    net::HttpClientRequest request =
        post(voice.baseUrl + "/v1/text-to-speech/" + percentEncode(voice.voiceId) +
                 "?output_format=" + std::string(speechFormat(SpeechProvider::elevenlabs, asVoiceNote)),
             elevenLabsBody(voice, text));
    request.headers.set("xi-api-key", voice.key.reveal());
    return request;
}

std::string speechFingerprint(const SpeechSettings& settings, std::string_view text, bool asVoiceNote) {
    const Json all{{"openai", openAiBody(settings.openAi, text, asVoiceNote)},
                   {"openaiServer", settings.openAi.baseUrl},
                   {"elevenlabs", elevenLabsBody(settings.elevenLabs, text)},
                   {"voiceId", settings.elevenLabs.voiceId},
                   {"command", settings.command}};
    return crypto::sha256Hex(dumpJson(all)).substr(0, 32);
}

}
