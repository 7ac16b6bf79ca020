// Discord's chunker: bounded in characters and in lines. It works line by line and keeps room to close the fence
// that is open at the end of the line.
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/fences.hpp"
#include "text/breaks.hpp"

#include <algorithm>
#include <optional>

namespace openclaw::text {

namespace {

struct OpenFence {
    std::u16string openLine;
    std::u16string closeLine;
    char16_t mark = u'`';
    std::size_t length = 0;
};

std::optional<OpenFence> fenceOf(std::u16string_view line, std::size_t maxChars) {
    FenceLine parsed;
    if (!parseFenceLine(line, parsed))
        return std::nullopt;
    OpenFence fence;
    fence.closeLine = std::u16string(parsed.indent) + std::u16string(parsed.marker);
    fence.openLine = std::u16string(line);
    fence.mark = parsed.marker[0];
    fence.length = parsed.marker.size();
    // What is repeated in each chunk must stay small beside the limit; a marker that is not is no fence to us.
    if (fence.closeLine.size() > maxChars / 4)
        return std::nullopt;
    if (fence.openLine.size() > maxChars / 4)
        fence.openLine = fence.closeLine;
    return fence;
}

/// Cuts a line into pieces of at most `limit`; the white space at a break stays with the next piece.
std::vector<std::u16string_view> splitLongLine(std::u16string_view line, std::size_t limit, bool hard) {
    std::vector<std::u16string_view> pieces;
    while (line.size() > limit) {
        std::size_t breakAt = 0;
        for (std::size_t i = limit; !hard && i-- > 1;) {
            if (isSpaceUnit(line[i])) {
                breakAt = i;
                break;
            }
        }
        if (breakAt == 0)
            breakAt = avoidPairCut(line, limit);
        pieces.push_back(line.substr(0, breakAt));
        line.remove_prefix(breakAt);
    }
    if (!line.empty() || pieces.empty())
        pieces.push_back(line);
    return pieces;
}

class DiscordChunker {
public:
    DiscordChunker(std::size_t maxChars, std::size_t maxLines)
        : maxChars_(std::max<std::size_t>(1, maxChars)), maxLines_(std::max<std::size_t>(1, maxLines)) {}

    std::vector<std::u16string> run(std::u16string_view text) {
        for (std::size_t offset = 0; offset <= text.size();) {
            const std::size_t lineEnd = std::min(text.find(u'\n', offset), text.size());
            addLine(text.substr(offset, lineEnd - offset));
            offset = lineEnd + 1;
        }
        emit();
        return std::move(chunks_);
    }

private:
    void addLine(std::u16string_view line) {
        const bool insideFence = fence_.has_value();
        std::optional<OpenFence> fenceAfter = fence_;
        if (std::optional<OpenFence> marker = fenceOf(line, maxChars_)) {
            if (!fence_)
                fenceAfter = std::move(marker);
            else if (fence_->mark == marker->mark && marker->length >= fence_->length)
                fenceAfter.reset();
        }
        const std::size_t reserved = fenceAfter ? fenceAfter->closeLine.size() + 1 : 0;
        const std::size_t charLimit = maxChars_ > reserved ? maxChars_ - reserved : maxChars_;
        const std::size_t lineLimit = fenceAfter && maxLines_ > 1 ? maxLines_ - 1 : maxLines_;
        const std::size_t used = current_.empty() ? 0 : current_.size() + 1;
        const std::size_t pieceLimit = charLimit > used ? charLimit - used : 1;
        bool continuesLine = false;
        for (const std::u16string_view piece : splitLongLine(line, pieceLimit, insideFence)) {
            addPiece(piece, continuesLine, charLimit, lineLimit);
            continuesLine = true;
        }
        fence_ = std::move(fenceAfter);
    }

    void addPiece(std::u16string_view piece, bool continuesLine, std::size_t charLimit, std::size_t lineLimit) {
        const bool breakBefore = !continuesLine && !current_.empty();
        const std::size_t length = current_.size() + (breakBefore ? 1 : 0) + piece.size();
        const std::size_t lines = currentLines_ + (continuesLine ? 0 : 1);
        if ((length > charLimit || lines > lineLimit) && !current_.empty())
            flush();
        if (current_.empty()) {
            current_ = std::u16string(piece);
            currentLines_ = 1;
            return;
        }
        if (breakBefore)
            current_ += u'\n';
        current_ += piece;
        if (!continuesLine)
            ++currentLines_;
    }

    /// Ends the chunk; an open fence starts the next one.
    void flush() {
        emit();
        current_.clear();
        currentLines_ = 0;
        if (fence_) {
            current_ = fence_->openLine;
            currentLines_ = 1;
        }
    }

    void emit() {
        if (current_.empty())
            return;
        std::u16string chunk = current_;
        if (fence_) {
            if (!chunk.ends_with(u'\n'))
                chunk += u'\n';
            chunk += fence_->closeLine;
        }
        if (!trimUnits(chunk).empty())
            chunks_.push_back(std::move(chunk));
    }

    std::size_t maxChars_;
    std::size_t maxLines_;
    std::vector<std::u16string> chunks_;
    std::u16string current_;
    std::size_t currentLines_ = 0;
    std::optional<OpenFence> fence_;
};

bool isReasoningBlock(std::u16string_view text) {
    return text.starts_with(u"Reasoning:\n_") && trimEndUnits(text).ends_with(u'_');
}

/// Closes the reasoning italics in each chunk and opens them again in the next.
void balanceItalics(std::vector<std::u16string>& chunks) {
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        if (i > 0) {
            const std::size_t body = static_cast<std::size_t>(
                std::find_if_not(chunks[i].begin(), chunks[i].end(), isSpaceUnit) - chunks[i].begin());
            if (body >= chunks[i].size() || chunks[i][body] != u'_')
                chunks[i].insert(body, 1, u'_');
        }
        if (!trimEndUnits(chunks[i]).ends_with(u'_'))
            chunks[i] += u'_';
    }
}

std::vector<std::u16string> chunkUnits(std::u16string_view text, std::size_t maxChars, std::size_t maxLines) {
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), u'\n')) + 1;
    if (text.size() <= maxChars && lines <= maxLines)
        return std::vector<std::u16string>(1, std::u16string(text));
    std::vector<std::u16string> chunks = DiscordChunker(maxChars, maxLines).run(text);
    if (chunks.size() < 2 || !isReasoningBlock(text))
        return chunks;
    balanceItalics(chunks);
    const bool fits =
        std::all_of(chunks.begin(), chunks.end(), [&](const auto& chunk) { return chunk.size() <= maxChars; });
    if (fits || maxChars <= 2)
        return chunks;
    chunks = DiscordChunker(maxChars - 2, maxLines).run(text);
    balanceItalics(chunks);
    return chunks;
}

}

std::vector<std::string> chunkDiscord(std::string_view text, const DiscordChunkOptions& options) {
    std::vector<std::string> chunks;
    if (text.empty())
        return chunks;
    std::vector<std::string> parts(1, std::string(text));
    if (options.mode == ChunkMode::newline)
        parts = chunkMarkdownWithMode(text, std::max<std::size_t>(1, options.maxChars), ChunkMode::newline);
    for (const std::string& part : parts) {
        for (const std::u16string& chunk : chunkUnits(toUtf16(part), options.maxChars, options.maxLines))
            chunks.push_back(fromUtf16(chunk));
    }
    return chunks;
}

}
