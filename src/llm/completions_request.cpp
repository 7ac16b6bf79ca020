// OpenAI Chat Completions requests (llm-providers.md section 2). What differs between servers is decided by switches
// of the model's compat object, with defaults per provider.
#include "llm/requests.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/llm/history.hpp"

namespace openclaw::llm {

namespace {

struct Switches {
    bool store;
    bool developerRole;
    bool reasoningEffort;
    bool usageInStreaming;
    bool strictMode;
    std::string maxTokensField;
    bool toolResultName;
    bool assistantAfterToolResult;
    bool thinkingAsText;
    bool alternatingRoles;
    std::string thinkingFormat;
};

bool isOneOf(const Model& model, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) {
        if (model.provider == word || model.baseUrl.find(word) != std::string::npos)
            return true;
    }
    return false;
}

Switches switchesOf(const Model& model) {
    const bool plain = isOneOf(model,
        {"cerebras", "xai", "api.x.ai", "mistral", "chutes", "deepseek", "zai", "z.ai", "opencode", "ollama", ":11434"});
    const bool zai = isOneOf(model, {"zai", "api.z.ai"});
    const bool noEffort = zai || isOneOf(model, {"xai", "api.x.ai"});
    const bool mistral = isOneOf(model, {"mistral"});
    const bool oldLimit = mistral || isOneOf(model, {"chutes", "ollama", ":11434"});
    Switches out{};
    out.store = compatFlag(model, "supportsStore", !plain);
    out.developerRole = compatFlag(model, "supportsDeveloperRole", !plain);
    out.reasoningEffort = compatFlag(model, "supportsReasoningEffort", !noEffort);
    out.usageInStreaming = compatFlag(model, "supportsUsageInStreaming", true);
    out.strictMode = compatFlag(model, "supportsStrictMode", true);
    out.maxTokensField = stringOr(model.compat, "maxTokensField", oldLimit ? "max_tokens" : "max_completion_tokens");
    out.toolResultName = compatFlag(model, "requiresToolResultName", mistral);
    out.assistantAfterToolResult = compatFlag(model, "requiresAssistantAfterToolResult", false);
    out.thinkingAsText = compatFlag(model, "requiresThinkingAsText", mistral);
    out.alternatingRoles = compatFlag(model, "requiresAlternatingRoles", false);
    out.thinkingFormat = stringOr(model.compat, "thinkingFormat", zai ? "zai" : "openai");
    return out;
}

Json imagePart(const Json& image) {
    return Json{{"type", "image_url"}, {"image_url", Json{{"url", dataUrl(image)}}}};
}

/// A plain string where possible: every server understands it.
Json userContent(const Json& message) {
    if (blocksOf(message, "image").empty())
        return textOf(message);
    Json parts = Json::array();
    for (const Json& block : message.at("content")) {
        const std::string type = stringOr(block, "type");
        if (type == "text")
            parts.push_back(Json{{"type", "text"}, {"text", stringOr(block, "text")}});
        else if (type == "image")
            parts.push_back(imagePart(block));
    }
    return parts;
}

Json assistantMessage(const Json& message, const Switches& switches) {
    Json out{{"role", "assistant"}};
    std::string text;
    for (const Json* block : blocksOf(message, "thinking")) {
        const std::string thinking = stringOr(*block, "thinking");
        const std::string field = stringOr(*block, "thinkingSignature");
        if (thinking.empty())
            continue;
        if (switches.thinkingAsText)
            text += thinking + "\n";
        else if (field == "reasoning_content" || field == "reasoning" || field == "reasoning_text")
            out[field] = out.contains(field) ? out[field].get<std::string>() + "\n" + thinking : thinking;
    }
    text += textOf(message);
    out["content"] = text;
    Json calls = Json::array();
    Json details = Json::array();
    for (const Json* block : blocksOf(message, "toolCall")) {
        Json function{{"name", stringOr(*block, "name")}, {"arguments", dumpJson(block->at("arguments"))}};
        calls.push_back(Json{{"id", stringOr(*block, "id")}, {"type", "function"}, {"function", std::move(function)}});
        const Result<Json> detail = parseJson(stringOr(*block, "thoughtSignature"));
        if (detail && detail->is_object())
            details.push_back(*detail);
    }
    if (!calls.empty()) {
        out["tool_calls"] = std::move(calls);
        if (text.empty())
            out["content"] = nullptr;
    }
    if (!details.empty())
        out["reasoning_details"] = std::move(details);
    return out;
}

class MessageList {
public:
    explicit MessageList(const Switches& switches) : switches_(switches) {}

    void add(const Json& message) {
        const std::string role = stringOr(message, "role");
        if (role == "toolResult") {
            addToolResult(message);
            return;
        }
        flushImages();
        if (role == "assistant") {
            list_.push_back(assistantMessage(message, switches_));
            return;
        }
        const bool afterTool = !list_.empty() && stringOr(list_.back(), "role") == "tool";
        if (afterTool && switches_.assistantAfterToolResult)
            list_.push_back(Json{{"role", "assistant"}, {"content", "I have read the tool results."}});
        Json content = userContent(message);
        Json* last = list_.empty() ? nullptr : &list_.back();
        const bool merge = switches_.alternatingRoles && last && stringOr(*last, "role") == "user" &&
                           last->at("content").is_string() && content.is_string();
        if (merge)
            (*last)["content"] = last->at("content").get<std::string>() + "\n\n" + content.get<std::string>();
        else
            list_.push_back(Json{{"role", "user"}, {"content", std::move(content)}});
    }

    Json take() {
        flushImages();
        return std::move(list_);
    }

private:
    void addToolResult(const Json& message) {
        const std::string text = textOf(message);
        const std::vector<const Json*> images = blocksOf(message, "image");
        Json out{{"role", "tool"}, {"tool_call_id", stringOr(message, "toolCallId")}};
        if (!text.empty())
            out["content"] = text;
        else
            out["content"] = images.empty() ? "(no output)" : "(see the attached image)";
        if (switches_.toolResultName)
            out["name"] = stringOr(message, "toolName");
        list_.push_back(std::move(out));
        for (const Json* image : images)
            images_.push_back(imagePart(*image));
    }

    /// Tool results are text only here: their images follow in a user message after the batch.
    void flushImages() {
        if (images_.empty())
            return;
        Json parts = Json::array({Json{{"type", "text"}, {"text", "Images from the tool results:"}}});
        for (Json& image : images_)
            parts.push_back(std::move(image));
        images_ = Json::array();
        list_.push_back(Json{{"role", "user"}, {"content", std::move(parts)}});
    }

    const Switches& switches_;
    Json list_ = Json::array();
    Json images_ = Json::array();
};

void addThinking(const Request& request, const Switches& switches, Json& body) {
    if (!request.model.reasoning)
        return;
    const bool on = request.thinking != ThinkingLevel::off;
    if (switches.thinkingFormat == "zai")
        body["thinking"] = Json{{"type", on ? "enabled" : "disabled"}};
    else if (switches.thinkingFormat == "qwen")
        body["enable_thinking"] = on;
    else if (on && switches.reasoningEffort)
        body["reasoning_effort"] = toString(request.thinking);
}

}

EncodedRequest encodeCompletions(const Request& request, const std::vector<Json>& history) {
    const Switches switches = switchesOf(request.model);
    MessageList list(switches);
    for (const Json& message : history)
        list.add(message);
    Json messages = Json::array();
    if (!request.systemPrompt.empty()) {
        const bool developer = request.model.reasoning && switches.developerRole;
        messages.push_back(
            Json{{"role", developer ? "developer" : "system"}, {"content", sanitizeUtf8(request.systemPrompt)}});
    }
    for (Json& message : list.take())
        messages.push_back(std::move(message));

    Json body{{"model", request.model.id}, {"messages", std::move(messages)}, {"stream", true}};
    if (switches.usageInStreaming)
        body["stream_options"] = Json{{"include_usage", true}};
    if (switches.store)
        body["store"] = false;
    body[switches.maxTokensField] = replyLimit(request);
    if (!request.tools.empty()) {
        Json tools = Json::array();
        for (const ToolDefinition& tool : request.tools) {
            Json function{
                {"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}};
            if (switches.strictMode)
                function["strict"] = false;
            tools.push_back(Json{{"type", "function"}, {"function", std::move(function)}});
        }
        body["tools"] = std::move(tools);
    } else if (compatFlag(request.model, "sendsEmptyTools", false)) {
        body["tools"] = Json::array();
    }
    addThinking(request, switches, body);
    if (const Json* routing = findMember(request.model.compat, "openRouterRouting"))
        body["provider"] = *routing;
    if (const Json* routing = findMember(request.model.compat, "vercelGatewayRouting"))
        body["providerOptions"] = Json{{"gateway", *routing}};

    EncodedRequest encoded;
    encoded.url = joinUrl(request.model.baseUrl, "/chat/completions");
    encoded.headers.emplace_back("authorization", "Bearer " + request.apiKey);
    encoded.body = dumpJson(body);
    return encoded;
}

}
