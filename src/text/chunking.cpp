// Plain, paragraph and line chunkers. The text is converted to UTF-16 once and cut by offsets, so each chunker reads
// it once whatever its size.
#include "openclaw/text/chunking.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/fences.hpp"
#include "text/breaks.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

std::vector<std::string> toStrings(std::u16string_view text, const std::vector<Range>& ranges) {
    std::vector<std::string> chunks;
    chunks.reserve(ranges.size());
    for (const Range& range : ranges)
        chunks.push_back(fromUtf16(text.substr(range.start, range.end - range.start)));
    return chunks;
}

void append(std::vector<std::string>& out, std::vector<std::string> more) {
    out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::u16string unifyLineEnds(std::u16string_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != u'\r') {
            out += text[i];
            continue;
        }
        out += u'\n';
        if (i + 1 < text.size() && text[i + 1] == u'\n')
            ++i;
    }
    return out;
}

/// Every run of line feeds with only blanks after its first one, outside fences.
std::vector<Range> findParagraphGaps(std::u16string_view text) {
    std::vector<Range> gaps;
    const std::vector<FenceSpan> fences = findFenceSpans(text);
    for (std::size_t at = text.find(u'\n'); at < text.size(); at = text.find(u'\n', at)) {
        std::size_t end = std::min(text.find_first_not_of(u"\t ", at + 1), text.size());
        if (end == text.size() || text[end] != u'\n') {
            ++at;
            continue;
        }
        end = std::min(text.find_first_not_of(u'\n', end), text.size());
        if (!fenceAt(fences, at)) {
            Range gap;
            gap.start = at;
            gap.end = end;
            gaps.push_back(gap);
        }
        at = end;
    }
    return gaps;
}

std::vector<std::u16string_view> splitParagraphs(std::u16string_view text, const std::vector<Range>& gaps) {
    std::vector<std::u16string_view> paragraphs;
    std::size_t start = 0;
    for (const Range& gap : gaps) {
        paragraphs.push_back(text.substr(start, gap.start - start));
        start = gap.end;
    }
    paragraphs.push_back(text.substr(start));
    return paragraphs;
}

}

std::size_t avoidPairCut(std::u16string_view text, std::size_t index) {
    const bool cutsPair =
        index > 0 && index < text.size() && isSurrogateHigh(text[index - 1]) && isSurrogateLow(text[index]);
    if (!cutsPair)
        return index;
    return index > 1 ? index - 1 : index + 1;
}

std::vector<Range> plainChunkRanges(std::u16string_view text, std::size_t limit) {
    std::vector<Range> ranges;
    std::size_t start = 0;
    const auto push = [&](std::size_t end) {
        Range range;
        range.start = start;
        range.end = end;
        if (end > start)
            ranges.push_back(range);
    };
    while (limit > 0 && text.size() - start > limit) {
        const std::u16string_view rest = text.substr(start);
        std::size_t breakAt = pickBreak(rest.substr(0, limit), [](std::size_t) { return true; });
        if (breakAt == 0)
            breakAt = avoidPairCut(rest, limit);
        push(start + trimEndUnits(rest.substr(0, breakAt)).size());
        start += breakAt;
        while (start < text.size() && isSpaceUnit(text[start]))
            ++start;
    }
    push(text.size());
    return ranges;
}

std::vector<std::string> chunkText(std::string_view text, std::size_t limit) {
    const std::u16string units = toUtf16(text);
    return toStrings(units, plainChunkRanges(units, limit));
}

std::vector<std::string> chunkMarkdown(std::string_view text, std::size_t limit) {
    return chunkMarkdownUnits(toUtf16(text), limit);
}

std::vector<std::string> chunkByParagraph(std::string_view text, std::size_t limit, bool splitLong) {
    std::vector<std::string> chunks;
    if (text.empty())
        return chunks;
    if (limit == 0) {
        chunks.emplace_back(text);
        return chunks;
    }
    const std::u16string units = unifyLineEnds(toUtf16(text));
    const std::vector<Range> gaps = findParagraphGaps(units);
    const auto pushParagraph = [&](std::u16string_view paragraph) {
        if (splitLong)
            append(chunks, toStrings(paragraph, plainChunkRanges(paragraph, limit)));
        else
            chunks.push_back(fromUtf16(paragraph));
    };
    const std::vector<std::u16string_view> paragraphs = splitParagraphs(units, gaps);
    if (paragraphs.size() == 1) {
        pushParagraph(units);
        return chunks;
    }
    for (const std::u16string_view paragraph : paragraphs) {
        if (!trimEndUnits(paragraph).empty())
            pushParagraph(trimEndUnits(paragraph));
    }
    return chunks;
}

std::vector<std::string> chunkTextWithMode(std::string_view text, std::size_t limit, ChunkMode mode) {
    return mode == ChunkMode::newline ? chunkByParagraph(text, limit) : chunkText(text, limit);
}

std::vector<std::string> chunkMarkdownWithMode(std::string_view text, std::size_t limit, ChunkMode mode) {
    if (mode == ChunkMode::length)
        return chunkMarkdown(text, limit);
    std::vector<std::string> chunks;
    for (const std::string& paragraph : chunkByParagraph(text, limit, false))
        append(chunks, chunkMarkdown(paragraph, limit));
    return chunks;
}

std::vector<std::string> chunkByLine(std::string_view text, std::size_t maxLineLength, LineChunkOptions options) {
    std::vector<std::string> chunks;
    if (maxLineLength == 0) {
        if (!trimUnicode(text).empty())
            chunks.emplace_back(text);
        return chunks;
    }
    const std::u16string units = toUtf16(text);
    const std::u16string_view all = units;
    std::size_t blankLines = 0;
    for (std::size_t offset = 0; !units.empty() && offset <= units.size();) {
        const std::size_t lineEnd = std::min(units.find(u'\n', offset), units.size());
        const std::u16string_view line = all.substr(offset, lineEnd - offset);
        offset = lineEnd + 1;
        if (trimUnits(line).empty()) {
            ++blankLines;
            continue;
        }
        const std::u16string_view value = options.trimLines ? trimUnits(line) : line;
        const std::u16string prefix(std::min(blankLines, maxLineLength - 1), u'\n');
        blankLines = 0;
        if (!options.splitLongLines || value.size() + prefix.size() <= maxLineLength) {
            chunks.push_back(fromUtf16(prefix + std::u16string(value)));
            continue;
        }
        const std::size_t cut = avoidPairCut(value, maxLineLength - prefix.size());
        chunks.push_back(fromUtf16(prefix + std::u16string(value.substr(0, cut))));
        const std::u16string_view rest = value.substr(cut);
        append(chunks, toStrings(rest, plainChunkRanges(rest, maxLineLength)));
    }
    if (!chunks.empty())
        chunks.back().append(blankLines, '\n');
    return chunks;
}

}
