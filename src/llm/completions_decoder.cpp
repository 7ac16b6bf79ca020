// OpenAI Chat Completions streams (llm-providers.md section 2) and the many servers that imitate them: tool calls in
// one piece or many, without index or id, reasoning under three names or inside <think> tags.
#include "llm/decoders.hpp"

#include "openclaw/core/ids.hpp"
#include "openclaw/core/strings.hpp"

#include <unordered_map>

namespace openclaw::llm {

namespace {

/// Splits "<think>…</think>" at the very beginning of the content off as thinking; tags may be cut anywhere.
class ThinkTagSplitter {
public:
    template <class Emit>
    void push(std::string_view piece, Emit emit) {
        if (state_ == State::afterThinking) {
            piece = withoutLeadingSpace(piece);
            if (piece.empty())
                return;
            state_ = State::plain;
        }
        if (state_ == State::plain) {
            emit(BlockKind::text, piece);
            return;
        }
        held_.append(piece);
        if (state_ == State::start) {
            const std::string_view begin = withoutLeadingSpace(held_);
            if (begin.size() < openTag.size() && openTag.substr(0, begin.size()) == begin)
                return;
            if (begin.substr(0, openTag.size()) != openTag) {
                state_ = State::plain;
                emit(BlockKind::text, held_);
                held_.clear();
                return;
            }
            held_.erase(0, held_.size() - begin.size() + openTag.size());
            state_ = State::thinking;
        }
        const std::size_t end = held_.find(closeTag);
        if (end != std::string::npos) {
            emit(BlockKind::thinking, std::string_view(held_).substr(0, end));
            const std::string_view rest = withoutLeadingSpace(std::string_view(held_).substr(end + closeTag.size()));
            emit(BlockKind::text, rest);
            state_ = rest.empty() ? State::afterThinking : State::plain;
            held_.clear();
            return;
        }
        // Keep only what could be the beginning of the closing tag.
        const std::size_t keep = tailThatMayClose();
        emit(BlockKind::thinking, std::string_view(held_).substr(0, held_.size() - keep));
        held_.erase(0, held_.size() - keep);
    }

    template <class Emit>
    void finish(Emit emit) {
        emit(state_ == State::thinking ? BlockKind::thinking : BlockKind::text, held_);
        held_.clear();
        state_ = State::plain;
    }

private:
    enum class State { start, thinking, afterThinking, plain };
    static constexpr std::string_view openTag = "<think>";
    static constexpr std::string_view closeTag = "</think>";

    static std::string_view withoutLeadingSpace(std::string_view text) {
        const std::size_t at = text.find_first_not_of(" \r\n\t");
        return at == std::string_view::npos ? std::string_view() : text.substr(at);
    }

    std::size_t tailThatMayClose() const {
        const std::size_t most = std::min(held_.size(), closeTag.size() - 1);
        for (std::size_t length = most; length > 0; --length) {
            if (std::string_view(held_).substr(held_.size() - length) == closeTag.substr(0, length))
                return length;
        }
        return 0;
    }

    State state_ = State::start;
    std::string held_;
};

class CompletionsDecoder final : public SseDecoder {
    bool onText(std::string_view text) override {
        if (text != "[DONE]")
            return false;
        setComplete();
        return true;
    }

    void onEvent(const Json& event) override {
        if (const Json* error = findMember(event, "error"); error && !error->is_null()) {
            builder_.fail(describeStreamError(*error));
            return;
        }
        if (builder_.reply().responseId.empty())
            builder_.reply().responseId = stringOr(event, "id");
        readUsage(event);
        const Json* choices = findMember(event, "choices");
        if (!choices || !choices->is_array() || choices->empty())
            return;
        const Json& choice = choices->front();
        readUsage(choice);
        if (const Json* delta = findMember(choice, "delta"))
            onDelta(*delta);
        if (auto reason = findString(choice, "finish_reason")) {
            builder_.reply().rawStopReason = std::move(*reason);
            finished_ = true;
        }
    }

    bool sawTerminal() const override { return finished_; }
    std::string_view truncationMessage() const override { return "Stream ended without finish_reason"; }

    void conclude() override {
        Reply& reply = builder_.reply();
        const std::string& reason = reply.rawStopReason;
        if (reason == "length")
            reply.stopReason = StopReason::length;
        else if (reason == "content_filter")
            builder_.fail("The provider's content filter stopped the reply (content_filter)");
        else if (reason == "error")
            builder_.fail("The provider reported an error while answering (server_error)");
        else
            reply.stopReason = builder_.hasToolCalls() ? StopReason::toolUse : StopReason::stop;
    }

    void onDelta(const Json& delta) {
        for (const std::string_view key : {"reasoning_content", "reasoning", "reasoning_text"}) {
            const auto reasoning = findString(delta, key);
            if (!reasoning || reasoning->empty())
                continue;
            const std::size_t before = builder_.reply().blocks.size();
            builder_.appendRun(BlockKind::thinking, *reasoning);
            // Reasoning is sent back in the field it came in; the signature remembers which.
            if (builder_.reply().blocks.size() > before)
                builder_.reply().blocks.back().signature = key;
            break;
        }
        if (const auto content = findString(delta, "content"))
            pushContent(*content);
        if (const auto refusal = findString(delta, "refusal"))
            pushContent(*refusal);
        const Json* calls = findMember(delta, "tool_calls");
        if (calls && calls->is_array() && !calls->empty()) {
            flushContent();
            for (const Json& call : *calls)
                onToolCall(call);
        }
        onReasoningDetails(delta);
    }

    void pushContent(std::string_view content) {
        splitter_.push(content, [&](BlockKind kind, std::string_view text) { builder_.appendRun(kind, text); });
    }
    void flushContent() {
        splitter_.finish([&](BlockKind kind, std::string_view text) { builder_.appendRun(kind, text); });
    }

    void onToolCall(const Json& call) {
        if (!call.is_object())
            return;
        const std::string id = stringOr(call, "id");
        const Json* function = findMember(call, "function");
        const std::string name = function ? stringOr(*function, "name") : std::string();
        const std::size_t block = findOrStartCall(findInteger(call, "index"), id, name);
        if (!function)
            return;
        const Json* arguments = findMember(*function, "arguments");
        if (!arguments)
            return;
        if (arguments->is_string())
            builder_.append(block, arguments->get_ref<const std::string&>());
        else if (arguments->is_object())
            builder_.append(block, dumpJson(*arguments));
    }

    std::size_t findOrStartCall(std::optional<std::int64_t> index, const std::string& id, const std::string& name) {
        if (index) {
            // A server that numbers every call 0 still gives each its own id.
            const auto found = byIndex_.find(*index);
            const bool same = found != byIndex_.end() &&
                              (id.empty() || builder_.reply().blocks[found->second].id == id || name.empty());
            if (same)
                return found->second;
        } else if (!id.empty()) {
            const auto found = byId_.find(id);
            if (found != byId_.end())
                return found->second;
        } else if (name.empty() && lastCall_) {
            return *lastCall_;
        }
        if (!builder_.reply().blocks.empty() && builder_.reply().blocks.back().kind != BlockKind::toolCall)
            builder_.end(builder_.reply().blocks.size() - 1);
        const std::string callId = id.empty() ? "call_" + randomHex(12) : id;
        const std::size_t block = builder_.start(BlockKind::toolCall, callId, name);
        if (index)
            byIndex_[*index] = block;
        byId_[callId] = block;
        lastCall_ = block;
        return block;
    }

    /// OpenRouter: encrypted reasoning belongs to the tool call with the same id.
    void onReasoningDetails(const Json& delta) {
        const Json* details = findMember(delta, "reasoning_details");
        if (!details || !details->is_array())
            return;
        for (const Json& detail : *details) {
            const auto call = byId_.find(stringOr(detail, "id"));
            if (stringOr(detail, "type") == "reasoning.encrypted" && call != byId_.end())
                builder_.reply().blocks[call->second].signature = dumpJson(detail);
        }
    }

    void readUsage(const Json& holder) {
        const Json* usage = findMember(holder, "usage");
        if (!usage || !usage->is_object())
            return;
        std::int64_t cached = 0;
        if (const Json* details = findMember(*usage, "prompt_tokens_details"))
            cached = tokenCount(*details, "cached_tokens");
        const std::int64_t prompt = tokenCount(*usage, "prompt_tokens");
        Usage& counts = builder_.reply().usage;
        counts.cacheRead = std::min(cached, prompt);
        counts.input = prompt - counts.cacheRead;
        // Reasoning tokens are part of completion_tokens already.
        counts.output = tokenCount(*usage, "completion_tokens");
    }

    ThinkTagSplitter splitter_;
    std::unordered_map<std::int64_t, std::size_t> byIndex_;
    std::unordered_map<std::string, std::size_t> byId_;
    std::optional<std::size_t> lastCall_;
    bool finished_ = false;
};

}

std::unique_ptr<ResponseDecoder> makeCompletionsDecoder() { return std::make_unique<CompletionsDecoder>(); }

}
