#pragma once

#include "openclaw/llm/model.hpp"

#include <deque>
#include <memory>

namespace openclaw::llm {

enum class BlockKind { text, thinking, toolCall };

/// One piece of a reply's content while it grows.
struct Block {
    BlockKind kind = BlockKind::text;
    /// Text, thinking, or the arguments of a tool call as they were streamed.
    std::string text;
    /// What has to be sent back unchanged with this block, in the form of the provider.
    std::string signature;
    bool redacted = false;
    std::string id;
    std::string name;
    Json arguments = Json::object();
    /// The streamed arguments were not a JSON object; the call must not be run.
    bool malformedArguments = false;
    bool open = true;
};

enum class StopReason { stop, length, toolUse, error, aborted };

std::string_view toString(StopReason reason);

/// A finished or growing reply of a model.
struct Reply {
    std::vector<Block> blocks;
    Usage usage;
    StopReason stopReason = StopReason::stop;
    /// Set when stopReason is error or aborted.
    std::string errorMessage;
    std::string responseId;
    /// The provider's own word for the stop reason.
    std::string rawStopReason;
    /// How long the provider asked to wait before the next try.
    std::optional<std::int64_t> retryAfterMs;
};

/// The content array of a Pi assistant message.
Json contentToJson(const Reply& reply);

enum class StreamEventKind {
    textStart, textDelta, textEnd,
    thinkingStart, thinkingDelta, thinkingEnd,
    toolCallStart, toolCallDelta, toolCallEnd,
};

/// One step of a growing reply; the names follow assistantMessageEvent of the RPC protocol.
struct StreamEvent {
    StreamEventKind kind = StreamEventKind::textDelta;
    std::size_t contentIndex = 0;
    /// The new piece, for the delta kinds.
    std::string delta;
};

/// Builds a Reply from pieces and records what happened. The work per piece does not depend on the reply's size.
class ReplyBuilder {
public:
    /// Opens a block and returns its index.
    std::size_t start(BlockKind kind, std::string id = {}, std::string name = {});
    /// Adds to an open block; empty pieces are ignored except for tool calls, which then only announce progress.
    void append(std::size_t index, std::string_view piece);
    /// Closes a block; arguments of a tool call are parsed here ("" counts as "{}"). Closing twice is harmless.
    void end(std::size_t index);
    /// Closes everything that is open, in order.
    void endAll();
    /// Appends to the block of this kind if it is the newest and open; otherwise closes the newest text or thinking
    /// block and opens another.
    void appendRun(BlockKind kind, std::string_view piece);
    /// Ends a reply with an error (the first one counts).
    void fail(std::string message);

    Reply& reply() { return reply_; }
    const Reply& reply() const { return reply_; }
    bool failed() const { return reply_.stopReason == StopReason::error; }
    bool hasToolCalls() const;
    /// Everything since the last call.
    std::vector<StreamEvent> takeEvents() { return std::exchange(events_, {}); }

private:
    Reply reply_;
    std::vector<StreamEvent> events_;
};

/// Turns the body of a streamed answer into a Reply. Sans-I/O; any input is allowed, in pieces of any size.
/// Truncated bodies become replies with stopReason error.
class ResponseDecoder {
public:
    virtual ~ResponseDecoder() = default;
    virtual void push(std::string_view bytes) = 0;
    /// The end of the body. Closes open blocks and decides the stop reason.
    virtual void finish() = 0;
    /// True once the terminal event or an error was seen: the rest of the body does not matter.
    virtual bool isComplete() const = 0;

    std::vector<StreamEvent> takeEvents() { return builder_.takeEvents(); }
    Reply& reply() { return builder_.reply(); }
    /// Ends the reply from outside: the connection broke (error) or the user gave up (aborted).
    void interrupt(StopReason reason, std::string message);

protected:
    ReplyBuilder builder_;
};

/// The decoder for a wire format. `offline` has none and yields nullptr.
std::unique_ptr<ResponseDecoder> makeDecoder(Api api);

}
