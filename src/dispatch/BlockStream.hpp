#pragma once

#include "openclaw/core/json.hpp"
#include "openclaw/text/block_chunker.hpp"
#include "openclaw/text/payloads.hpp"
#include "openclaw/text/reply_tags.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace openclaw::dispatch {

/// Cuts a growing answer into messages that can be sent at once (spec queue-streaming.md §6). Pure: text and
/// ticks go in, payloads come out; the same payload comes out once.
class BlockStream {
public:
    struct Options {
        text::BlockChunking chunking;
        text::BlockCoalescing coalescing;
        /// Emit only when a message of the model is complete.
        bool atMessageEnd = false;
        std::optional<std::string> prefix;
        std::string currentId;
    };
    /// nullopt when the channel does not stream blocks.
    static std::optional<Options> optionsFor(const Json& config,
                                             std::string_view channel,
                                             std::string_view accountId,
                                             std::size_t textLimit);

    explicit BlockStream(Options options);
    std::vector<text::ReplyPayload> feed(std::string_view delta);
    /// The model's message is complete.
    std::vector<text::ReplyPayload> endMessage();
    /// Nothing came for the coalescer's idle time.
    std::vector<text::ReplyPayload> onIdle();
    bool wantsTimer() const { return coalescer_.wantsTimer(); }
    std::chrono::milliseconds idleTime() const { return options_.coalescing.idle; }
    /// Blocks that came out so far.
    std::size_t blockCount() const { return seen_.size(); }

private:
    void takeBlock(std::string block, bool isFinal, std::vector<text::BlockPayload>& out);
    std::vector<text::ReplyPayload> finish(std::vector<text::BlockPayload> payloads);

    Options options_;
    text::BlockChunker chunker_;
    text::BlockCoalescer coalescer_;
    text::StreamingDirectives directives_;
    std::set<std::string> seen_;
};

/// The pause before the next block, as people would make one; 0 when not configured. `random` is in [0,1).
std::chrono::milliseconds humanDelay(const Json& config, const std::string& agentId, double random);

}
