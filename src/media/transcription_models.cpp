// Which models may transcribe, out of three places in the configuration.
#include "media/transcription_requests.hpp"
#include "openclaw/media/Transcriber.hpp"

#include <algorithm>
#include <optional>

namespace openclaw::media {

namespace {

/// Where an entry stands decides what it is for unless it says so.
enum class List { audio, shared };

std::vector<std::string> textsOf(const Json* list) {
    std::vector<std::string> texts;
    if (list && list->is_array()) {
        for (const Json& entry : *list) {
            if (entry.is_string()) texts.push_back(entry.get<std::string>());
        }
    }
    return texts;
}

bool takesAudio(const Json& entry, List list) {
    const Json* capabilities = findMember(entry, "capabilities");
    if (capabilities && capabilities->is_array())
        return std::ranges::find(*capabilities, Json("audio")) != capabilities->end();
    // A shared entry for OpenAI means a model that looks at pictures.
    return list == List::audio || stringOr(entry, "provider") != "openai";
}

std::string scalarText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_boolean() || value.is_number() ? value.dump() : std::string();
}

/// `providerOptions.deepgram` as it is, and the three older names of `deepgram`.
void addOptions(TranscriptionModel& model, const Json& place) {
    if (model.provider != "deepgram") return;
    if (const Json* own = findPath(place, "providerOptions.deepgram"); own && own->is_object()) {
        for (const auto& [name, value] : own->items()) {
            if (std::string text = scalarText(value); !text.empty()) model.options[name] = std::move(text);
        }
    }
    const Json* older = findMember(place, "deepgram");
    if (!older) return;
    for (const auto& [name, word] :
         {std::pair("detectLanguage", "detect_language"), std::pair("punctuate", "punctuate"),
          std::pair("smartFormat", "smart_format")}) {
        if (const auto flag = findBool(*older, name)) model.options[word] = *flag ? "true" : "false";
    }
}

void addHeaders(TranscriptionModel& model, const Json& place) {
    const Json* headers = findMember(place, "headers");
    if (!headers || !headers->is_object()) return;
    for (const auto& [name, value] : headers->items()) {
        if (value.is_string()) model.headers.emplace_back(name, value.get<std::string>());
    }
}

/// An entry of a `models` list; nullopt when it is not for sound or names neither command nor provider.
std::optional<TranscriptionModel>
readEntry(const Json& entry, const Json& section, const Json& config, List list) {
    TranscriptionModel model;
    const std::string program = stringOr(entry, "command");
    const bool isCommand = stringOr(entry, "type", program.empty() ? "provider" : "cli") == "cli";
    if (!takesAudio(entry, list)) return std::nullopt;
    if (isCommand) {
        if (program.empty()) return std::nullopt;
        model.command = textsOf(findMember(entry, "args"));
        model.command.insert(model.command.begin(), program);
    } else {
        model.provider = stringOr(entry, "provider");
        if (model.provider.empty()) return std::nullopt;
        const Json* known = findPath(config, "models.providers");
        const Json* own = known ? findMember(*known, model.provider) : nullptr;
        const std::string usual = own ? stringOr(*own, "baseUrl") : std::string();
        model.baseUrl = stringOr(entry, "baseUrl", stringOr(section, "baseUrl", usual));
        for (const Json* place : {&section, &entry}) {
            addHeaders(model, *place);
            addOptions(model, *place);
        }
    }
    model.model = stringOr(entry, "model");
    model.profile = stringOr(entry, "profile", stringOr(entry, "preferredProfile"));
    model.prompt = stringOr(entry, "prompt", stringOr(section, "prompt"));
    model.language = stringOr(entry, "language", stringOr(section, "language"));
    const auto number = [&](const char* member) {
        const auto own = findInteger(entry, member);
        return own ? own : findInteger(section, member);
    };
    if (const auto bytes = number("maxBytes"); bytes && *bytes > 0) model.maxBytes = *bytes;
    if (const auto chars = number("maxChars"); chars && *chars > 0)
        model.maxChars = static_cast<std::size_t>(*chars);
    if (const auto seconds = number("timeoutSeconds"); seconds && *seconds > 0)
        model.timeout = std::chrono::seconds(std::min<std::int64_t>(*seconds, 3600));
    return model;
}

}

std::vector<TranscriptionModel> transcriptionModels(const Json& config) {
    std::vector<TranscriptionModel> models;
    const Json none = Json::object();
    const Json* audio = findPath(config, "tools.media.audio");
    const Json& section = audio ? *audio : none;
    if (findBool(section, "enabled") == false) return models;
    const auto addFrom = [&](const Json* list, List kind) {
        if (!list || !list->is_array()) return;
        for (const Json& entry : *list) {
            if (auto model = readEntry(entry, section, config, kind)) models.push_back(std::move(*model));
        }
    };
    addFrom(findMember(section, "models"), List::audio);
    addFrom(findPath(config, "tools.media.models"), List::shared);
    TranscriptionModel legacy;
    legacy.command = textsOf(findPath(config, "audio.transcription.command"));
    if (!legacy.command.empty()) models.push_back(std::move(legacy));
    if (!models.empty()) return models;
    for (const std::string& provider : transcriptionProviders()) {
        const Json entry{{"provider", provider}};
        auto model = readEntry(entry, section, config, List::audio);
        model->isAutomatic = true;
        models.push_back(std::move(*model));
    }
    return models;
}

}
