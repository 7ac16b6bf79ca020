// Joins streamed blocks and resolves the limits of block streaming.
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/block_chunker.hpp"
#include "text/channel_options.hpp"

#include <algorithm>
#include <cmath>

namespace openclaw::text {

namespace {

/// Whole, non-negative and bounded; nullopt when the member is no number.
std::optional<std::size_t> countOf(const Json* object, std::string_view key) {
    const auto value = object ? findNumber(*object, key) : std::nullopt;
    if (!value)
        return std::nullopt;
    return static_cast<std::size_t>(std::clamp(std::floor(*value), 0.0, 1e9));
}

const Json* defaultsMember(const Json& config, std::string_view key) {
    const Json* defaults = findPath(config, "agents.defaults");
    return defaults ? findMember(*defaults, key) : nullptr;
}

std::string_view joinerFor(BreakPreference preference) {
    switch (preference) {
    case BreakPreference::paragraph: return "\n\n";
    case BreakPreference::newline: return "\n";
    case BreakPreference::sentence: return " ";
    }
    return "\n\n";
}

/// Fits the wanted sizes under the channel's text limit.
void setBounds(BlockChunking& chunking, std::size_t minChars, std::size_t maxChars, std::size_t textLimit) {
    chunking.maxChars = std::max<std::size_t>(1, std::min(maxChars, textLimit));
    chunking.minChars = std::min(std::max<std::size_t>(1, minChars), chunking.maxChars);
}

}

BlockCoalescer::BlockCoalescer(BlockCoalescing config) : config_(std::move(config)) {
    config_.minChars = std::max<std::size_t>(1, config_.minChars);
    config_.maxChars = std::max(config_.minChars, config_.maxChars);
}

std::vector<BlockPayload> BlockCoalescer::flush() {
    std::vector<BlockPayload> out;
    if (hasBuffered())
        out.push_back(std::move(buffer_));
    buffer_ = BlockPayload();
    return out;
}

std::vector<BlockPayload> BlockCoalescer::onIdle() {
    if (utf16Length(buffer_.text) < config_.minChars)
        return {};
    return flush();
}

std::vector<BlockPayload> BlockCoalescer::enqueue(BlockPayload payload) {
    const bool hasMedia = !payload.mediaUrls.empty();
    if (!hasMedia && trimUnicode(payload.text).empty())
        return {};
    if (hasMedia || config_.flushOnEnqueue) {
        std::vector<BlockPayload> out = flush();
        out.push_back(std::move(payload));
        return out;
    }
    const bool otherReply = payload.replyToId && buffer_.replyToId != payload.replyToId;
    const bool otherKind = buffer_.audioAsVoice != payload.audioAsVoice;
    const std::size_t length = utf16Length(payload.text);
    const std::size_t joined = utf16Length(buffer_.text) + utf16Length(config_.joiner) + length;
    std::vector<BlockPayload> out;
    if (hasBuffered() && (otherReply || otherKind || joined > config_.maxChars))
        out = flush();
    if (!hasBuffered()) {
        if (length >= config_.maxChars) {
            out.push_back(std::move(payload));
            return out;
        }
        buffer_ = std::move(payload);
        return out;
    }
    buffer_.text += config_.joiner + payload.text;
    if (joined >= config_.maxChars)
        out = flush();
    return out;
}

BlockChunking resolveBlockChunking(const Json& config, std::string_view channel, std::string_view accountId,
                                   const ChannelBlockDefaults& defaults) {
    const Json* wanted = defaultsMember(config, "blockStreamingChunk");
    const std::size_t textLimit = resolveChunkLimit(config, channel, accountId, defaults.textLimit);
    BlockChunking chunking;
    setBounds(chunking, countOf(wanted, "minChars").value_or(800),
              std::max<std::size_t>(1, countOf(wanted, "maxChars").value_or(1200)), textLimit);
    if (wanted)
        chunking.preference = parseBreakPreference(stringOr(*wanted, "breakPreference"));
    chunking.flushOnParagraph = resolveChunkMode(config, channel, accountId) == ChunkMode::newline;
    return chunking;
}

BlockCoalescing resolveBlockCoalescing(const Json& config, std::string_view channel, std::string_view accountId,
                                       const BlockChunking& chunking, const ChannelBlockDefaults& defaults) {
    const std::size_t textLimit = resolveChunkLimit(config, channel, accountId, defaults.textLimit);
    const Json* wanted = findChannelValue(config, channel, accountId, "blockStreamingCoalesce");
    if (!wanted)
        wanted = defaultsMember(config, "blockStreamingCoalesce");
    BlockCoalescing result;
    const std::size_t maxChars = std::max<std::size_t>(1, countOf(wanted, "maxChars").value_or(textLimit));
    const std::size_t minChars =
        countOf(wanted, "minChars").value_or(defaults.coalesceMinChars.value_or(chunking.minChars));
    result.maxChars = std::min(maxChars, textLimit);
    result.minChars = std::min(std::max<std::size_t>(1, minChars), result.maxChars);
    result.idle = defaults.coalesceIdle.value_or(std::chrono::milliseconds(1000));
    if (const auto idle = countOf(wanted, "idleMs"))
        result.idle = std::chrono::milliseconds(*idle);
    result.joiner = std::string(joinerFor(chunking.preference));
    result.flushOnEnqueue = resolveChunkMode(config, channel, accountId) == ChunkMode::newline;
    return result;
}

BlockChunking resolveTelegramDraftChunking(const Json& config, std::string_view accountId) {
    const Json* wanted = findChannelValue(config, "telegram", accountId, "draftChunk");
    BlockChunking chunking;
    setBounds(chunking, countOf(wanted, "minChars").value_or(200),
              std::max<std::size_t>(1, countOf(wanted, "maxChars").value_or(800)),
              resolveChunkLimit(config, "telegram", accountId));
    if (wanted)
        chunking.preference = parseBreakPreference(stringOr(*wanted, "breakPreference"));
    return chunking;
}

}
