// tts.status, tts.providers, tts.enable, tts.disable, tts.setProvider, tts.convert.
#include "gateway/MethodTable.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/unicode.hpp"

namespace openclaw::gateway {

namespace {

using media::SpeechProvider;
using protocol::Schema;

asio::awaitable<media::SpeechSetup> setupNow(Services& services) {
    media::SpeechSettings settings = services.speaker.settings(services.settings()->root);
    media::SpeechSetup setup = co_await services.speaker.setup(std::move(settings));
    co_return setup;
}

asio::awaitable<Answer> ttsStatus(Services& services, Call) {
    const media::SpeechSetup setup = co_await setupNow(services);
    const media::SpeechAuto mode = setup.automatic({});
    Json fallbacks = Json::array();
    for (const SpeechProvider provider : setup.order()) {
        if (provider != setup.provider()) fallbacks.push_back(media::toString(provider));
    }
    co_return Answer(Json{{"enabled", mode != media::SpeechAuto::off},
                          {"auto", media::toString(mode)},
                          {"provider", media::toString(setup.provider())},
                          {"fallbackProvider", fallbacks.empty() ? Json() : fallbacks.front()},
                          {"fallbackProviders", fallbacks},
                          {"prefsPath", setup.settings.prefsPath.string()},
                          {"hasOpenAIKey", !setup.settings.openAi.key.empty()},
                          {"hasElevenLabsKey", !setup.settings.elevenLabs.key.empty()},
                          {"edgeEnabled", setup.isConfigured(SpeechProvider::edge)}});
}

asio::awaitable<Answer> ttsProviders(Services& services, Call) {
    const media::SpeechSetup setup = co_await setupNow(services);
    const auto row = [&](SpeechProvider provider, const char* name, Json models) {
        return Json{{"id", media::toString(provider)},
                    {"name", name},
                    {"configured", setup.isConfigured(provider)},
                    {"models", std::move(models)}};
    };
    Json openAi = row(SpeechProvider::openai, "OpenAI", Json(media::openAiSpeechModels));
    openAi["voices"] = Json(media::openAiVoices);
    Json providers = Json::array();
    providers.push_back(std::move(openAi));
    providers.push_back(row(SpeechProvider::elevenlabs, "ElevenLabs", Json(media::elevenLabsModels)));
    providers.push_back(row(SpeechProvider::edge, "Edge TTS", Json::array()));
    if (setup.isConfigured(SpeechProvider::command))
        providers.push_back(row(SpeechProvider::command, "Program", Json::array()));
    co_return Answer(
        Json{{"providers", std::move(providers)}, {"active", media::toString(setup.provider())}});
}

asio::awaitable<Result<void>> changePrefs(Services& services, Json change) {
    const media::SpeechSettings settings = services.speaker.settings(services.settings()->root);
    Result<void> changed = co_await services.speaker.change(settings.prefsPath, std::move(change));
    co_return changed;
}

asio::awaitable<Answer> enable(Services& services, bool isEnabled) {
    // "enabled" is the older field; a word in "auto" goes before it.
    Json change{{"auto", isEnabled ? "always" : "off"}, {"enabled", nullptr}};
    const Result<void> changed = co_await changePrefs(services, std::move(change));
    if (!changed) co_return Answer(changed.error());
    co_return Answer(Json{{"enabled", isEnabled}});
}

asio::awaitable<Answer> ttsEnable(Services& services, Call) { co_return co_await enable(services, true); }
asio::awaitable<Answer> ttsDisable(Services& services, Call) { co_return co_await enable(services, false); }

asio::awaitable<Answer> ttsSetProvider(Services& services, Call call) {
    const std::string name(trimUnicode(stringOr(call.params, "provider")));
    if (!media::parseSpeechProvider(name))
        co_return invalidRequest("Invalid provider. Use openai, elevenlabs, or edge.");
    Json change{{"provider", name}};
    const Result<void> changed = co_await changePrefs(services, std::move(change));
    if (!changed) co_return Answer(changed.error());
    co_return Answer(Json{{"provider", name}});
}

asio::awaitable<Answer> ttsConvert(Services& services, Call call) {
    std::string text(trimUnicode(stringOr(call.params, "text")));
    if (text.empty()) co_return invalidRequest("tts.convert requires text");
    const bool asVoiceNote = media::takesVoiceNotes(trimUnicode(stringOr(call.params, "channel")));
    media::SpeechSetup setup = co_await setupNow(services);
    const Result<media::Speech> speech =
        co_await services.speaker.speak(std::move(setup), std::move(text), asVoiceNote);
    if (!speech)
        co_return Answer(
            protocol::RpcError(protocol::code::unavailable, log::redact(speech.error().message)));
    co_return Answer(Json{{"audioPath", speech->path.string()},
                          {"provider", media::toString(speech->provider)},
                          {"outputFormat", speech->format},
                          {"voiceCompatible", speech->isVoiceNote}});
}

}

std::vector<Method> speechMethods() {
    return {
        {.name = "tts.status", .scope = Scope::read, .params = Schema::any(), .later = ttsStatus},
        {.name = "tts.providers", .scope = Scope::read, .params = Schema::any(), .later = ttsProviders},
        {.name = "tts.enable", .scope = Scope::write, .params = Schema::any(), .later = ttsEnable},
        {.name = "tts.disable", .scope = Scope::write, .params = Schema::any(), .later = ttsDisable},
        {.name = "tts.convert", .scope = Scope::write, .params = Schema::any(), .later = ttsConvert},
        {.name = "tts.setProvider", .scope = Scope::write, .params = Schema::any(), .later = ttsSetProvider},
    };
}

}
