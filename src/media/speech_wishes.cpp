// What a model may ask for in [[tts:key=value]]. Whatever is not allowed or makes no sense is passed over:
// the answer is then spoken the usual way.
#include "openclaw/media/speech.hpp"

#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace openclaw::media {

namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::optional<double> numberIn(std::string_view text, double least, double most) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool isNumber = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
    return isNumber && value >= least && value <= most ? std::optional(value) : std::nullopt;
}

/// It becomes part of an address.
bool isVoiceId(std::string_view text) {
    const auto isPlain = [](unsigned char c) { return std::isalnum(c) != 0; };
    return text.size() >= 10 && text.size() <= 40 && std::ranges::all_of(text, isPlain);
}

bool isLanguage(std::string_view text) {
    const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
    return text.size() == 2 && std::ranges::all_of(text, isLetter);
}

void setNumber(double& target, std::string_view value, double least, double most) {
    if (const auto number = numberIn(value, least, most)) target = *number;
}

void chooseVoice(SpeechSettings& settings, std::string_view key, const std::string& value) {
    const bool isOpenAi = isOneOf(key, {"voice", "openai_voice", "openaivoice"});
    if (isOpenAi) {
        const bool isKnown =
            settings.openAi.isCustom || std::ranges::find(openAiVoices, value) != std::end(openAiVoices);
        if (isKnown) settings.openAi.voice = value;
    } else if (isVoiceId(value)) {
        settings.elevenLabs.voiceId = value;
    }
}

void chooseModel(SpeechSettings& settings, const std::string& value) {
    if (std::ranges::find(openAiSpeechModels, value) != std::end(openAiSpeechModels))
        settings.openAi.model = value;
    else if (value.starts_with("eleven"))
        settings.elevenLabs.modelId = value;
    else if (settings.openAi.isCustom)
        settings.openAi.model = value;
}

void chooseSound(ElevenLabsVoice& voice, std::string_view key, const std::string& value) {
    if (key == "stability") setNumber(voice.stability, value, 0, 1);
    if (isOneOf(key, {"similarity", "similarityboost", "similarity_boost"}))
        setNumber(voice.similarityBoost, value, 0, 1);
    if (key == "style") setNumber(voice.style, value, 0, 1);
    if (key == "speed") setNumber(voice.speed, value, 0.5, 2);
    if (!isOneOf(key, {"speakerboost", "speaker_boost", "usespeakerboost", "use_speaker_boost"})) return;
    const std::string word = toLowerAscii(value);
    if (isOneOf(word, {"true", "1", "yes", "on"})) voice.useSpeakerBoost = true;
    if (isOneOf(word, {"false", "0", "no", "off"})) voice.useSpeakerBoost = false;
}

void chooseReading(ElevenLabsVoice& voice, std::string_view key, const std::string& value) {
    const std::string word = toLowerAscii(value);
    const bool isLanguageKey = isOneOf(key, {"language", "languagecode", "language_code"});
    if (isLanguageKey && isLanguage(word)) voice.language = word;
    if (!isLanguageKey && isOneOf(word, {"auto", "on", "off"})) voice.normalization = word;
}

}

SpeechSetup withTags(SpeechSetup setup, const text::SpeechTags& tags) {
    SpeechSettings& settings = setup.settings;
    const SpeechAllowance& allows = settings.allows;
    if (!allows.tags) return setup;
    for (const auto& [key, value] : tags.settings) {
        if (key == "provider") {
            if (const auto wished = parseSpeechProvider(value); wished && allows.provider)
                setup.prefs.provider = wished;
        } else if (isOneOf(key, {"voice", "openai_voice", "openaivoice", "voiceid", "voice_id",
                                 "elevenlabs_voice", "elevenlabsvoice"})) {
            if (allows.voice) chooseVoice(settings, key, value);
        } else if (isOneOf(key, {"model", "modelid", "model_id", "elevenlabs_model", "elevenlabsmodel",
                                 "openai_model", "openaimodel"})) {
            if (allows.modelId) chooseModel(settings, value);
        } else if (isOneOf(key, {"normalize", "applytextnormalization", "apply_text_normalization",
                                 "language", "languagecode", "language_code"})) {
            if (allows.normalization) chooseReading(settings.elevenLabs, key, value);
        } else if (key == "seed") {
            const auto seed = parseInteger(value);
            if (allows.seed && seed && *seed >= 0 && *seed <= 4'294'967'295) settings.elevenLabs.seed = seed;
        } else if (allows.voiceSettings) {
            chooseSound(settings.elevenLabs, key, value);
        }
    }
    return setup;
}

}
