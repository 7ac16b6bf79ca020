// OpenAI Responses requests (llm-providers.md section 3).
#include "llm/requests.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/llm/history.hpp"

namespace openclaw::llm {

namespace {

constexpr std::size_t maxItemIdBytes = 64;

Json userItem(const Json& message) {
    Json content = Json::array();
    for (const Json& block : message.at("content")) {
        const std::string type = stringOr(block, "type");
        if (type == "text")
            content.push_back(Json{{"type", "input_text"}, {"text", stringOr(block, "text")}});
        else if (type == "image")
            content.push_back(Json{{"type", "input_image"}, {"detail", "auto"}, {"image_url", dataUrl(block)}});
    }
    return Json{{"role", "user"}, {"content", std::move(content)}};
}

Json textItem(const Json& block, std::size_t number) {
    std::string id = stringOr(block, "textSignature");
    if (!id.starts_with("msg_") || id.size() > maxItemIdBytes)
        id = "msg_" + std::to_string(number);
    Json part{{"type", "output_text"}, {"text", stringOr(block, "text")}, {"annotations", Json::array()}};
    return Json{{"type", "message"},
        {"role", "assistant"},
        {"id", std::move(id)},
        {"status", "completed"},
        {"content", Json::array({std::move(part)})}};
}

Json callItem(const Json& block) {
    const std::string id = stringOr(block, "id");
    const std::size_t bar = id.find('|');
    Json out{{"type", "function_call"},
        {"call_id", id.substr(0, bar)},
        {"name", stringOr(block, "name")},
        {"arguments", dumpJson(block.at("arguments"))}};
    if (bar != std::string::npos)
        out["id"] = id.substr(bar + 1);
    return out;
}

void addAssistant(const Json& message, Json& input) {
    for (const Json& block : message.at("content")) {
        const std::string type = stringOr(block, "type");
        if (type == "text") {
            if (!stringOr(block, "text").empty())
                input.push_back(textItem(block, input.size()));
        } else if (type == "thinking") {
            Result<Json> item = parseJson(stringOr(block, "thinkingSignature"));
            if (item && item->is_object() && stringOr(*item, "type") == "reasoning")
                input.push_back(std::move(*item));
        } else if (type == "toolCall") {
            input.push_back(callItem(block));
        }
    }
}

void addToolResult(const Json& message, Json& input) {
    const std::string id = stringOr(message, "toolCallId");
    const std::string text = textOf(message);
    const std::vector<const Json*> images = blocksOf(message, "image");
    std::string output = text;
    if (output.empty())
        output = images.empty() ? "(no output)" : "(see the attached image)";
    input.push_back(Json{{"type", "function_call_output"}, {"call_id", id.substr(0, id.find('|'))}, {"output", output}});
    if (images.empty())
        return;
    Json content = Json::array({Json{{"type", "input_text"}, {"text", "Images from the tool result:"}}});
    for (const Json* image : images)
        content.push_back(Json{{"type", "input_image"}, {"detail", "auto"}, {"image_url", dataUrl(*image)}});
    input.push_back(Json{{"role", "user"}, {"content", std::move(content)}});
}

}

EncodedRequest encodeResponses(const Request& request, const std::vector<Json>& history) {
    const Model& model = request.model;
    Json input = Json::array();
    if (!request.systemPrompt.empty())
        input.push_back(Json{{"role", model.reasoning ? "developer" : "system"},
            {"content", sanitizeUtf8(request.systemPrompt)}});
    for (const Json& message : history) {
        const std::string role = stringOr(message, "role");
        if (role == "user")
            input.push_back(userItem(message));
        else if (role == "assistant")
            addAssistant(message, input);
        else
            addToolResult(message, input);
    }

    Json body{{"model", model.id},
        {"input", std::move(input)},
        {"stream", true},
        {"store", false},
        {"max_output_tokens", replyLimit(request)}};
    if (!request.sessionId.empty())
        body["prompt_cache_key"] = request.sessionId;
    if (request.longCache && model.baseUrl.find("api.openai.com") != std::string::npos)
        body["prompt_cache_retention"] = "24h";
    if (!request.tools.empty()) {
        Json tools = Json::array();
        for (const ToolDefinition& tool : request.tools)
            tools.push_back(Json{{"type", "function"},
                {"name", tool.name},
                {"description", tool.description},
                {"parameters", tool.parameters},
                {"strict", false}});
        body["tools"] = std::move(tools);
    }
    if (model.reasoning) {
        body["include"] = Json::array({"reasoning.encrypted_content"});
        if (request.thinking != ThinkingLevel::off)
            body["reasoning"] = Json{{"effort", toString(request.thinking)}, {"summary", "auto"}};
    }

    EncodedRequest encoded;
    encoded.url = joinUrl(model.baseUrl, "/responses");
    encoded.headers.emplace_back("authorization", "Bearer " + request.apiKey);
    encoded.body = dumpJson(body);
    return encoded;
}

}
