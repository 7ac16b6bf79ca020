#pragma once

#include "openclaw/llm/reply.hpp"
#include "openclaw/llm/sse.hpp"

namespace openclaw::llm {

std::unique_ptr<ResponseDecoder> makeAnthropicDecoder();
std::unique_ptr<ResponseDecoder> makeCompletionsDecoder();
std::unique_ptr<ResponseDecoder> makeResponsesDecoder();
std::unique_ptr<ResponseDecoder> makeOllamaDecoder();

/// One event of a stream may be this large; a whole tool call in one piece is the largest seen.
inline constexpr std::size_t maxStreamEventBytes = 32 * 1024 * 1024;
/// Blocks of one reply; more is an attack or a broken server.
inline constexpr std::size_t maxReplyBlocks = 10'000;
/// A whole reply.
inline constexpr std::size_t maxReplyBytes = 256 * 1024 * 1024;

/// A token count from the wire: negative, fractional and absurd numbers are tamed.
std::int64_t tokenCount(const Json& object, std::string_view key);
/// The text of a stream's error event: "type: message" or whatever there is.
std::string describeStreamError(const Json& error);
/// Parses one event. Lone surrogate escapes, which servers produce when they cut text between two UTF-16 units, are
/// replaced instead of refused.
Result<Json> parseStreamJson(std::string_view text);

/// The part that the three server-sent-event decoders share: framing, JSON, limits and the truncation rule.
class SseDecoder : public ResponseDecoder {
public:
    void push(std::string_view bytes) final;
    void finish() final;
    bool isComplete() const final { return complete_ || builder_.failed(); }

protected:
    /// One event with its parsed data.
    virtual void onEvent(const Json& data) = 0;
    /// Data that is not JSON; true when it was understood ("[DONE]").
    virtual bool onText(std::string_view) { return false; }
    /// The body ended; false when the provider's terminal event is missing.
    virtual bool sawTerminal() const = 0;
    /// The error text for a missing terminal event.
    virtual std::string_view truncationMessage() const = 0;
    /// Decides the stop reason of a complete reply.
    virtual void conclude() {}
    void setComplete() { complete_ = true; }

private:
    SseParser parser_{maxStreamEventBytes};
    std::size_t received_ = 0;
    bool complete_ = false;
};

}
