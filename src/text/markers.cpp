// Writes styled text with markers. At each position where a span begins or ends, the spans that end are closed
// together with those above them, which are then reopened: the output always nests.
#include "text/markers.hpp"

#include "openclaw/core/unicode.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

struct Mark {
    std::size_t start = 0;
    std::size_t end = 0;
    /// Links are outermost, then styles in their order.
    int rank = -1;
    const LinkSpan* link = nullptr;
    Style style = Style::bold;
};

std::vector<Mark> sortedMarks(const RichText& source) {
    std::vector<Mark> marks;
    for (const LinkSpan& link : source.links) {
        Mark mark;
        mark.start = link.start;
        mark.end = link.end;
        mark.link = &link;
        marks.push_back(mark);
    }
    for (const StyleSpan& span : source.styles) {
        Mark mark;
        mark.start = span.start;
        mark.end = span.end;
        mark.rank = static_cast<int>(span.style);
        mark.style = span.style;
        marks.push_back(mark);
    }
    std::erase_if(marks, [](const Mark& mark) { return mark.end <= mark.start; });
    std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
        if (a.start != b.start)
            return a.start < b.start;
        return a.end != b.end ? a.end > b.end : a.rank < b.rank;
    });
    return marks;
}

class MarkWriter {
public:
    MarkWriter(const RichText& source, const Markers& markers)
        : source_(source), markers_(markers), marks_(sortedMarks(source)) {}

    std::string run() {
        std::size_t position = 0;
        for (;;) {
            closeEnding(position);
            while (next_ < marks_.size() && marks_[next_].start <= position)
                open(marks_[next_++]);
            std::size_t until = next_ < marks_.size() ? marks_[next_].start : source_.text.size();
            for (const Mark& mark : open_)
                until = std::min(until, mark.end);
            if (until <= position)
                break;
            const auto piece = std::u16string_view(source_.text).substr(position, until - position);
            out_ += markers_.escape(fromUtf16(piece));
            position = until;
        }
        return std::move(out_);
    }

private:
    void open(const Mark& mark) {
        out_ += mark.link ? markers_.openLink(*mark.link) : std::string(markers_.open(mark.style));
        open_.push_back(mark);
    }

    void closeTop() {
        const Mark& mark = open_.back();
        out_ += mark.link ? markers_.closeLink(*mark.link) : std::string(markers_.close(mark.style));
        open_.pop_back();
    }

    void closeEnding(std::size_t position) {
        const auto first = std::find_if(open_.begin(), open_.end(), [&](const Mark& m) { return m.end <= position; });
        const auto keep = static_cast<std::size_t>(first - open_.begin());
        std::vector<Mark> reopen(first, open_.end());
        while (open_.size() > keep)
            closeTop();
        std::erase_if(reopen, [&](const Mark& m) { return m.end <= position; });
        for (const Mark& mark : reopen)
            open(mark);
    }

    const RichText& source_;
    const Markers& markers_;
    std::vector<Mark> marks_;
    std::size_t next_ = 0;
    std::vector<Mark> open_;
    std::string out_;
};

}

std::string renderWithMarkers(const RichText& source, const Markers& markers) {
    return MarkWriter(source, markers).run();
}

}
