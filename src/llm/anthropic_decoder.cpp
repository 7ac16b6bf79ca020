// Anthropic Messages streams (llm-providers.md section 1). Blocks carry an index of the provider; blocks of unknown
// kinds are ignored, so our own numbering may differ from it.
#include "llm/decoders.hpp"

#include <unordered_map>

namespace openclaw::llm {

namespace {

class AnthropicDecoder final : public SseDecoder {
    void onEvent(const Json& event) override {
        const std::string type = stringOr(event, "type");
        if (type == "message_start") {
            if (const Json* message = findMember(event, "message")) {
                builder_.reply().responseId = stringOr(*message, "id");
                readUsage(*message);
            }
        } else if (type == "content_block_start") {
            onBlockStart(event);
        } else if (type == "content_block_delta") {
            onBlockDelta(event);
        } else if (type == "content_block_stop") {
            if (const auto block = findBlock(event))
                builder_.end(*block);
        } else if (type == "message_delta") {
            readUsage(event);
            if (const Json* delta = findMember(event, "delta")) {
                if (auto reason = findString(*delta, "stop_reason"))
                    builder_.reply().rawStopReason = std::move(*reason);
            }
        } else if (type == "message_stop") {
            stopped_ = true;
            setComplete();
        } else if (type == "error") {
            const Json* error = findMember(event, "error");
            builder_.fail(describeStreamError(error ? *error : event));
        }
    }

    bool sawTerminal() const override { return stopped_; }
    std::string_view truncationMessage() const override { return "Stream ended without message_stop"; }

    void conclude() override {
        Reply& reply = builder_.reply();
        const std::string& reason = reply.rawStopReason;
        if (reason == "max_tokens" || reason == "model_context_window_exceeded") {
            reply.stopReason = StopReason::length;
        } else if (reason == "tool_use") {
            reply.stopReason = StopReason::toolUse;
        } else if (reason == "refusal" || reason == "sensitive") {
            builder_.fail("The model declined to answer (" + reason + ")");
        } else {
            reply.stopReason = builder_.hasToolCalls() ? StopReason::toolUse : StopReason::stop;
        }
    }

    void onBlockStart(const Json& event) {
        const Json* content = findMember(event, "content_block");
        if (!content)
            return;
        const std::int64_t index = findInteger(event, "index").value_or(0);
        const std::string type = stringOr(*content, "type");
        if (type == "text") {
            blocks_[index] = builder_.start(BlockKind::text);
            builder_.append(blocks_[index], stringOr(*content, "text"));
        } else if (type == "thinking") {
            blocks_[index] = builder_.start(BlockKind::thinking);
            builder_.append(blocks_[index], stringOr(*content, "thinking"));
            builder_.reply().blocks.back().signature = stringOr(*content, "signature");
        } else if (type == "redacted_thinking") {
            blocks_[index] = builder_.start(BlockKind::thinking);
            builder_.reply().blocks.back().redacted = true;
            builder_.reply().blocks.back().signature = stringOr(*content, "data");
        } else if (type == "tool_use") {
            blocks_[index] =
                builder_.start(BlockKind::toolCall, stringOr(*content, "id"), stringOr(*content, "name"));
            // Servers that do not stream arguments put the whole object here.
            const Json* input = findMember(*content, "input");
            if (input && input->is_object() && !input->empty())
                builder_.append(blocks_[index], dumpJson(*input));
        }
    }

    void onBlockDelta(const Json& event) {
        const Json* delta = findMember(event, "delta");
        const auto block = findBlock(event);
        if (!delta || !block)
            return;
        const std::string type = stringOr(*delta, "type");
        const BlockKind kind = builder_.reply().blocks[*block].kind;
        if (type == "text_delta" && kind == BlockKind::text)
            builder_.append(*block, stringOr(*delta, "text"));
        else if (type == "thinking_delta" && kind == BlockKind::thinking)
            builder_.append(*block, stringOr(*delta, "thinking"));
        else if (type == "input_json_delta" && kind == BlockKind::toolCall)
            builder_.append(*block, stringOr(*delta, "partial_json"));
        else if (type == "signature_delta" && kind == BlockKind::thinking)
            builder_.reply().blocks[*block].signature += stringOr(*delta, "signature");
    }

    std::optional<std::size_t> findBlock(const Json& event) const {
        const auto found = blocks_.find(findInteger(event, "index").value_or(0));
        if (found == blocks_.end())
            return std::nullopt;
        return found->second;
    }

    /// Later numbers replace earlier ones; missing and null ones leave them alone.
    void readUsage(const Json& holder) {
        const Json* usage = findMember(holder, "usage");
        if (!usage)
            return;
        Usage& counts = builder_.reply().usage;
        const auto read = [&](std::string_view key, std::int64_t& target) {
            if (findNumber(*usage, key))
                target = tokenCount(*usage, key);
        };
        read("input_tokens", counts.input);
        read("output_tokens", counts.output);
        read("cache_read_input_tokens", counts.cacheRead);
        read("cache_creation_input_tokens", counts.cacheWrite);
    }

    std::unordered_map<std::int64_t, std::size_t> blocks_;
    bool stopped_ = false;
};

}

std::unique_ptr<ResponseDecoder> makeAnthropicDecoder() { return std::make_unique<AnthropicDecoder>(); }

}
