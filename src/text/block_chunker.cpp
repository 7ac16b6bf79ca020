// The streaming block chunker. It looks at the first maxChars units of what is buffered, picks the best break there
// and never rescans what it has emitted.
#include "openclaw/text/block_chunker.hpp"

#include "openclaw/core/unicode.hpp"
#include "openclaw/text/fences.hpp"
#include "text/breaks.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

constexpr std::size_t none = std::u16string_view::npos;
/// Opening lines longer than this are reopened with the bare marker, see markdown_chunking.cpp.
constexpr std::size_t maxRepeatedLine = 100;

bool isBlank(std::u16string_view text) { return trimUnits(text).empty(); }

bool endsSentence(std::u16string_view text, std::size_t at) {
    const char16_t c = text[at];
    return (c == u'.' || c == u'!' || c == u'?') && (at + 1 == text.size() || isSpaceUnit(text[at + 1]));
}

std::size_t leadingLineFeeds(std::u16string_view text) {
    return std::min(text.find_first_not_of(u'\n'), text.size());
}

/// The first safe "\n", blanks, "\n…" at or below `limit`.
struct ParagraphBreak {
    std::size_t index = none;
    std::size_t length = 0;
};
ParagraphBreak findParagraphBreak(std::u16string_view text, const std::vector<FenceSpan>& fences, std::size_t limit) {
    ParagraphBreak result;
    for (std::size_t at = text.find(u'\n'); at != none && at <= limit; at = text.find(u'\n', at + 1)) {
        std::size_t end = text.find_first_not_of(u"\t ", at + 1);
        if (end == none || text[end] != u'\n' || fenceAt(fences, at))
            continue;
        end = std::min(text.find_first_not_of(u'\n', end), text.size());
        result.index = at;
        result.length = end - at;
        break;
    }
    return result;
}

}

/// Where to cut; for a cut inside a fence also how to close and reopen it.
struct BlockChunker::Break {
    std::size_t index = 0;
    std::u16string closeLine;
    std::u16string reopenLine;
};

BreakPreference parseBreakPreference(std::string_view word) {
    if (word == "newline")
        return BreakPreference::newline;
    return word == "sentence" ? BreakPreference::sentence : BreakPreference::paragraph;
}

std::string_view toString(BreakPreference preference) {
    switch (preference) {
    case BreakPreference::paragraph: return "paragraph";
    case BreakPreference::newline: return "newline";
    case BreakPreference::sentence: return "sentence";
    }
    return "paragraph";
}

BlockChunker::BlockChunker(BlockChunking chunking) : chunking_(chunking) {
    chunking_.minChars = std::max<std::size_t>(1, chunking_.minChars);
    chunking_.maxChars = std::max(chunking_.minChars, chunking_.maxChars);
}

void BlockChunker::append(std::string_view text) { buffer_ += toUtf16(text); }

void BlockChunker::reset() {
    buffer_.clear();
    start_ = 0;
}

std::string BlockChunker::buffered() const { return fromUtf16(rest()); }

std::u16string_view BlockChunker::rest() const { return std::u16string_view(buffer_).substr(start_); }

void BlockChunker::consume(std::size_t units) { start_ += units; }

void BlockChunker::drain(bool force, const BlockSink& emit) {
    if (chunking_.flushOnParagraph && !force)
        drainParagraphs(emit);
    else
        drainBlocks(force, emit);
    buffer_.erase(0, start_);
    start_ = 0;
}

void BlockChunker::drainParagraphs(const BlockSink& emit) {
    while (!rest().empty()) {
        const std::u16string_view text = rest();
        const std::vector<FenceSpan> fences = findFenceSpans(text.substr(0, chunking_.maxChars + 4));
        const ParagraphBreak paragraph = findParagraphBreak(text, fences, chunking_.maxChars);
        if (paragraph.index != none) {
            if (!isBlank(text.substr(0, paragraph.index)))
                emit(fromUtf16(text.substr(0, paragraph.index)));
            consume(paragraph.index + paragraph.length);
            continue;
        }
        const Break at = text.size() >= chunking_.maxChars ? pickBreak(1) : Break();
        if (at.index == 0)
            return;
        emitBreak(at, emit);
    }
}

void BlockChunker::drainBlocks(bool force, const BlockSink& emit) {
    if (rest().size() < chunking_.minChars && !force)
        return;
    if (force && rest().size() <= chunking_.maxChars) {
        if (!isBlank(rest()))
            emit(fromUtf16(rest()));
        consume(rest().size());
        return;
    }
    while (!rest().empty() && (force || rest().size() >= chunking_.minChars)) {
        const bool last = force && rest().size() <= chunking_.maxChars;
        const Break at = last ? pickForwardBreak() : pickBreak(force ? 1 : chunking_.minChars);
        if (at.index == 0) {
            if (force) {
                emit(fromUtf16(rest()));
                consume(rest().size());
            }
            return;
        }
        if (emitBreak(at, emit) && !force && rest().size() < chunking_.maxChars)
            return;
    }
}

/// Emits up to the break and drops the separator. False when there was only white space.
bool BlockChunker::emitBreak(const Break& at, const BlockSink& emit) {
    std::u16string chunk(rest().substr(0, at.index));
    if (isBlank(chunk)) {
        consume(at.index);
        while (!rest().empty() && isSpaceUnit(rest().front()))
            consume(1);
        return false;
    }
    consume(at.index);
    if (at.closeLine.empty()) {
        emit(fromUtf16(chunk));
        if (!rest().empty() && isSpaceUnit(rest().front()))
            consume(1);
        consume(leadingLineFeeds(rest()));
        return true;
    }
    if (!chunk.ends_with(u'\n'))
        chunk += u'\n';
    emit(fromUtf16(chunk + at.closeLine + u"\n"));
    // The reopened line goes where the emitted text was; it is shorter, so nothing has to move.
    const std::u16string reopened = at.reopenLine + u"\n";
    start_ -= reopened.size();
    std::copy(reopened.begin(), reopened.end(), buffer_.begin() + static_cast<std::ptrdiff_t>(start_));
    return true;
}

BlockChunker::Break BlockChunker::pickBreak(std::size_t minChars) const {
    const std::u16string_view text = rest();
    const std::size_t maxChars = std::max(minChars, chunking_.maxChars);
    Break at;
    if (text.size() < minChars)
        return at;
    const std::u16string_view window = text.substr(0, maxChars);
    const std::vector<FenceSpan> fences = findFenceSpans(text.substr(0, maxChars + 4));
    const auto take = [&](std::size_t candidate) {
        const bool fits = candidate >= minChars && candidate < text.size() && !fenceAt(fences, candidate);
        if (fits)
            at.index = candidate;
        return fits;
    };
    if (chunking_.preference == BreakPreference::paragraph) {
        for (std::size_t i = window.rfind(u"\n\n"); i != none && i >= minChars; i = window.rfind(u"\n\n", i - 1)) {
            if (take(i) || take(i + 1))
                return at;
        }
    }
    if (chunking_.preference != BreakPreference::sentence) {
        for (std::size_t i = window.rfind(u'\n'); i != none && i >= minChars; i = window.rfind(u'\n', i - 1)) {
            if (take(i))
                return at;
        }
    }
    if (chunking_.preference != BreakPreference::newline) {
        for (std::size_t i = window.size(); i-- > minChars;) {
            if (!endsSentence(window, i) || fenceAt(fences, i + 1))
                continue;
            at.index = i + 1;
            return at;
        }
    }
    if (chunking_.preference == BreakPreference::newline && text.size() < maxChars)
        return at;
    for (std::size_t i = window.size(); i-- > minChars;) {
        if (isSpaceUnit(window[i]) && take(i))
            return at;
    }
    if (text.size() < maxChars)
        return at;
    at.index = avoidPairCut(text, maxChars);
    if (const FenceSpan* fence = fenceAt(fences, at.index)) {
        const std::u16string marker = fence->indent + fence->marker;
        const std::size_t longest = std::max(maxRepeatedLine, maxChars / 4);
        at.reopenLine = fence->openLine.size() <= longest ? fence->openLine : marker;
        // Reopening must leave room for progress, else the fence is given up.
        if (at.reopenLine.size() + 1 < at.index)
            at.closeLine = marker;
    }
    return at;
}

/// For the last piece: the first paragraph, the first line, or the last sentence.
BlockChunker::Break BlockChunker::pickForwardBreak() const {
    const std::u16string_view text = rest();
    const std::vector<FenceSpan> fences = findFenceSpans(text);
    Break at;
    const auto take = [&](std::size_t candidate) {
        const bool fits = candidate >= 1 && candidate < text.size() && !fenceAt(fences, candidate);
        if (fits)
            at.index = candidate;
        return fits;
    };
    if (chunking_.preference == BreakPreference::paragraph) {
        for (std::size_t i = text.find(u"\n\n"); i != none; i = text.find(u"\n\n", i + 2)) {
            if (take(i) || take(i + 1))
                return at;
        }
    }
    if (chunking_.preference != BreakPreference::sentence) {
        for (std::size_t i = text.find(u'\n'); i != none; i = text.find(u'\n', i + 1)) {
            if (take(i))
                return at;
        }
    }
    if (chunking_.preference != BreakPreference::newline) {
        for (std::size_t i = text.size(); i-- > 1;) {
            if (!endsSentence(text, i) || fenceAt(fences, i + 1))
                continue;
            at.index = i + 1;
            return at;
        }
    }
    return at;
}

}
