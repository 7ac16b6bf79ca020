#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/text/chunking.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Cuts a streamed answer into blocks while it arrives, and joins small blocks again (spec queue-streaming.md §6).
/// Lengths are UTF-16 code units. No timers here: the owner calls onIdle().
namespace openclaw::text {

enum class BreakPreference { paragraph, newline, sentence };
BreakPreference parseBreakPreference(std::string_view word);
std::string_view toString(BreakPreference preference);

struct BlockChunking {
    std::size_t minChars = 800;
    std::size_t maxChars = 1200;
    BreakPreference preference = BreakPreference::paragraph;
    /// Send each paragraph as soon as it is complete.
    bool flushOnParagraph = false;
};

using BlockSink = std::function<void(std::string block)>;

/// Collects text and emits blocks that never leave a fence open. Each drain examines a bounded window per block.
class BlockChunker {
public:
    explicit BlockChunker(BlockChunking chunking);
    void append(std::string_view text);
    /// Emits what is ready; with `force` everything.
    void drain(bool force, const BlockSink& emit);
    void reset();
    std::string buffered() const;

private:
    struct Break;
    std::u16string_view rest() const;
    void consume(std::size_t units);
    void drainParagraphs(const BlockSink& emit);
    void drainBlocks(bool force, const BlockSink& emit);
    bool emitBreak(const Break& at, const BlockSink& emit);
    Break pickBreak(std::size_t minChars) const;
    Break pickForwardBreak() const;

    BlockChunking chunking_;
    std::u16string buffer_;
    std::size_t start_ = 0;
};

struct BlockPayload {
    std::string text;
    std::vector<std::string> mediaUrls;
    std::optional<std::string> replyToId;
    bool audioAsVoice = false;
};

struct BlockCoalescing {
    std::size_t minChars = 800;
    std::size_t maxChars = 4000;
    std::chrono::milliseconds idle{1000};
    std::string joiner = "\n\n";
    bool flushOnEnqueue = false;
};

/// Joins blocks until they are long enough. Each call returns the payloads to send now.
class BlockCoalescer {
public:
    explicit BlockCoalescer(BlockCoalescing config);
    std::vector<BlockPayload> enqueue(BlockPayload payload);
    std::vector<BlockPayload> flush();
    /// The idle time passed: sends what is long enough; otherwise the wait starts over.
    std::vector<BlockPayload> onIdle();
    bool hasBuffered() const { return !buffer_.text.empty(); }
    /// True while the owner should have an idle timer running.
    bool wantsTimer() const { return hasBuffered() && config_.idle.count() > 0; }

private:
    BlockCoalescing config_;
    BlockPayload buffer_;
};

/// A channel's own limits, used where the config says nothing.
struct ChannelBlockDefaults {
    std::size_t textLimit = defaultChunkLimit;
    std::optional<std::size_t> coalesceMinChars;
    std::optional<std::chrono::milliseconds> coalesceIdle;
};
BlockChunking resolveBlockChunking(const Json& config, std::string_view channel, std::string_view accountId,
                                   const ChannelBlockDefaults& defaults = {});
BlockCoalescing resolveBlockCoalescing(const Json& config, std::string_view channel, std::string_view accountId,
                                       const BlockChunking& chunking, const ChannelBlockDefaults& defaults = {});
/// Chunking of Telegram drafts: `draftChunk`, 200 to 800 units by default.
BlockChunking resolveTelegramDraftChunking(const Json& config, std::string_view accountId);

}
