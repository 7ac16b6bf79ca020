#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Where code is in Markdown text. Offsets are UTF-16 code units.
namespace openclaw::text {

/// A fenced code block, from the start of its opening line to the end of its closing line (or of the text).
struct FenceSpan {
    std::size_t start = 0;
    std::size_t end = 0;
    std::u16string openLine;
    std::u16string marker;
    std::u16string indent;
};

/// A line of at most three spaces, three or more backticks or tildes, and anything but a carriage return.
struct FenceLine {
    std::u16string_view indent;
    std::u16string_view marker;
};
/// True and filled when the line opens or closes a fence.
bool parseFenceLine(std::u16string_view line, FenceLine& out);

/// All fences in order. A fence closes at a line of the same character at least as long, whatever follows it.
std::vector<FenceSpan> findFenceSpans(std::u16string_view text);

/// The fence that strictly contains the offset, or nullptr. Logarithmic.
const FenceSpan* fenceAt(const std::vector<FenceSpan>& spans, std::size_t offset);

/// Inline code that is still open at the end of a streamed piece.
struct InlineCodeState {
    bool open = false;
    std::size_t ticks = 0;
};

/// Knows for each offset whether it is inside inline or fenced code.
class CodePositions {
public:
    CodePositions(std::u16string_view text, InlineCodeState before);
    bool isInside(std::size_t offset) const;
    InlineCodeState stateAfter() const { return state_; }

private:
    void scanInline(std::u16string_view text);

    InlineCodeState state_;
    std::vector<FenceSpan> fences_;
    std::vector<std::pair<std::size_t, std::size_t>> inline_;
};

}
