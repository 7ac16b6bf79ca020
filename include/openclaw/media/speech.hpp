#pragma once

#include "openclaw/core/environment.hpp"
#include "openclaw/core/json.hpp"
#include "openclaw/core/secret.hpp"
#include "openclaw/text/speech_tags.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How answers are spoken: the configuration's `messages.tts`, what people have set since, and what a model
/// wishes for one answer (docs/voice.md).
namespace openclaw::media {

/// `edge` is a name that configurations hold; nothing here can speak with it (decision 017).
enum class SpeechProvider { openai, elevenlabs, edge, command };
std::string_view toString(SpeechProvider provider);
std::optional<SpeechProvider> parseSpeechProvider(std::string_view name);

/// Which answers are spoken: none, all, those to voice notes, those that ask for it with a tag.
enum class SpeechAuto { off, always, inbound, tagged };
std::string_view toString(SpeechAuto mode);
std::optional<SpeechAuto> parseSpeechAuto(std::string_view word);

/// What a model may choose with tags.
struct SpeechAllowance {
    bool tags = true;
    bool text = true;
    bool provider = true;
    bool voice = true;
    bool modelId = true;
    bool voiceSettings = true;
    bool normalization = true;
    bool seed = true;
};

struct OpenAiVoice {
    Secret key;
    std::string baseUrl;
    /// A server of the user's own, which knows its own voices and may need no key.
    bool isCustom = false;
    std::string model;
    std::string voice;
};

struct ElevenLabsVoice {
    Secret key;
    std::string baseUrl;
    std::string voiceId;
    std::string modelId;
    std::optional<std::int64_t> seed;
    std::string normalization; // auto, on, off or ""
    std::string language;      // ISO 639-1 or ""
    double stability = 0.5;
    double similarityBoost = 0.75;
    double style = 0;
    double speed = 1;
    bool useSpeakerBoost = true;
};

struct SpeechSettings {
    SpeechAuto automatic = SpeechAuto::off;
    /// Blocks that are sent while the answer grows are spoken one by one.
    bool speaksBlocks = false;
    std::optional<SpeechProvider> provider;
    std::string summaryModel;
    SpeechAllowance allows;
    OpenAiVoice openAi;
    ElevenLabsVoice elevenLabs;
    /// A program that speaks what it reads; empty for none.
    std::vector<std::string> command;
    std::filesystem::path prefsPath;
    /// UTF-16 units that a provider is given at most.
    std::size_t maxTextLength = 4096;
    std::chrono::milliseconds timeout{30'000};
};
SpeechSettings speechSettings(const Json& config,
                              const Environment& environment,
                              const std::filesystem::path& stateDirectory);

/// `settings/tts.json`: what was set with /tts and the tts methods.
struct SpeechPrefs {
    static constexpr std::size_t leastLength = 100;
    static constexpr std::size_t greatestLength = 4096;

    std::optional<SpeechAuto> automatic;
    std::optional<SpeechProvider> provider;
    /// Longer answers are summarised or cut.
    std::size_t maxLength = 1500;
    bool summarizes = true;
};
SpeechPrefs speechPrefsFromJson(const Json& file);
/// A file that is missing or cannot be read counts as empty. Blocking.
SpeechPrefs readSpeechPrefs(const std::filesystem::path& path);
/// Merges `change` into the file's "tts"; what else is in the file stays. Errc::invalidInput when the file is
/// something else, which then stays as it is. Blocking.
Result<void> changeSpeechPrefs(const std::filesystem::path& path, const Json& change);

/// What holds now.
struct SpeechSetup {
    SpeechSettings settings;
    SpeechPrefs prefs;

    /// `sessionMode` is the conversation's own word, "" for none.
    SpeechAuto automatic(std::string_view sessionMode) const;
    /// The chosen provider; without a choice the program, else whoever there is a key for.
    SpeechProvider provider() const;
    bool isConfigured(SpeechProvider provider) const;
    /// The chosen provider and those that stand in for it.
    std::vector<SpeechProvider> order() const;
};

/// The setup for one answer with these tags, as far as they are allowed and make sense.
SpeechSetup withTags(SpeechSetup setup, const text::SpeechTags& tags);

/// Networks whose people get speech as a voice note (Opus in Ogg); the others get MP3.
bool takesVoiceNotes(std::string_view channel);

inline constexpr std::string_view openAiSpeechModels[] = {"gpt-4o-mini-tts", "tts-1", "tts-1-hd"};
inline constexpr std::string_view openAiVoices[] = {"alloy", "ash",  "coral", "echo",   "fable",
                                                    "onyx",  "nova", "sage",  "shimmer"};
inline constexpr std::string_view elevenLabsModels[] = {"eleven_multilingual_v2", "eleven_turbo_v2_5",
                                                        "eleven_monolingual_v1"};

}
