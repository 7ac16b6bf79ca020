// Ollama's own chat API (llm-providers.md section 5): JSON lines instead of server-sent events, tool calls whole and
// without ids. Unlike its OpenAI-compatible side it lets us set the context size.
#include "llm/decoders.hpp"
#include "llm/requests.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/llm/history.hpp"

namespace openclaw::llm {

namespace {

class OllamaDecoder final : public ResponseDecoder {
public:
    void push(std::string_view bytes) override {
        if (isComplete())
            return;
        received_ += bytes.size();
        buffer_.append(bytes);
        std::size_t start = 0;
        while (!isComplete()) {
            const std::size_t end = buffer_.find('\n', std::max(start, scanned_));
            if (end == std::string::npos)
                break;
            onLine(std::string_view(buffer_).substr(start, end - start));
            start = end + 1;
        }
        buffer_.erase(0, start);
        scanned_ = buffer_.size();
        if (buffer_.size() > maxStreamEventBytes || received_ > maxReplyBytes)
            builder_.fail("The reply is too large");
        if (builder_.reply().blocks.size() > maxReplyBlocks)
            builder_.fail("The reply has too many blocks");
    }

    void finish() override {
        if (!isComplete() && !trimAscii(buffer_).empty())
            onLine(std::exchange(buffer_, {}));
        builder_.endAll();
        if (builder_.failed())
            return;
        Reply& reply = builder_.reply();
        if (!done_)
            builder_.fail("Stream ended without done");
        else if (reply.rawStopReason == "length")
            reply.stopReason = StopReason::length;
        else
            reply.stopReason = builder_.hasToolCalls() ? StopReason::toolUse : StopReason::stop;
    }

    bool isComplete() const override { return done_ || builder_.failed(); }

private:
    void onLine(std::string_view line) {
        if (trimAscii(line).empty())
            return;
        const Result<Json> event = parseStreamJson(line);
        if (!event || !event->is_object()) {
            builder_.fail("Stream ended early: the provider sent malformed JSON");
            return;
        }
        if (const Json* error = findMember(*event, "error"); error && !error->is_null()) {
            builder_.fail(describeStreamError(*error));
            return;
        }
        if (const Json* message = findMember(*event, "message"))
            onMessage(*message);
        if (!findBool(*event, "done").value_or(false))
            return;
        done_ = true;
        Reply& reply = builder_.reply();
        reply.rawStopReason = stringOr(*event, "done_reason", "stop");
        reply.usage.input = tokenCount(*event, "prompt_eval_count");
        reply.usage.output = tokenCount(*event, "eval_count");
    }

    void onMessage(const Json& message) {
        builder_.appendRun(BlockKind::thinking, stringOr(message, "thinking"));
        builder_.appendRun(BlockKind::text, stringOr(message, "content"));
        const Json* calls = findMember(message, "tool_calls");
        if (!calls || !calls->is_array())
            return;
        for (const Json& call : *calls) {
            const Json* function = findMember(call, "function");
            if (!function)
                continue;
            if (!builder_.reply().blocks.empty())
                builder_.end(builder_.reply().blocks.size() - 1);
            const std::size_t block =
                builder_.start(BlockKind::toolCall, "call_" + randomHex(12), stringOr(*function, "name"));
            if (const Json* arguments = findMember(*function, "arguments"))
                builder_.append(block, arguments->is_string() ? arguments->get<std::string>() : dumpJson(*arguments));
            builder_.end(block);
        }
    }

    std::string buffer_;
    std::size_t scanned_ = 0;
    std::size_t received_ = 0;
    bool done_ = false;
};

Json encodeMessage(const Json& message) {
    const std::string role = stringOr(message, "role");
    Json out{{"role", role == "toolResult" ? "tool" : role}, {"content", textOf(message)}};
    if (role == "toolResult")
        out["tool_name"] = stringOr(message, "toolName");
    Json images = Json::array();
    for (const Json* image : blocksOf(message, "image"))
        images.push_back(stringOr(*image, "data"));
    if (!images.empty())
        out["images"] = std::move(images);
    std::string thinking;
    for (const Json* block : blocksOf(message, "thinking"))
        thinking += stringOr(*block, "thinking");
    if (!thinking.empty())
        out["thinking"] = thinking;
    Json calls = Json::array();
    for (const Json* block : blocksOf(message, "toolCall")) {
        Json function{{"name", stringOr(*block, "name")}, {"arguments", block->at("arguments")}};
        calls.push_back(Json{{"function", std::move(function)}});
    }
    if (!calls.empty())
        out["tool_calls"] = std::move(calls);
    return out;
}

}

std::unique_ptr<ResponseDecoder> makeOllamaDecoder() { return std::make_unique<OllamaDecoder>(); }

EncodedRequest encodeOllama(const Request& request, const std::vector<Json>& history) {
    Json messages = Json::array();
    if (!request.systemPrompt.empty())
        messages.push_back(Json{{"role", "system"}, {"content", sanitizeUtf8(request.systemPrompt)}});
    for (const Json& message : history)
        messages.push_back(encodeMessage(message));
    Json options{{"num_ctx", request.model.contextWindow}, {"num_predict", replyLimit(request)}};
    Json body{{"model", request.model.id},
        {"messages", std::move(messages)},
        {"stream", true},
        {"options", std::move(options)}};
    if (request.model.reasoning)
        body["think"] = request.thinking != ThinkingLevel::off;
    if (!request.tools.empty()) {
        Json tools = Json::array();
        for (const ToolDefinition& tool : request.tools) {
            Json function{{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}};
            tools.push_back(Json{{"type", "function"}, {"function", std::move(function)}});
        }
        body["tools"] = std::move(tools);
    }

    EncodedRequest encoded;
    std::string_view base = request.model.baseUrl;
    while (base.ends_with('/'))
        base.remove_suffix(1);
    if (base.ends_with("/v1"))
        base.remove_suffix(3);
    encoded.url = joinUrl(base, "/api/chat");
    if (!request.apiKey.empty())
        encoded.headers.emplace_back("authorization", "Bearer " + request.apiKey);
    encoded.body = dumpJson(body);
    return encoded;
}

}
