// Finds fenced and inline code in one pass over the lines.
#include "openclaw/text/fences.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

bool isLineBreakLike(char16_t unit) { return unit == u'\r' || unit == 0x2028 || unit == 0x2029; }

/// The last span that starts at or before the offset, or end().
template <class Spans, class Start>
auto lastStartingAt(const Spans& spans, std::size_t offset, Start start) {
    const auto after = std::upper_bound(spans.begin(), spans.end(), offset,
                                        [&](std::size_t at, const auto& span) { return at < start(span); });
    return after == spans.begin() ? spans.end() : std::prev(after);
}

}

bool parseFenceLine(std::u16string_view line, FenceLine& out) {
    const std::size_t indent = std::min(line.find_first_not_of(u' '), line.size());
    if (indent > 3 || indent == line.size())
        return false;
    const char16_t mark = line[indent];
    if (mark != u'`' && mark != u'~')
        return false;
    const std::size_t end = std::min(line.find_first_not_of(mark, indent), line.size());
    if (end - indent < 3)
        return false;
    if (std::any_of(line.begin() + static_cast<std::ptrdiff_t>(end), line.end(), isLineBreakLike))
        return false;
    out.indent = line.substr(0, indent);
    out.marker = line.substr(indent, end - indent);
    return true;
}

std::vector<FenceSpan> findFenceSpans(std::u16string_view text) {
    std::vector<FenceSpan> spans;
    bool open = false;
    for (std::size_t offset = 0; offset <= text.size();) {
        const std::size_t lineEnd = std::min(text.find(u'\n', offset), text.size());
        const std::u16string_view line = text.substr(offset, lineEnd - offset);
        FenceLine fence;
        if (parseFenceLine(line, fence)) {
            if (!open) {
                FenceSpan span;
                span.start = offset;
                span.openLine = std::u16string(line);
                span.marker = std::u16string(fence.marker);
                span.indent = std::u16string(fence.indent);
                spans.push_back(std::move(span));
                open = true;
            } else if (fence.marker[0] == spans.back().marker[0] &&
                       fence.marker.size() >= spans.back().marker.size()) {
                spans.back().end = lineEnd;
                open = false;
            }
        }
        offset = lineEnd + 1;
    }
    if (open)
        spans.back().end = text.size();
    return spans;
}

const FenceSpan* fenceAt(const std::vector<FenceSpan>& spans, std::size_t offset) {
    const auto span = lastStartingAt(spans, offset, [](const FenceSpan& s) { return s.start; });
    if (span == spans.end() || offset <= span->start || offset >= span->end)
        return nullptr;
    return &*span;
}

CodePositions::CodePositions(std::u16string_view text, InlineCodeState before)
    : state_(before), fences_(findFenceSpans(text)) {
    scanInline(text);
}

void CodePositions::scanInline(std::u16string_view text) {
    std::size_t openStart = 0;
    auto fence = fences_.begin();
    for (std::size_t i = 0; i < text.size();) {
        while (fence != fences_.end() && fence->end <= i)
            ++fence;
        if (fence != fences_.end() && i >= fence->start) {
            i = fence->end;
            continue;
        }
        if (text[i] != u'`') {
            ++i;
            continue;
        }
        const std::size_t runStart = i;
        while (i < text.size() && text[i] == u'`')
            ++i;
        if (!state_.open) {
            state_.open = true;
            state_.ticks = i - runStart;
            openStart = runStart;
        } else if (i - runStart == state_.ticks) {
            inline_.emplace_back(openStart, i);
            state_ = InlineCodeState();
        }
    }
    if (state_.open)
        inline_.emplace_back(openStart, text.size());
}

bool CodePositions::isInside(std::size_t offset) const {
    const auto fence = lastStartingAt(fences_, offset, [](const FenceSpan& s) { return s.start; });
    if (fence != fences_.end() && offset < fence->end)
        return true;
    const auto span = lastStartingAt(inline_, offset, [](const auto& s) { return s.first; });
    return span != inline_.end() && offset < span->second;
}

}
