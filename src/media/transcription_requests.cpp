// Three wire formats: OpenAI's form (Groq speaks it too), Deepgram's plain body, Google's inline data.
#include "media/transcription_requests.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/net/multipart.hpp"

#include <algorithm>
#include <array>

namespace openclaw::media {

namespace {

enum class Wire { form, plainBody, inlineData };

struct Provider {
    std::string_view id;
    Wire wire;
    std::string_view baseUrl;
    std::string_view model;
};
constexpr std::array<Provider, 4> providers{
    {{"openai", Wire::form, "https://api.openai.com/v1", "gpt-4o-mini-transcribe"},
     {"groq", Wire::form, "https://api.groq.com/openai/v1", "whisper-large-v3-turbo"},
     {"deepgram", Wire::plainBody, "https://api.deepgram.com/v1", "nova-3"},
     {"google", Wire::inlineData, "https://generativelanguage.googleapis.com/v1beta",
      "gemini-3-flash-preview"}}};

const Provider* findProvider(std::string_view id) {
    const auto found = std::ranges::find(providers, id, &Provider::id);
    return found == providers.end() ? nullptr : &*found;
}

/// An element of an array in a member; nullptr when there is none.
const Json* firstOf(const Json* object, std::string_view key) {
    const Json* list = object ? findMember(*object, key) : nullptr;
    return list && list->is_array() && !list->empty() ? &list->front() : nullptr;
}

Result<void> addForm(net::HttpClientRequest& request,
                     const TranscriptionModel& model,
                     const std::string& modelId,
                     const StoredFile& file) {
    net::MultipartForm form;
    const Result<void> added = form.addFile("file", file.path, file.path.filename().string(), file.mimeType);
    if (!added) return added.error();
    form.addField("model", modelId);
    if (!model.language.empty()) form.addField("language", model.language);
    if (!model.prompt.empty()) form.addField("prompt", model.prompt);
    std::move(form).attachTo(request);
    return {};
}

void addPlainBody(net::HttpClientRequest& request,
                  const TranscriptionModel& model,
                  const std::string& modelId,
                  const StoredFile& file) {
    request.url += "?model=" + percentEncode(modelId);
    if (!model.language.empty()) request.url += "&language=" + percentEncode(model.language);
    for (const auto& [name, value] : model.options)
        request.url += "&" + percentEncode(name) + "=" + percentEncode(value);
    request.headers.set("Content-Type", file.mimeType);
    net::BodyPiece sound;
    sound.filePath = file.path.string();
    request.bodyPieces.push_back(std::move(sound));
}

Result<void>
addInlineData(net::HttpClientRequest& request, const TranscriptionModel& model, const StoredFile& file) {
    const Result<std::string> sound = readFile(file.path, static_cast<std::size_t>(model.maxBytes));
    if (!sound) return sound.error();
    const Json wish{
        {"text", model.prompt.empty() ? "Write down what is said in this recording." : model.prompt}};
    const Json data{{"inline_data", {{"mime_type", file.mimeType}, {"data", base64Encode(*sound)}}}};
    const Json body{
        {"contents", Json::array({Json{{"role", "user"}, {"parts", Json::array({wish, data})}}})}};
    request.headers.set("Content-Type", "application/json");
    request.body = dumpJson(body);
    return {};
}

void authorize(net::HttpHeaders& headers, Wire wire, const Secret& key) {
    if (key.empty()) return;
    switch (wire) {
    case Wire::form: headers.set("Authorization", "Bearer " + key.reveal()); break;
    case Wire::plainBody: headers.set("Authorization", "Token " + key.reveal()); break;
    case Wire::inlineData: headers.set("x-goog-api-key", key.reveal()); break;
    }
}

std::string googleText(const Json& answer) {
    const Json* candidate = firstOf(&answer, "candidates");
    const Json* content = candidate ? findMember(*candidate, "content") : nullptr;
    const Json* parts = content ? findMember(*content, "parts") : nullptr;
    std::string text;
    if (!parts || !parts->is_array()) return text;
    for (const Json& part : *parts) {
        const std::string words = stringOr(part, "text");
        if (!words.empty()) text += (text.empty() ? "" : "\n") + words;
    }
    return text;
}

std::string deepgramText(const Json& answer) {
    const Json* alternative = firstOf(firstOf(findMember(answer, "results"), "channels"), "alternatives");
    return alternative ? stringOr(*alternative, "transcript") : std::string();
}

}

const std::vector<std::string>& transcriptionProviders() {
    static const std::vector<std::string> ids = [] {
        std::vector<std::string> all;
        for (const Provider& provider : providers)
            all.emplace_back(provider.id);
        return all;
    }();
    return ids;
}

Result<net::HttpClientRequest>
transcriptionRequest(const TranscriptionModel& model, const StoredFile& file, const Secret& key) {
    const Provider* provider = findProvider(model.provider);
    if (!provider) return Error(Errc::invalidInput, model.provider + " does not transcribe");
    const std::string modelId = model.model.empty() ? std::string(provider->model) : model.model;
    net::HttpClientRequest request;
    request.method = "POST";
    request.url = model.baseUrl.empty() ? std::string(provider->baseUrl) : model.baseUrl;
    while (request.url.ends_with('/'))
        request.url.pop_back();
    request.headerTimeout = model.timeout;
    authorize(request.headers, provider->wire, key);
    Result<void> filled;
    switch (provider->wire) {
    case Wire::form:
        request.url += "/audio/transcriptions";
        filled = addForm(request, model, modelId, file);
        break;
    case Wire::plainBody:
        request.url += "/listen";
        addPlainBody(request, model, modelId, file);
        break;
    case Wire::inlineData:
        request.url += "/models/" + percentEncode(modelId) + ":generateContent";
        filled = addInlineData(request, model, file);
        break;
    }
    if (!filled) return filled.error();
    for (const auto& [name, value] : model.headers)
        request.headers.set(name, value);
    return request;
}

std::string transcriptIn(std::string_view provider, std::string_view body) {
    const Result<Json> answer = parseJson(body);
    if (!answer) return {};
    const std::string text = provider == "google"     ? googleText(*answer)
                             : provider == "deepgram" ? deepgramText(*answer)
                                                      : stringOr(*answer, "text");
    return std::string(trimUnicode(text));
}

}
