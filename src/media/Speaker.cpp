// From words to a file. What comes back is only kept when its first bytes are those of sound.
#include "openclaw/media/Speaker.hpp"

#include "media/programs.hpp"
#include "media/speech_requests.hpp"
#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/media/sniff.hpp"

#include <fmt/format.h>

#include <array>

namespace openclaw::media {

namespace {

constexpr std::size_t sniffedBytes = 64;
constexpr const char* voiceNoteMime = "audio/ogg";
constexpr const char* outputPlace = "{{OutputPath}}";
/// The speechEndings that a file of speech may have.
constexpr std::array<const char*, 5> speechEndings{".ogg", ".mp3", ".wav", ".flac", ".m4a"};

std::string fileName(const std::string& name, SpeechProvider provider) {
    return name + "-" + std::string(toString(provider));
}

}

Speaker::Speaker(net::HttpClient& http,
                 process::Launcher& launcher,
                 Worker& worker,
                 Clock& clock,
                 Environment environment,
                 std::filesystem::path stateDirectory)
    : http_(http), launcher_(launcher), worker_(worker), clock_(clock), environment_(std::move(environment)),
      stateDirectory_(std::move(stateDirectory)), folder_(stateDirectory_ / "media" / "outbound") {}

SpeechSettings Speaker::settings(const Json& config) const {
    return speechSettings(config, environment_, stateDirectory_);
}

asio::awaitable<SpeechSetup> Speaker::setup(SpeechSettings settings) {
    SpeechSetup setup;
    std::function<Result<SpeechPrefs>()> job = [path = settings.prefsPath]() -> Result<SpeechPrefs> {
        return readSpeechPrefs(path);
    };
    Result<SpeechPrefs> prefs = co_await worker_.run(std::move(job));
    if (prefs) setup.prefs = *prefs;
    setup.settings = std::move(settings);
    co_return setup;
}

asio::awaitable<Result<void>> Speaker::change(std::filesystem::path prefsPath, Json change) {
    std::function<Result<void>()> job = [path = std::move(prefsPath), change = std::move(change)] {
        return changeSpeechPrefs(path, change);
    };
    Result<void> changed = co_await worker_.run(std::move(job));
    co_return changed;
}

asio::awaitable<Result<Speech>> Speaker::speak(SpeechSetup setup, std::string text, bool asVoiceNote) {
    const std::size_t length = utf16Length(text);
    if (length > setup.settings.maxTextLength)
        co_return Error(Errc::invalidInput,
                        fmt::format("the text is too long to be spoken ({} characters, at most {})", length,
                                    setup.settings.maxTextLength));
    SpeechAttempt attempt;
    attempt.atMs = clock_.nowMs();
    attempt.length = length;
    Result<Speech> speech = co_await trySpeaking(std::move(setup), std::move(text), asVoiceNote);
    attempt.tookMs = clock_.nowMs() - attempt.atMs;
    if (speech)
        attempt.provider = speech->provider;
    else
        attempt.error = speech.error().message;
    lastAttempt_ = std::move(attempt);
    co_return speech;
}

asio::awaitable<Result<Speech>> Speaker::trySpeaking(SpeechSetup setup, std::string text, bool asVoiceNote) {
    co_await asio::this_coro::throw_if_cancelled(false);
    const std::string name = speechFingerprint(setup.settings, text, asVoiceNote);
    const std::vector<SpeechProvider> order = setup.order();
    std::optional<Speech> made = co_await findMade(name, order, asVoiceNote);
    if (made) co_return std::move(*made);
    Result<Speech> last = Error(
        Errc::notFound, "nobody here can speak; set a key of a speech provider or messages.tts.command");
    for (const SpeechProvider provider : order) {
        if (!setup.isConfigured(provider)) continue;
        Result<std::string> sound = co_await withTimeout(
            setup.settings.timeout, soundOf(provider, setup.settings, text, asVoiceNote));
        if (sound) {
            last = co_await keep(fileName(name, provider), std::move(*sound));
        } else {
            last = sound.error();
        }
        if (last) {
            last->provider = provider;
            last->format = speechFormat(provider, asVoiceNote);
            co_return last;
        }
        if (last.error().is(Errc::cancelled)) co_return last;
        last = last.error().withContext(toString(provider));
        log::warn("media", "speech failed: {}", log::redact(last.error().message));
    }
    co_return last;
}

asio::awaitable<Result<std::string>>
Speaker::soundOf(SpeechProvider provider, SpeechSettings settings, std::string text, bool asVoiceNote) {
    co_await asio::this_coro::throw_if_cancelled(false);
    if (provider == SpeechProvider::command) {
        Result<std::string> sound = co_await runCommand(settings.command, std::move(text), asVoiceNote);
        co_return sound;
    }
    net::HttpClientRequest request = provider == SpeechProvider::openai
                                         ? openAiSpeech(settings.openAi, text, asVoiceNote)
                                         : elevenLabsSpeech(settings.elevenLabs, text, asVoiceNote);
    request.headerTimeout = settings.timeout;
    Result<net::HttpResponse> answer = co_await http_.fetch(std::move(request), maxSpeechBytes);
    if (!answer) co_return answer.error();
    // The body may repeat parts of the key.
    if (answer->status != 200) co_return Error(Errc::unavailable, fmt::format("HTTP {}", answer->status));
    co_return std::move(answer->body);
}

/// The text comes on standard input; the sound leaves through the file that the arguments name, else on
/// standard output.
asio::awaitable<Result<std::string>>
Speaker::runCommand(std::vector<std::string> command, std::string text, bool asVoiceNote) {
    const Result<std::filesystem::path> output = folder_.newPath();
    if (!output) co_return output.error();
    process::LaunchSpec spec;
    bool writesFile = false;
    for (const std::string& word : command) {
        writesFile = writesFile || word.find(outputPlace) != std::string::npos;
        std::string argument = replaceAll(word, outputPlace, output->string());
        spec.command.push_back(replaceAll(std::move(argument), "{{Format}}", asVoiceNote ? "opus" : "mp3"));
    }
    spec.environment = programEnvironment(environment_);
    text += '\n';
    Result<std::string> printed =
        co_await runProgram(launcher_, std::move(spec), std::move(text), maxSpeechBytes);
    if (!writesFile) co_return printed;
    std::function<Result<std::string>()> job = [path = *output]() -> Result<std::string> {
        Result<std::string> sound = readFile(path, maxSpeechBytes);
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        return sound;
    };
    Result<std::string> sound = co_await worker_.run(std::move(job));
    if (!printed) co_return printed;
    co_return sound;
}

asio::awaitable<std::optional<Speech>>
Speaker::findMade(std::string name, std::vector<SpeechProvider> providers, bool asVoiceNote) {
    std::function<Result<Speech>()> job = [folder = folder_.path(), name = std::move(name), asVoiceNote,
                                           providers = std::move(providers)]() -> Result<Speech> {
        for (const SpeechProvider provider : providers) {
            for (const char* ending : speechEndings) {
                Speech speech;
                speech.path = folder / (fileName(name, provider) + ending);
                std::error_code failure;
                if (!std::filesystem::is_regular_file(speech.path, failure)) continue;
                speech.provider = provider;
                speech.format = speechFormat(provider, asVoiceNote);
                speech.isVoiceNote = speech.path.extension() == extensionOf(voiceNoteMime);
                return speech;
            }
        }
        return Error(Errc::notFound, "not made yet");
    };
    Result<Speech> found = co_await worker_.run(std::move(job));
    std::optional<Speech> speech;
    if (found) speech = std::move(*found);
    co_return speech;
}

asio::awaitable<Result<Speech>> Speaker::keep(std::string name, std::string sound) {
    const std::string mime = sniffMime(std::string_view(sound).substr(0, sniffedBytes));
    if (!mime.starts_with("audio/")) co_return Error(Errc::unavailable, "what came back is no sound");
    Speech speech;
    speech.path = folder_.path() / (name + extensionOf(mime));
    speech.isVoiceNote = mime == voiceNoteMime;
    std::function<Result<void>()> job = [path = speech.path, sound = std::move(sound)] {
        return writeFileAtomically(path, sound);
    };
    const Result<void> written = co_await worker_.run(std::move(job));
    if (!written) co_return written.error();
    co_return speech;
}

}
