// /tts. Whether answers are spoken is a matter of the conversation it is written in; provider, limit and
// summary hold for the whole house.
#include "dispatch/CommandCall.hpp"

#include "openclaw/core/log.hpp"
#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::dispatch {

namespace {

constexpr const char* usage = "🔊 Spoken answers\n"
                              "/tts on | off | inbound | tagged - in this conversation\n"
                              "/tts status - how things are set\n"
                              "/tts provider [name] - who speaks\n"
                              "/tts limit [characters] - what is longer is summarised or cut\n"
                              "/tts summary [on|off] - summarise what is longer\n"
                              "/tts audio <text> - hear a text";

std::string stateOf(const media::SpeechSetup& setup, media::SpeechProvider provider) {
    if (provider == media::SpeechProvider::edge) return "not available here";
    return setup.isConfigured(provider) ? "ready" : "not configured";
}

std::string providerCard(const media::SpeechSetup& setup) {
    std::string text = "🎙️ Speech providers";
    for (const auto provider : {media::SpeechProvider::openai, media::SpeechProvider::elevenlabs,
                                media::SpeechProvider::command, media::SpeechProvider::edge})
        text += fmt::format("\n{}{}: {}", provider == setup.provider() ? "→ " : "", media::toString(provider),
                            stateOf(setup, provider));
    return text + "\nUsage: /tts provider openai|elevenlabs|command";
}

std::string modeText(media::SpeechAuto mode) {
    switch (mode) {
    case media::SpeechAuto::off: return "🔇 Answers in this conversation are not spoken.";
    case media::SpeechAuto::always: return "🔊 Answers in this conversation are spoken.";
    case media::SpeechAuto::inbound: return "🔊 Answers to voice notes are spoken in this conversation.";
    case media::SpeechAuto::tagged: return "🔊 Answers that ask for it are spoken in this conversation.";
    }
    return {};
}

}

asio::awaitable<Result<CommandResult>> CommandDesk::speech(Call call) {
    const std::string_view arguments = trimUnicode(call.arguments);
    const std::size_t space = findSpace(arguments, 0);
    std::string action = toLowerAscii(arguments.substr(0, space));
    std::string value(trimUnicode(arguments.substr(space)));
    media::SpeechSettings settings = services_.speaker->settings(call.settings->root);
    media::SpeechSetup setup = co_await services_.speaker->setup(std::move(settings));
    if (action.empty() || action == "status") co_return answer(speechCard(call, setup));
    const auto mode =
        media::parseSpeechAuto(action == "on" ? std::string_view("always") : std::string_view(action));
    if (mode) {
        Json fields = {{"ttsAuto", media::toString(*mode)}};
        co_return co_await patch(std::move(call), std::move(fields), modeText(*mode));
    }
    if (action == "audio") co_return co_await sayAloud(std::move(call), std::move(setup), std::move(value));
    if (action == "provider" && value.empty()) co_return answer(providerCard(setup));
    if (action == "limit" && value.empty())
        co_return answer(fmt::format("📏 Answers of more than {} characters are {} before they are spoken.",
                                     setup.prefs.maxLength, setup.prefs.summarizes ? "summarised" : "cut"));
    if (action == "summary" && value.empty())
        co_return answer(
            fmt::format("📝 Long answers are {}.", setup.prefs.summarizes ? "summarised" : "cut"));
    co_return co_await changeSpeech(std::move(setup), std::move(action), toLowerAscii(value));
}

asio::awaitable<Result<CommandResult>>
CommandDesk::changeSpeech(media::SpeechSetup setup, std::string action, std::string value) {
    Json change;
    std::string reply;
    if (action == "provider") {
        const auto provider = media::parseSpeechProvider(value);
        if (!provider) co_return answer(providerCard(setup));
        change = Json{{"provider", value}};
        reply = fmt::format("✅ {} speaks from now on ({}).", value, stateOf(setup, *provider));
    } else if (action == "limit") {
        const auto limit = parseInteger(value);
        const auto least = static_cast<std::int64_t>(media::SpeechPrefs::leastLength);
        const auto most = static_cast<std::int64_t>(media::SpeechPrefs::greatestLength);
        if (!limit || *limit < least || *limit > most)
            co_return answer(
                fmt::format("⚠️ The limit must be between {} and {} characters.", least, most));
        change = Json{{"maxLength", *limit}};
        reply =
            fmt::format("✅ Answers of more than {} characters are shortened before they are spoken.", *limit);
    } else if (action == "summary" && (value == "on" || value == "off")) {
        change = Json{{"summarize", value == "on"}};
        reply = value == "on" ? "✅ Long answers are summarised." : "✅ Long answers are cut.";
    } else {
        co_return answer(usage);
    }
    const Result<void> changed =
        co_await services_.speaker->change(setup.settings.prefsPath, std::move(change));
    if (!changed) co_return changed.error();
    co_return answer(std::move(reply));
}

asio::awaitable<Result<CommandResult>>
CommandDesk::sayAloud(Call call, media::SpeechSetup setup, std::string words) {
    if (words.empty()) co_return answer("🎤 Usage: /tts audio <text>");
    const std::string channel = call.request.route ? call.request.route->channel : std::string();
    const bool asVoiceNote = media::takesVoiceNotes(channel);
    Result<media::Speech> speech =
        co_await services_.speaker->speak(std::move(setup), std::move(words), asVoiceNote);
    if (!speech) co_return answer("❌ " + log::redact(speech.error().message), "failed");
    CommandResult result = answer({});
    if (!call.request.route) result.reply = "🔊 " + speech->path.string();
    result.speechPath = speech->path.string();
    result.isVoiceNote = asVoiceNote && speech->isVoiceNote;
    co_return result;
}

std::string CommandDesk::speechCard(const Call& call, const media::SpeechSetup& setup) const {
    const std::string own = stringOr(call.entry(), "ttsAuto");
    std::string text = fmt::format("🔊 Spoken answers: {}{}", media::toString(setup.automatic(own)),
                                   media::parseSpeechAuto(own) ? " (in this conversation)" : "");
    text += fmt::format("\nProvider: {} ({})", media::toString(setup.provider()),
                        stateOf(setup, setup.provider()));
    const std::vector<media::SpeechProvider> order = setup.order();
    for (std::size_t i = 1; i < order.size(); ++i)
        text += fmt::format("{}{}", i == 1 ? ", then " : ", ", media::toString(order[i]));
    text += fmt::format("\nLimit: {} characters; longer answers are {}", setup.prefs.maxLength,
                        setup.prefs.summarizes ? "summarised" : "cut");
    const auto& last = services_.speaker->lastAttempt();
    if (!last) return text;
    const std::int64_t ago = std::max<std::int64_t>(0, clock_.nowMs() - last->atMs) / 1000;
    if (last->provider)
        return text + fmt::format("\nLast: {} characters by {} in {} ms, {} s ago", last->length,
                                  media::toString(*last->provider), last->tookMs, ago);
    return text + fmt::format("\nLast: failed {} s ago: {}", ago, log::redact(last->error));
}

}
