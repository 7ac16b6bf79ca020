#pragma once

#include "openclaw/text/rich_text.hpp"

#include <string>
#include <vector>

/// The inline content of one Markdown block, collected before it is appended to the document: links in text and
/// spoilers can only be found once the whole run is known.
namespace openclaw::text {

enum class InlineKind { text, verbatim, open, close, linkOpen, linkClose };

struct InlineItem {
    InlineKind kind = InlineKind::text;
    /// The text, or the link's href.
    std::string value;
    Style style = Style::bold;
};

/// Text with its spans while the document grows; also the content of a table cell.
struct Fragment {
    std::u16string text;
    std::vector<StyleSpan> styles;
    std::vector<LinkSpan> links;

    void append(std::string_view utf8);
    void append(const Fragment& other);
    void addStyle(Style style, std::size_t start);
};

/// Appends the items to `target`, turning bare URLs into links and ||…|| into spoilers as the options say.
void appendInline(Fragment& target, std::vector<InlineItem> items, const MarkdownOptions& options);

}
