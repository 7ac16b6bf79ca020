// What the request encoders share, and the choice among them.
#include "llm/requests.hpp"

#include "openclaw/llm/history.hpp"

namespace openclaw::llm {

std::string joinUrl(std::string_view base, std::string_view path) {
    while (!base.empty() && base.back() == '/')
        base.remove_suffix(1);
    return std::string(base) + std::string(path);
}

std::int64_t replyLimit(const Request& request) {
    const std::int64_t wanted = request.maxTokens.value_or(std::min<std::int64_t>(request.model.maxTokens, 32'000));
    return std::max<std::int64_t>(1, std::min(wanted, request.model.maxTokens));
}

bool compatFlag(const Model& model, std::string_view name, bool fallback) {
    return findBool(model.compat, name).value_or(fallback);
}

std::string dataUrl(const Json& image) {
    return "data:" + stringOr(image, "mimeType") + ";base64," + stringOr(image, "data");
}

std::vector<const Json*> blocksOf(const Json& message, std::string_view type) {
    std::vector<const Json*> blocks;
    const Json* content = findMember(message, "content");
    if (!content || !content->is_array())
        return blocks;
    for (const Json& block : *content) {
        if (stringOr(block, "type") == type)
            blocks.push_back(&block);
    }
    return blocks;
}

Result<EncodedRequest> encodeRequest(const Request& request) {
    const std::vector<Json> history = prepareHistory(request.messages, request.model);
    EncodedRequest encoded;
    switch (request.model.api) {
    case Api::anthropicMessages:
        encoded = encodeAnthropic(request, history);
        break;
    case Api::openaiCompletions:
        encoded = encodeCompletions(request, history);
        break;
    case Api::openaiResponses:
        encoded = encodeResponses(request, history);
        break;
    case Api::ollamaChat:
        encoded = encodeOllama(request, history);
        break;
    case Api::offline:
        return Error(Errc::invalidInput, "the offline model has no wire format");
    }
    encoded.headers.emplace_back("content-type", "application/json");
    for (const auto& [name, value] : request.model.headers)
        encoded.headers.emplace_back(name, value);
    return encoded;
}

}
