// Building replies piece by piece. Every decoder and the offline model go through ReplyBuilder, so that blocks open,
// grow and close in one way whatever the provider.
#include "openclaw/llm/reply.hpp"

#include "llm/decoders.hpp"

namespace openclaw::llm {

namespace {

StreamEventKind kindOf(BlockKind block, StreamEventKind text, StreamEventKind thinking, StreamEventKind call) {
    switch (block) {
    case BlockKind::text:
        return text;
    case BlockKind::thinking:
        return thinking;
    case BlockKind::toolCall:
        return call;
    }
    return text;
}

}

std::string_view toString(StopReason reason) {
    switch (reason) {
    case StopReason::stop:
        return "stop";
    case StopReason::length:
        return "length";
    case StopReason::toolUse:
        return "toolUse";
    case StopReason::error:
        return "error";
    case StopReason::aborted:
        return "aborted";
    }
    return "error";
}

Json contentToJson(const Reply& reply) {
    Json content = Json::array();
    for (const Block& block : reply.blocks) {
        Json entry;
        switch (block.kind) {
        case BlockKind::text:
            entry = Json{{"type", "text"}, {"text", block.text}};
            if (!block.signature.empty())
                entry["textSignature"] = block.signature;
            break;
        case BlockKind::thinking:
            entry = Json{{"type", "thinking"}, {"thinking", block.text}};
            if (!block.signature.empty())
                entry["thinkingSignature"] = block.signature;
            if (block.redacted)
                entry["redacted"] = true;
            break;
        case BlockKind::toolCall:
            entry = Json{{"type", "toolCall"}, {"id", block.id}, {"name", block.name}, {"arguments", block.arguments}};
            if (!block.signature.empty())
                entry["thoughtSignature"] = block.signature;
            break;
        }
        content.push_back(std::move(entry));
    }
    return content;
}

std::size_t ReplyBuilder::start(BlockKind kind, std::string id, std::string name) {
    Block block;
    block.kind = kind;
    block.id = std::move(id);
    block.name = std::move(name);
    reply_.blocks.push_back(std::move(block));
    StreamEvent event;
    event.kind = kindOf(kind, StreamEventKind::textStart, StreamEventKind::thinkingStart, StreamEventKind::toolCallStart);
    event.contentIndex = reply_.blocks.size() - 1;
    events_.push_back(std::move(event));
    return reply_.blocks.size() - 1;
}

void ReplyBuilder::append(std::size_t index, std::string_view piece) {
    if (index >= reply_.blocks.size() || !reply_.blocks[index].open)
        return;
    Block& block = reply_.blocks[index];
    if (piece.empty() && block.kind != BlockKind::toolCall)
        return;
    block.text.append(piece);
    StreamEvent event;
    event.kind =
        kindOf(block.kind, StreamEventKind::textDelta, StreamEventKind::thinkingDelta, StreamEventKind::toolCallDelta);
    event.contentIndex = index;
    event.delta = piece;
    events_.push_back(std::move(event));
}

void ReplyBuilder::end(std::size_t index) {
    if (index >= reply_.blocks.size() || !reply_.blocks[index].open)
        return;
    Block& block = reply_.blocks[index];
    block.open = false;
    if (block.kind == BlockKind::toolCall) {
        Result<Json> arguments = parseJson(block.text.empty() ? std::string_view("{}") : std::string_view(block.text));
        if (arguments && arguments->is_object())
            block.arguments = std::move(*arguments);
        else
            block.malformedArguments = true;
    }
    StreamEvent event;
    event.kind = kindOf(block.kind, StreamEventKind::textEnd, StreamEventKind::thinkingEnd, StreamEventKind::toolCallEnd);
    event.contentIndex = index;
    events_.push_back(std::move(event));
}

void ReplyBuilder::endAll() {
    for (std::size_t i = 0; i < reply_.blocks.size(); ++i)
        end(i);
}

void ReplyBuilder::appendRun(BlockKind kind, std::string_view piece) {
    if (piece.empty())
        return;
    if (!reply_.blocks.empty()) {
        const Block& last = reply_.blocks.back();
        if (last.kind == kind && last.open) {
            append(reply_.blocks.size() - 1, piece);
            return;
        }
        if (last.kind != BlockKind::toolCall)
            end(reply_.blocks.size() - 1);
    }
    append(start(kind), piece);
}

void ReplyBuilder::fail(std::string message) {
    if (failed())
        return;
    reply_.stopReason = StopReason::error;
    reply_.errorMessage = std::move(message);
}

bool ReplyBuilder::hasToolCalls() const {
    for (const Block& block : reply_.blocks) {
        if (block.kind == BlockKind::toolCall)
            return true;
    }
    return false;
}

void ResponseDecoder::interrupt(StopReason reason, std::string message) {
    builder_.endAll();
    if (reason == StopReason::error) {
        builder_.fail(std::move(message));
        return;
    }
    builder_.reply().stopReason = reason;
    builder_.reply().errorMessage = std::move(message);
}

std::unique_ptr<ResponseDecoder> makeDecoder(Api api) {
    switch (api) {
    case Api::anthropicMessages:
        return makeAnthropicDecoder();
    case Api::openaiCompletions:
        return makeCompletionsDecoder();
    case Api::openaiResponses:
        return makeResponsesDecoder();
    case Api::ollamaChat:
        return makeOllamaDecoder();
    case Api::offline:
        return nullptr;
    }
    return nullptr;
}

}
