// Decoding of everything that decides how speech sounds. Pure, except for the file of preferences.
#include "openclaw/media/speech.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/log.hpp"
#include "openclaw/core/strings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace openclaw::media {

namespace {

constexpr const char* openAiBaseUrl = "https://api.openai.com/v1";
constexpr const char* elevenLabsBaseUrl = "https://api.elevenlabs.io";
/// The voice that OpenClaw speaks with unless told otherwise.
constexpr const char* elevenLabsVoice = "pMsXgVXv3BLzUgSXRplE";

constexpr std::array<std::pair<SpeechProvider, std::string_view>, 4> providerNames{
    {{SpeechProvider::openai, "openai"},
     {SpeechProvider::elevenlabs, "elevenlabs"},
     {SpeechProvider::edge, "edge"},
     {SpeechProvider::command, "command"}}};
constexpr std::array<std::pair<SpeechAuto, std::string_view>, 4> modeNames{{{SpeechAuto::off, "off"},
                                                                            {SpeechAuto::always, "always"},
                                                                            {SpeechAuto::inbound, "inbound"},
                                                                            {SpeechAuto::tagged, "tagged"}}};

template <class Value, std::size_t N>
std::string_view nameOf(const std::array<std::pair<Value, std::string_view>, N>& names, Value value) {
    return std::ranges::find(names, value, &std::pair<Value, std::string_view>::first)->second;
}

template <class Value, std::size_t N>
std::optional<Value> valueOf(const std::array<std::pair<Value, std::string_view>, N>& names,
                             std::string_view name) {
    const auto found = std::ranges::find(names, name, &std::pair<Value, std::string_view>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

std::string withoutSlash(std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

Secret
firstKey(const Json& section, const Environment& environment, std::initializer_list<const char*> variables) {
    std::string key = stringOr(section, "apiKey");
    for (const char* name : variables) {
        if (key.empty()) key = environment.get(name);
    }
    return Secret(std::move(key));
}

const Json& member(const Json& object, const char* key) {
    static const Json none = Json::object();
    const Json* found = findMember(object, key);
    return found && found->is_object() ? *found : none;
}

SpeechAllowance readAllowance(const Json& section) {
    SpeechAllowance allows;
    const auto flag = [&](const char* key) { return findBool(section, key).value_or(true); };
    allows.tags = flag("enabled");
    allows.text = flag("allowText");
    allows.provider = flag("allowProvider");
    allows.voice = flag("allowVoice");
    allows.modelId = flag("allowModelId");
    allows.voiceSettings = flag("allowVoiceSettings");
    allows.normalization = flag("allowNormalization");
    allows.seed = flag("allowSeed");
    return allows;
}

OpenAiVoice readOpenAi(const Json& section, const Environment& environment) {
    OpenAiVoice voice;
    voice.key = firstKey(section, environment, {"OPENAI_API_KEY"});
    voice.baseUrl = withoutSlash(environment.get("OPENAI_TTS_BASE_URL", openAiBaseUrl));
    voice.isCustom = voice.baseUrl != openAiBaseUrl;
    voice.model = stringOr(section, "model", openAiSpeechModels[0]);
    voice.voice = stringOr(section, "voice", openAiVoices[0]);
    return voice;
}

ElevenLabsVoice readElevenLabs(const Json& section, const Environment& environment) {
    ElevenLabsVoice voice;
    voice.key = firstKey(section, environment, {"ELEVENLABS_API_KEY", "XI_API_KEY"});
    const std::string baseUrl = withoutSlash(stringOr(section, "baseUrl"));
    voice.baseUrl = baseUrl.empty() ? elevenLabsBaseUrl : baseUrl;
    voice.voiceId = stringOr(section, "voiceId", elevenLabsVoice);
    voice.modelId = stringOr(section, "modelId", elevenLabsModels[0]);
    voice.seed = findInteger(section, "seed");
    voice.normalization = stringOr(section, "applyTextNormalization");
    voice.language = toLowerAscii(stringOr(section, "languageCode"));
    const Json& sound = member(section, "voiceSettings");
    voice.stability = findNumber(sound, "stability").value_or(voice.stability);
    voice.similarityBoost = findNumber(sound, "similarityBoost").value_or(voice.similarityBoost);
    voice.style = findNumber(sound, "style").value_or(voice.style);
    voice.speed = findNumber(sound, "speed").value_or(voice.speed);
    voice.useSpeakerBoost = findBool(sound, "useSpeakerBoost").value_or(voice.useSpeakerBoost);
    return voice;
}

}

std::string_view toString(SpeechProvider provider) { return nameOf(providerNames, provider); }
std::optional<SpeechProvider> parseSpeechProvider(std::string_view name) {
    return valueOf(providerNames, name);
}
std::string_view toString(SpeechAuto mode) { return nameOf(modeNames, mode); }
std::optional<SpeechAuto> parseSpeechAuto(std::string_view word) { return valueOf(modeNames, word); }

bool takesVoiceNotes(std::string_view channel) {
    return channel == "telegram" || channel == "whatsapp" || channel == "discord";
}

SpeechSettings speechSettings(const Json& config,
                              const Environment& environment,
                              const std::filesystem::path& stateDirectory) {
    static const Json none = Json::object();
    const Json* configured = findPath(config, "messages.tts");
    const Json& section = configured ? *configured : none;
    SpeechSettings settings;
    settings.automatic = parseSpeechAuto(stringOr(section, "auto")).value_or(SpeechAuto::off);
    settings.speaksBlocks = stringOr(section, "mode") == "all";
    settings.provider = parseSpeechProvider(stringOr(section, "provider"));
    settings.summaryModel = stringOr(section, "summaryModel");
    settings.allows = readAllowance(member(section, "modelOverrides"));
    settings.openAi = readOpenAi(member(section, "openai"), environment);
    settings.elevenLabs = readElevenLabs(member(section, "elevenlabs"), environment);
    if (const Json* command = findMember(section, "command"); command && command->is_array()) {
        for (const Json& word : *command) {
            if (word.is_string()) settings.command.push_back(word.get<std::string>());
        }
    }
    const std::string path = stringOr(section, "prefsPath", environment.get("OPENCLAW_TTS_PREFS"));
    settings.prefsPath =
        path.empty() ? stateDirectory / "settings" / "tts.json" : environment.expandPath(path);
    if (const auto length = findInteger(section, "maxTextLength"); length && *length > 0)
        settings.maxTextLength = static_cast<std::size_t>(std::min<std::int64_t>(*length, 100'000));
    if (const auto timeout = findInteger(section, "timeoutMs"))
        settings.timeout = std::chrono::milliseconds(std::clamp<std::int64_t>(*timeout, 1000, 120'000));
    return settings;
}

SpeechPrefs speechPrefsFromJson(const Json& file) {
    const Json& section = member(file, "tts");
    SpeechPrefs prefs;
    prefs.automatic = parseSpeechAuto(stringOr(section, "auto"));
    if (const auto enabled = findBool(section, "enabled"); enabled && !prefs.automatic)
        prefs.automatic = *enabled ? SpeechAuto::always : SpeechAuto::off;
    prefs.provider = parseSpeechProvider(stringOr(section, "provider"));
    if (const auto length = findInteger(section, "maxLength"))
        prefs.maxLength = static_cast<std::size_t>(
            std::clamp<std::int64_t>(*length, SpeechPrefs::leastLength, SpeechPrefs::greatestLength));
    prefs.summarizes = findBool(section, "summarize").value_or(prefs.summarizes);
    return prefs;
}

SpeechPrefs readSpeechPrefs(const std::filesystem::path& path) {
    const Result<std::string> text = readFile(path);
    if (!text) return {};
    const Result<Json> file = parseJson(*text);
    if (file) return speechPrefsFromJson(*file);
    log::warn("media", "{} is no JSON and is ignored", path.string());
    return {};
}

Result<void> changeSpeechPrefs(const std::filesystem::path& path, const Json& change) {
    Json file = Json::object();
    const Result<std::string> text = readFile(path);
    if (text) {
        // Whatever else is at that path is not ours to replace.
        Result<Json> parsed = parseJson(*text);
        if (!parsed || !parsed->is_object())
            return Error(Errc::invalidInput, path.string() + " is no JSON object; repair or remove it");
        file = std::move(*parsed);
    } else if (!text.error().is(Errc::notFound)) {
        return text.error().withContext("reading the speech settings");
    }
    Json& section = file["tts"];
    if (!section.is_object()) section = Json::object();
    section.merge_patch(change);
    return writeFileAtomically(path, dumpJsonPretty(file) + "\n");
}

SpeechAuto SpeechSetup::automatic(std::string_view sessionMode) const {
    if (const auto own = parseSpeechAuto(sessionMode)) return *own;
    return prefs.automatic.value_or(settings.automatic);
}

bool SpeechSetup::isConfigured(SpeechProvider provider) const {
    switch (provider) {
    case SpeechProvider::openai: return !settings.openAi.key.empty() || settings.openAi.isCustom;
    case SpeechProvider::elevenlabs: return !settings.elevenLabs.key.empty();
    case SpeechProvider::edge: return false;
    case SpeechProvider::command: return !settings.command.empty();
    }
    return false;
}

SpeechProvider SpeechSetup::provider() const {
    if (prefs.provider) return *prefs.provider;
    if (settings.provider) return *settings.provider;
    for (const SpeechProvider candidate :
         {SpeechProvider::command, SpeechProvider::openai, SpeechProvider::elevenlabs}) {
        if (isConfigured(candidate)) return candidate;
    }
    return SpeechProvider::edge;
}

std::vector<SpeechProvider> SpeechSetup::order() const {
    const SpeechProvider chosen = provider();
    std::vector<SpeechProvider> order{chosen};
    for (const SpeechProvider other :
         {SpeechProvider::openai, SpeechProvider::elevenlabs, SpeechProvider::command}) {
        if (other != chosen && isConfigured(other)) order.push_back(other);
    }
    return order;
}

}
