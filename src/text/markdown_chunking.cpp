// Splits Markdown without leaving a fence open: a break inside a fence closes it in this chunk and reopens it in the
// next. Only a window of about `limit` units is examined per chunk, so the work stays linear.
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/fences.hpp"
#include "text/breaks.hpp"

#include <algorithm>
#include <optional>

namespace openclaw::text {

namespace {

/// Opening lines longer than this are reopened with the bare marker: repeating them in every chunk would let a small
/// text grow without bound.
constexpr std::size_t maxRepeatedFence = 100;

struct FenceCut {
    std::size_t breakAt = 0;
    std::u16string closeLine;
    std::u16string reopenLine;
};

/// Where to break inside `fence`: after the last line feed that leaves room for the closing marker, else hard.
/// nullopt when not even one unit of code fits beside the marker.
std::optional<FenceCut> cutInsideFence(std::u16string_view window, const std::vector<FenceSpan>& spans,
                                       const FenceSpan& fence, std::size_t limit) {
    FenceCut cut;
    cut.closeLine = fence.indent + fence.marker;
    const std::size_t firstProgress = fence.start + fence.openLine.size() + 2;
    if (limit < cut.closeLine.size() + 1 || firstProgress > limit - cut.closeLine.size() - 1)
        return std::nullopt;
    const bool repeatable = fence.openLine.size() <= std::max(maxRepeatedFence, limit / 4);
    cut.reopenLine = repeatable ? fence.openLine : cut.closeLine;
    if (cut.reopenLine.size() + cut.closeLine.size() + 3 > limit)
        return std::nullopt;

    std::size_t lineFeed = window.rfind(u'\n', limit - cut.closeLine.size() - 1);
    while (lineFeed != std::u16string_view::npos && lineFeed + 1 >= firstProgress) {
        const FenceSpan* at = fenceAt(spans, lineFeed + 1);
        if (at && at->start == fence.start) {
            cut.breakAt = lineFeed + 1;
            return cut;
        }
        lineFeed = window.rfind(u'\n', lineFeed - 1);
    }
    cut.breakAt = avoidPairCut(window, limit - cut.closeLine.size() - 1);
    return cut;
}

}

std::vector<std::string> chunkMarkdownUnits(std::u16string_view text, std::size_t limit) {
    std::vector<std::string> chunks;
    std::u16string carry;
    std::u16string_view rest = text;
    while (limit > 0 && carry.size() + rest.size() > limit) {
        // A little more than the limit, so that a fence reaching past the break is seen to do so.
        const std::u16string buffer = carry + std::u16string(rest.substr(0, limit + 4 - std::min(carry.size(), limit)));
        const std::u16string_view window = buffer;
        const std::vector<FenceSpan> spans = findFenceSpans(window);
        std::size_t breakAt = pickBreak(window.substr(0, limit), [&](std::size_t i) { return !fenceAt(spans, i); });
        if (breakAt == 0)
            breakAt = avoidPairCut(window, limit);

        std::optional<FenceCut> cut;
        if (const FenceSpan* fence = fenceAt(spans, breakAt))
            cut = cutInsideFence(window, spans, *fence, limit);
        if (cut)
            breakAt = cut->breakAt;
        if (breakAt <= carry.size()) {
            // Nothing new would be emitted: give the fence up rather than loop.
            carry.clear();
            continue;
        }
        std::u16string chunk(window.substr(0, breakAt));
        rest.remove_prefix(breakAt - carry.size());
        if (!rest.empty() && isSpaceUnit(rest.front()))
            rest.remove_prefix(1);
        carry.clear();
        if (cut) {
            if (!chunk.ends_with(u'\n'))
                chunk += u'\n';
            chunk += cut->closeLine;
            carry = cut->reopenLine + u"\n";
        } else {
            rest.remove_prefix(std::min(rest.find_first_not_of(u'\n'), rest.size()));
        }
        chunks.push_back(fromUtf16(chunk));
    }
    const std::u16string tail = carry + std::u16string(rest);
    if (!tail.empty())
        chunks.push_back(fromUtf16(tail));
    return chunks;
}

}
