// Anthropic Messages requests (llm-providers.md section 1).
#include "llm/requests.hpp"

#include "openclaw/core/strings.hpp"

namespace openclaw::llm {

namespace {

constexpr std::int64_t minThinkingBudget = 1024;

Json imageBlock(const Json& image) {
    Json source{{"type", "base64"}, {"media_type", stringOr(image, "mimeType")}, {"data", stringOr(image, "data")}};
    return Json{{"type", "image"}, {"source", std::move(source)}};
}

bool isBlank(std::string_view text) { return trimAscii(text).empty(); }

/// Text and image blocks; blank texts are refused by the API and dropped.
Json plainBlocks(const Json& message) {
    Json blocks = Json::array();
    const Json* content = findMember(message, "content");
    if (!content || !content->is_array())
        return blocks;
    for (const Json& block : *content) {
        const std::string type = stringOr(block, "type");
        if (type == "text" && !isBlank(stringOr(block, "text")))
            blocks.push_back(Json{{"type", "text"}, {"text", stringOr(block, "text")}});
        else if (type == "image")
            blocks.push_back(imageBlock(block));
    }
    return blocks;
}

Json assistantBlocks(const Json& message) {
    Json blocks = Json::array();
    for (const Json& block : message.at("content")) {
        const std::string type = stringOr(block, "type");
        if (type == "text") {
            if (!isBlank(stringOr(block, "text")))
                blocks.push_back(Json{{"type", "text"}, {"text", stringOr(block, "text")}});
        } else if (type == "thinking") {
            const std::string signature = stringOr(block, "thinkingSignature");
            const std::string text = stringOr(block, "thinking");
            if (findBool(block, "redacted").value_or(false))
                blocks.push_back(Json{{"type", "redacted_thinking"}, {"data", signature}});
            else if (!signature.empty())
                blocks.push_back(Json{{"type", "thinking"}, {"thinking", text}, {"signature", signature}});
            else if (!isBlank(text))
                blocks.push_back(Json{{"type", "text"}, {"text", text}});
        } else if (type == "toolCall") {
            blocks.push_back(Json{{"type", "tool_use"},
                {"id", stringOr(block, "id")},
                {"name", stringOr(block, "name")},
                {"input", block.at("arguments")}});
        }
    }
    return blocks;
}

Json toolResultBlock(const Json& message) {
    Json blocks = plainBlocks(message);
    const bool hasImage = !blocksOf(message, "image").empty();
    Json out{{"type", "tool_result"}, {"tool_use_id", stringOr(message, "toolCallId")}};
    if (hasImage) {
        out["content"] = std::move(blocks);
    } else {
        std::string text;
        for (const Json& block : blocks)
            text += (text.empty() ? "" : "\n") + stringOr(block, "text");
        out["content"] = text.empty() ? std::string("(no output)") : text;
    }
    out["is_error"] = findBool(message, "isError").value_or(false);
    return out;
}

/// The tool results of one turn become one user message, as the API demands.
Json encodeMessages(const std::vector<Json>& history) {
    Json messages = Json::array();
    const auto add = [&](std::string_view role, Json blocks) {
        if (!blocks.empty())
            messages.push_back(Json{{"role", role}, {"content", std::move(blocks)}});
    };
    bool inResults = false;
    for (const Json& message : history) {
        const std::string role = stringOr(message, "role");
        const bool isResult = role == "toolResult";
        if (isResult && inResults)
            messages.back()["content"].push_back(toolResultBlock(message));
        else if (isResult)
            add("user", Json::array({toolResultBlock(message)}));
        else if (role == "user")
            add("user", plainBlocks(message));
        else
            add("assistant", assistantBlocks(message));
        inResults = isResult;
    }
    return messages;
}

Json cacheMarker(const Request& request) {
    Json marker{{"type", "ephemeral"}};
    if (request.longCache && request.model.baseUrl.find("api.anthropic.com") != std::string::npos)
        marker["ttl"] = "1h";
    return marker;
}

void addThinking(const Request& request, Json& body) {
    if (!request.model.reasoning || request.thinking == ThinkingLevel::off)
        return;
    std::int64_t budget = thinkingBudget(request.thinking);
    const std::int64_t limit = std::min(replyLimit(request) + budget, request.model.maxTokens);
    if (limit <= budget)
        budget = limit - minThinkingBudget;
    if (budget < minThinkingBudget)
        return;
    body["max_tokens"] = limit;
    body["thinking"] = Json{{"type", "enabled"}, {"budget_tokens", budget}};
}

}

EncodedRequest encodeAnthropic(const Request& request, const std::vector<Json>& history) {
    const Json marker = cacheMarker(request);
    Json messages = encodeMessages(history);
    if (!messages.empty() && stringOr(messages.back(), "role") == "user")
        messages.back()["content"].back()["cache_control"] = marker;

    Json body{{"model", request.model.id},
        {"max_tokens", replyLimit(request)},
        {"stream", true},
        {"messages", std::move(messages)}};
    if (!request.systemPrompt.empty())
        body["system"] = Json::array(
            {Json{{"type", "text"}, {"text", sanitizeUtf8(request.systemPrompt)}, {"cache_control", marker}}});
    if (!request.tools.empty()) {
        Json tools = Json::array();
        for (const ToolDefinition& tool : request.tools)
            tools.push_back(
                Json{{"name", tool.name}, {"description", tool.description}, {"input_schema", tool.parameters}});
        body["tools"] = std::move(tools);
    }
    addThinking(request, body);

    EncodedRequest encoded;
    encoded.url = joinUrl(request.model.baseUrl, "/v1/messages");
    encoded.headers.emplace_back("anthropic-version", "2023-06-01");
    std::string beta;
    if (request.apiKey.find("sk-ant-oat") != std::string::npos) {
        // A subscription token: the plain OAuth header, without pretending to be another program.
        encoded.headers.emplace_back("authorization", "Bearer " + request.apiKey);
        beta = "oauth-2025-04-20";
    } else {
        encoded.headers.emplace_back("x-api-key", request.apiKey);
    }
    if (body.contains("thinking"))
        beta += beta.empty() ? "interleaved-thinking-2025-05-14" : ",interleaved-thinking-2025-05-14";
    if (!beta.empty())
        encoded.headers.emplace_back("anthropic-beta", beta);
    encoded.body = dumpJson(body);
    return encoded;
}

}
