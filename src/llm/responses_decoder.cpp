// OpenAI Responses streams (llm-providers.md section 3). Output items may interleave: each is found by its index.
#include "llm/decoders.hpp"

#include <unordered_map>

namespace openclaw::llm {

namespace {

class ResponsesDecoder final : public SseDecoder {
    struct Item {
        std::size_t block = 0;
        bool sawPieces = false;
    };

    void onEvent(const Json& event) override {
        const std::string type = stringOr(event, "type");
        if (type == "response.created") {
            if (const Json* response = findMember(event, "response"))
                builder_.reply().responseId = stringOr(*response, "id");
        } else if (type == "response.output_item.added") {
            onItemAdded(event);
        } else if (type == "response.output_text.delta" || type == "response.refusal.delta") {
            appendTo(event, BlockKind::text);
        } else if (type == "response.reasoning_summary_text.delta" || type == "response.reasoning_text.delta") {
            appendTo(event, BlockKind::thinking);
        } else if (type == "response.reasoning_summary_part.added") {
            onSummaryPart(event);
        } else if (type == "response.function_call_arguments.delta") {
            appendTo(event, BlockKind::toolCall);
        } else if (type == "response.output_item.done") {
            onItemDone(event);
        } else if (type == "response.completed" || type == "response.incomplete" || type == "response.done") {
            onTerminal(event);
        } else if (type == "response.failed") {
            onFailed(event);
        } else if (type == "error") {
            const Json* error = findMember(event, "error");
            builder_.fail(describeStreamError(error && error->is_object() ? *error : event));
        }
    }

    bool sawTerminal() const override { return terminal_; }
    std::string_view truncationMessage() const override { return "Stream ended without response.completed"; }

    void conclude() override {
        Reply& reply = builder_.reply();
        if (reply.rawStopReason == "incomplete")
            reply.stopReason = StopReason::length;
        else
            reply.stopReason = builder_.hasToolCalls() ? StopReason::toolUse : StopReason::stop;
    }

    Item* findItem(const Json& event) {
        const auto found = items_.find(findInteger(event, "output_index").value_or(0));
        return found == items_.end() ? nullptr : &found->second;
    }

    void onItemAdded(const Json& event) {
        const Json* item = findMember(event, "item");
        if (!item)
            return;
        const std::string type = stringOr(*item, "type");
        Item entry;
        if (type == "message") {
            entry.block = builder_.start(BlockKind::text);
        } else if (type == "reasoning") {
            entry.block = builder_.start(BlockKind::thinking);
        } else if (type == "function_call") {
            const std::string id = stringOr(*item, "call_id") + '|' + stringOr(*item, "id");
            entry.block = builder_.start(BlockKind::toolCall, id, stringOr(*item, "name"));
            const std::string arguments = stringOr(*item, "arguments");
            entry.sawPieces = !arguments.empty();
            if (entry.sawPieces)
                builder_.append(entry.block, arguments);
        } else {
            return;
        }
        items_[findInteger(event, "output_index").value_or(0)] = entry;
    }

    void appendTo(const Json& event, BlockKind kind) {
        Item* item = findItem(event);
        if (!item || builder_.reply().blocks[item->block].kind != kind)
            return;
        item->sawPieces = true;
        builder_.append(item->block, stringOr(event, "delta"));
    }

    /// Summary parts are paragraphs of one thinking block.
    void onSummaryPart(const Json& event) {
        const Item* item = findItem(event);
        if (item && item->sawPieces && builder_.reply().blocks[item->block].kind == BlockKind::thinking)
            builder_.append(item->block, "\n\n");
    }

    void onItemDone(const Json& event) {
        Item* entry = findItem(event);
        const Json* item = findMember(event, "item");
        if (!entry || !item)
            return;
        Block& block = builder_.reply().blocks[entry->block];
        if (!block.open)
            return;
        switch (block.kind) {
        case BlockKind::text:
            block.signature = stringOr(*item, "id");
            if (!entry->sawPieces)
                builder_.append(entry->block, contentText(*item));
            break;
        case BlockKind::thinking:
            // Sent back verbatim, but only to the same model.
            block.signature = dumpJson(*item);
            break;
        case BlockKind::toolCall:
            if (!entry->sawPieces)
                builder_.append(entry->block, stringOr(*item, "arguments"));
            break;
        }
        builder_.end(entry->block);
    }

    static std::string contentText(const Json& item) {
        std::string text;
        const Json* content = findMember(item, "content");
        if (!content || !content->is_array())
            return text;
        for (const Json& part : *content)
            text += stringOr(part, "type") == "refusal" ? stringOr(part, "refusal") : stringOr(part, "text");
        return text;
    }

    void onTerminal(const Json& event) {
        const Json* response = findMember(event, "response");
        const std::string type = stringOr(event, "type");
        const std::string status = response ? stringOr(*response, "status") : std::string();
        if (status == "failed" || status == "cancelled") {
            onFailed(event);
            return;
        }
        builder_.reply().rawStopReason =
            type == "response.incomplete" || status == "incomplete" ? "incomplete" : "completed";
        if (response)
            readUsage(*response);
        terminal_ = true;
        setComplete();
    }

    void onFailed(const Json& event) {
        const Json* response = findMember(event, "response");
        const Json* error = response ? findMember(*response, "error") : nullptr;
        if (error && error->is_object())
            builder_.fail(describeStreamError(*error));
        else
            builder_.fail("The provider gave up on the reply (server_error)");
    }

    void readUsage(const Json& response) {
        const Json* usage = findMember(response, "usage");
        if (!usage || !usage->is_object())
            return;
        std::int64_t cached = 0;
        if (const Json* details = findMember(*usage, "input_tokens_details"))
            cached = tokenCount(*details, "cached_tokens");
        const std::int64_t input = tokenCount(*usage, "input_tokens");
        Usage& counts = builder_.reply().usage;
        counts.cacheRead = std::min(cached, input);
        counts.input = input - counts.cacheRead;
        counts.output = tokenCount(*usage, "output_tokens");
    }

    std::unordered_map<std::int64_t, Item> items_;
    bool terminal_ = false;
};

}

std::unique_ptr<ResponseDecoder> makeResponsesDecoder() { return std::make_unique<ResponsesDecoder>(); }

}
