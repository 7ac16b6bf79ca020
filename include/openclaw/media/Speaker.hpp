#pragma once

#include "openclaw/core/Worker.hpp"
#include "openclaw/core/clock.hpp"
#include "openclaw/media/MediaFolder.hpp"
#include "openclaw/media/speech.hpp"
#include "openclaw/net/HttpClient.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace openclaw::media {

/// Words as sound, in a file of our own that lives as long as MediaFolder's.
struct Speech {
    std::filesystem::path path;
    SpeechProvider provider = SpeechProvider::openai;
    /// The provider's word for the form, "opus" or "mp3_44100_128".
    std::string format;
    /// Opus in Ogg: what networks show as a voice note.
    bool isVoiceNote = false;
};

/// How the last piece of speech fared, for /tts.
struct SpeechAttempt {
    std::int64_t atMs = 0;
    std::int64_t tookMs = 0;
    std::size_t length = 0;
    std::optional<SpeechProvider> provider;
    std::string error;
};

/// Speaks: the chosen provider, and the others in turn when it cannot.
class Speaker {
public:
    /// No answer is longer; what a provider sends beyond it is refused.
    static constexpr std::size_t maxSpeechBytes = 16 * 1024 * 1024;

    Speaker(net::HttpClient& http,
            process::Launcher& launcher,
            Worker& worker,
            Clock& clock,
            Environment environment,
            std::filesystem::path stateDirectory);

    SpeechSettings settings(const Json& config) const;
    /// The settings with what people have set since. Cancellation: none; it is short.
    asio::awaitable<SpeechSetup> setup(SpeechSettings settings);
    /// Merges `change` into the preferences.
    asio::awaitable<Result<void>> change(std::filesystem::path prefsPath, Json change);

    /// The same words with the same settings are made once. Errc::invalidInput for a text that is too long,
    /// Errc::notFound when nobody can speak, else why the last one could not. Cancellation: terminal.
    asio::awaitable<Result<Speech>> speak(SpeechSetup setup, std::string text, bool asVoiceNote);
    const std::optional<SpeechAttempt>& lastAttempt() const { return lastAttempt_; }
    /// Deletes files that are too old.
    std::size_t prune() const { return folder_.prune(); }

private:
    asio::awaitable<Result<Speech>> trySpeaking(SpeechSetup setup, std::string text, bool asVoiceNote);
    asio::awaitable<Result<std::string>>
    soundOf(SpeechProvider provider, SpeechSettings settings, std::string text, bool asVoiceNote);
    asio::awaitable<Result<std::string>>
    runCommand(std::vector<std::string> command, std::string text, bool asVoiceNote);
    asio::awaitable<std::optional<Speech>>
    findMade(std::string name, std::vector<SpeechProvider> providers, bool asVoiceNote);
    asio::awaitable<Result<Speech>> keep(std::string name, std::string sound);

    net::HttpClient& http_;
    process::Launcher& launcher_;
    Worker& worker_;
    Clock& clock_;
    Environment environment_;
    std::filesystem::path stateDirectory_;
    MediaFolder folder_;
    std::optional<SpeechAttempt> lastAttempt_;
};

}
