// Reads Markdown through md4c's callbacks into text and spans. Limits on what the callbacks may produce keep inputs
// that md4c would expand (wide tables, repeated references) from exhausting memory.
#include "openclaw/text/rich_text.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "text/breaks.hpp"
#include "text/entities.hpp"
#include "text/inline_text.hpp"
#include "text/linkify.hpp"
#include "text/table_text.hpp"

#include <fmt/format.h>
#include <md4c.h>

#include <algorithm>
#include <array>

namespace openclaw::text {

namespace {

struct ListLevel {
    bool ordered = false;
    std::size_t next = 1;
};

/// A span that md4c opened; what it turned out to be decides how it closes.
struct OpenSpan {
    MD_SPANTYPE type = MD_SPAN_EM;
    std::size_t item = 0;
    /// Set when the span is shown as typed: this text closes it.
    std::optional<std::string> literalClose;
    bool resolved = false;
};

std::string attributeText(const MD_ATTRIBUTE& attribute) {
    std::string out;
    for (std::size_t i = 0; attribute.text && attribute.substr_offsets[i] < attribute.size; ++i) {
        const std::string_view part(attribute.text + attribute.substr_offsets[i],
                                    attribute.substr_offsets[i + 1] - attribute.substr_offsets[i]);
        const auto decoded = attribute.substr_types[i] == MD_TEXT_ENTITY ? decodeEntity(part) : std::nullopt;
        if (decoded)
            appendUtf8(out, *decoded);
        else
            out += part;
    }
    return out;
}

class MarkdownReader {
public:
    MarkdownReader(std::string_view source, const MarkdownOptions& options) : source_(source), options_(options) {
        // Callbacks grow with the input; anything far beyond that is an expansion attack.
        budget_ = source.size() * 8 + 65536;
    }

    /// False when the budget ran out; the result is then incomplete.
    bool run() {
        if (countReferences() > maxReferences)
            return false;
        MD_PARSER parser = {};
        parser.flags = MD_FLAG_NOHTML | MD_FLAG_STRIKETHROUGH;
        if (options_.tables != TableMode::off)
            parser.flags |= MD_FLAG_TABLES;
        parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
            return static_cast<MarkdownReader*>(self)->enterBlock(type, detail);
        };
        parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
            return static_cast<MarkdownReader*>(self)->leaveBlock(type);
        };
        parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
            return static_cast<MarkdownReader*>(self)->enterSpan(type, detail);
        };
        parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
            return static_cast<MarkdownReader*>(self)->leaveSpan(type);
        };
        parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* self) {
            return static_cast<MarkdownReader*>(self)->addText(type, std::string_view(text, size));
        };
        return md_parse(source_.data(), static_cast<MD_SIZE>(source_.size()), &parser, this) == 0;
    }

    Fragment takeDocument() { return std::move(document_); }
    bool hasTable() const { return hasTable_; }

private:
    /// md4c compares reference definitions with each other; a message has a handful.
    static constexpr std::size_t maxReferences = 1000;
    std::size_t countReferences() const {
        std::size_t count = 0;
        for (std::size_t at = source_.find("]:"); at != std::string_view::npos; at = source_.find("]:", at + 2))
            ++count;
        return count;
    }

    int spend(std::size_t amount) {
        if (amount > budget_)
            return 1;
        budget_ -= amount;
        return 0;
    }

    int enterBlock(MD_BLOCKTYPE type, void* detail) {
        flushInline();
        switch (type) {
        case MD_BLOCK_UL:
        case MD_BLOCK_OL: {
            ListLevel level;
            level.ordered = type == MD_BLOCK_OL;
            if (level.ordered)
                level.next = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start;
            lists_.push_back(level);
            break;
        }
        case MD_BLOCK_LI: appendListPrefix(); break;
        case MD_BLOCK_HR: document_.append("\n"); break;
        case MD_BLOCK_CODE:
            inCode_ = true;
            codeStart_ = document_.text.size();
            break;
        case MD_BLOCK_TABLE:
            hasTable_ = true;
            inTable_ = true;
            table_ = TableContent();
            break;
        case MD_BLOCK_TR:
            if (!inHead_)
                table_.rows.emplace_back();
            break;
        case MD_BLOCK_THEAD: inHead_ = true; break;
        default: break;
        }
        return spend(8);
    }

    int leaveBlock(MD_BLOCKTYPE type) {
        switch (type) {
        case MD_BLOCK_TH:
        case MD_BLOCK_TD: addCell(); break;
        default: flushInline(); break;
        }
        switch (type) {
        case MD_BLOCK_P:
        case MD_BLOCK_H:
            if (lists_.empty())
                document_.append("\n\n");
            break;
        case MD_BLOCK_QUOTE:
        case MD_BLOCK_LI: document_.append("\n"); break;
        case MD_BLOCK_UL:
        case MD_BLOCK_OL: lists_.pop_back(); break;
        case MD_BLOCK_CODE: endCode(); break;
        case MD_BLOCK_THEAD: inHead_ = false; break;
        case MD_BLOCK_TABLE: endTable(); break;
        default: break;
        }
        return 0;
    }

    void appendListPrefix() {
        if (lists_.empty())
            return;
        ListLevel& level = lists_.back();
        // Indentation beyond any readable depth would make nested lists quadratic.
        const std::size_t indent = std::min<std::size_t>(lists_.size() - 1, 32);
        document_.append(std::string(indent * 2, ' '));
        document_.append(level.ordered ? fmt::format("{}. ", level.next++) : "• ");
    }

    void endCode() {
        if (document_.text.size() == codeStart_ || document_.text.back() != u'\n')
            document_.append("\n");
        document_.addStyle(Style::codeBlock, codeStart_);
        if (lists_.empty())
            document_.append("\n");
        inCode_ = false;
    }

    void addCell() {
        Fragment cell;
        appendInline(cell, std::move(items_), options_);
        items_.clear();
        trimCell(cell);
        if (inHead_)
            table_.headers.push_back(std::move(cell));
        else if (!table_.rows.empty())
            table_.rows.back().push_back(std::move(cell));
    }

    static void trimCell(Fragment& cell) {
        const auto isInner = [](char16_t unit) { return !isSpaceUnit(unit); };
        const auto first = std::find_if(cell.text.begin(), cell.text.end(), isInner);
        const auto start = static_cast<std::size_t>(first - cell.text.begin());
        RichText whole;
        whole.text = std::move(cell.text);
        whole.styles = std::move(cell.styles);
        whole.links = std::move(cell.links);
        RichText inner = slice(whole, start, trimEndUnits(whole.text).size());
        cell.text = std::move(inner.text);
        cell.styles = std::move(inner.styles);
        cell.links = std::move(inner.links);
    }

    void endTable() {
        inTable_ = false;
        if (options_.tables == TableMode::bullets) {
            appendTableAsBullets(document_, table_);
            return;
        }
        appendTableAsCode(document_, table_);
        if (lists_.empty())
            document_.append("\n");
    }

    void flushInline() {
        if (items_.empty())
            return;
        appendInline(document_, std::move(items_), options_);
        items_.clear();
    }

    void addItem(InlineKind kind, std::string value = {}, Style style = Style::bold) {
        InlineItem item;
        item.kind = kind;
        item.value = std::move(value);
        item.style = style;
        items_.push_back(std::move(item));
    }

    static Style styleOf(MD_SPANTYPE type) {
        switch (type) {
        case MD_SPAN_EM: return Style::italic;
        case MD_SPAN_DEL: return Style::strikethrough;
        case MD_SPAN_CODE: return Style::code;
        default: return Style::bold;
        }
    }

    int enterSpan(MD_SPANTYPE type, void* detail) {
        OpenSpan open;
        open.type = type;
        open.item = items_.size();
        if (type == MD_SPAN_IMG) {
            ++imageDepth_;
        } else if (imageDepth_ > 0) {
            open.resolved = true;
        } else if (type == MD_SPAN_A) {
            const auto* link = static_cast<MD_SPAN_A_DETAIL*>(detail);
            const std::string href = attributeText(link->href);
            if (isSafeUrl(href)) {
                addItem(InlineKind::linkOpen, encodeUrl(trimUnicode(href)));
            } else {
                addItem(InlineKind::text, "[");
                const std::string title = link->title.text ? " \"" + attributeText(link->title) + "\"" : "";
                open.literalClose = "](" + href + title + ")";
            }
            if (spend(href.size()) != 0)
                return 1;
        } else {
            addItem(InlineKind::open, {}, styleOf(type));
        }
        spans_.push_back(std::move(open));
        return spend(4);
    }

    int leaveSpan(MD_SPANTYPE type) {
        if (spans_.empty())
            return 0;
        OpenSpan open = std::move(spans_.back());
        spans_.pop_back();
        if (type == MD_SPAN_IMG)
            --imageDepth_;
        else if (open.literalClose)
            addItem(InlineKind::text, *open.literalClose);
        else if (imageDepth_ > 0)
            return 0;
        else if (type == MD_SPAN_A)
            addItem(InlineKind::linkClose);
        else
            addItem(InlineKind::close, {}, styleOf(type));
        return 0;
    }

    /// The first text inside freshly opened spans tells, by what stands before it in the source, how they were
    /// written: a single ~ is no strikethrough here, and <…> is only a link when autolinks are wanted.
    void resolveOpenSpans(std::string_view text) {
        if (spans_.empty() || spans_.back().resolved)
            return;
        const bool fromSource = text.data() >= source_.data() && text.data() < source_.data() + source_.size();
        std::size_t cursor = fromSource ? static_cast<std::size_t>(text.data() - source_.data()) : 0;
        for (auto span = spans_.rbegin(); span != spans_.rend() && !span->resolved; ++span) {
            span->resolved = true;
            const auto before = [&](std::size_t distance) {
                return cursor >= distance ? source_[cursor - distance] : '\0';
            };
            std::size_t width = 1;
            if (span->type == MD_SPAN_STRONG || span->type == MD_SPAN_IMG)
                width = 2;
            if (span->type == MD_SPAN_DEL) {
                width = before(2) == '~' ? 2 : 1;
                if (before(1) == '~' && width == 1)
                    makeLiteral(*span, "~", "~");
            }
            if (span->type == MD_SPAN_CODE) {
                while (before(1) == ' ' || before(1) == '\n')
                    --cursor;
                while (before(1) == '`')
                    --cursor;
                width = 0;
            }
            if (span->type == MD_SPAN_A && before(1) == '<' && !options_.linkify && !span->literalClose)
                makeLiteral(*span, "<", ">");
            cursor -= std::min(cursor, width);
        }
    }

    void makeLiteral(OpenSpan& span, const char* open, const char* close) {
        items_[span.item].kind = InlineKind::text;
        items_[span.item].value = open;
        span.literalClose = close;
    }

    int addText(MD_TEXTTYPE type, std::string_view text) {
        if (inCode_) {
            document_.append(type == MD_TEXT_NULLCHAR ? std::string_view("\xef\xbf\xbd") : text);
            return spend(text.size());
        }
        resolveOpenSpans(text);
        switch (type) {
        case MD_TEXT_NULLCHAR: addItem(textKind(), "\xef\xbf\xbd"); break;
        case MD_TEXT_BR:
        case MD_TEXT_SOFTBR: addItem(InlineKind::verbatim, "\n"); break;
        case MD_TEXT_ENTITY: addEntity(text); break;
        case MD_TEXT_CODE: addItem(InlineKind::verbatim, std::string(text)); break;
        default: addItem(textKind(), std::string(text)); break;
        }
        return spend(text.size() + 1);
    }

    /// Picture descriptions are shown as they are, without links in them.
    InlineKind textKind() const { return imageDepth_ > 0 ? InlineKind::verbatim : InlineKind::text; }

    void addEntity(std::string_view text) {
        std::string out;
        if (const auto decoded = decodeEntity(text))
            appendUtf8(out, *decoded);
        else
            out = std::string(text);
        addItem(textKind(), std::move(out));
    }

    std::string_view source_;
    MarkdownOptions options_;
    std::size_t budget_ = 0;
    Fragment document_;
    std::vector<InlineItem> items_;
    std::vector<OpenSpan> spans_;
    std::size_t imageDepth_ = 0;
    std::vector<ListLevel> lists_;
    bool inCode_ = false;
    std::size_t codeStart_ = 0;
    bool inTable_ = false;
    bool inHead_ = false;
    bool hasTable_ = false;
    TableContent table_;
};

constexpr std::size_t styleCount = 6;

/// Sorts and joins spans of one style that overlap or touch.
std::vector<StyleSpan> mergeStyles(std::vector<StyleSpan> spans) {
    std::stable_sort(spans.begin(), spans.end(), [](const StyleSpan& a, const StyleSpan& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    std::vector<StyleSpan> merged;
    std::array<std::size_t, styleCount> last;
    last.fill(std::string::npos);
    for (const StyleSpan& span : spans) {
        std::size_t& previous = last[static_cast<std::size_t>(span.style)];
        if (previous != std::string::npos && span.start <= merged[previous].end) {
            merged[previous].end = std::max(merged[previous].end, span.end);
            continue;
        }
        previous = merged.size();
        merged.push_back(span);
    }
    return merged;
}

template <class Span>
std::vector<Span> clip(const std::vector<Span>& spans, std::size_t start, std::size_t end) {
    std::vector<Span> clipped;
    for (Span span : spans) {
        if (span.start >= end)
            break;
        span.start = std::max(span.start, start);
        span.end = std::min(span.end, end);
        if (span.end <= span.start)
            continue;
        span.start -= start;
        span.end -= start;
        clipped.push_back(std::move(span));
    }
    return clipped;
}

/// Cuts white space off the end, but never out of a code block.
std::size_t trimmedLength(const Fragment& document) {
    std::size_t length = trimEndUnits(document.text).size();
    for (const StyleSpan& span : document.styles) {
        if (span.style == Style::codeBlock)
            length = std::max(length, span.end);
    }
    return length;
}

}

std::optional<TableMode> parseTableMode(std::string_view word) {
    if (word == "off")
        return TableMode::off;
    if (word == "bullets")
        return TableMode::bullets;
    if (word == "code")
        return TableMode::code;
    return std::nullopt;
}

std::string_view toString(TableMode mode) {
    switch (mode) {
    case TableMode::off: return "off";
    case TableMode::bullets: return "bullets";
    case TableMode::code: return "code";
    }
    return "off";
}

RichText parseMarkdown(std::string_view markdown, const MarkdownOptions& options) {
    const std::string source = sanitizeUtf8(markdown);
    MarkdownReader reader(source, options);
    Fragment document;
    RichText result;
    if (reader.run()) {
        document = reader.takeDocument();
        result.hasTable = reader.hasTable();
    } else {
        document.append(source);
    }
    std::sort(document.links.begin(), document.links.end(),
              [](const LinkSpan& a, const LinkSpan& b) { return a.start < b.start; });
    const std::size_t length = trimmedLength(document);
    document.text.resize(length);
    result.styles = mergeStyles(clip(mergeStyles(std::move(document.styles)), 0, length));
    result.links = clip(document.links, 0, length);
    result.text = std::move(document.text);
    return result;
}

RichText slice(const RichText& source, std::size_t start, std::size_t end) {
    RichText part;
    end = std::min(end, source.text.size());
    if (start >= end)
        return part;
    part.text = source.text.substr(start, end - start);
    part.styles = clip(source.styles, start, end);
    part.links = clip(source.links, start, end);
    return part;
}

std::vector<RichText> chunkRichText(const RichText& source, std::size_t limit) {
    std::vector<RichText> chunks;
    // Spans before these can no longer touch a later chunk; few can be open at once, since styles never nest in
    // themselves.
    std::vector<StyleSpan> openStyles;
    std::vector<LinkSpan> openLinks;
    auto style = source.styles.begin();
    auto link = source.links.begin();
    for (const Range& range : plainChunkRanges(source.text, limit)) {
        for (; style != source.styles.end() && style->start < range.end; ++style)
            openStyles.push_back(*style);
        for (; link != source.links.end() && link->start < range.end; ++link)
            openLinks.push_back(*link);
        RichText chunk;
        chunk.text = source.text.substr(range.start, range.end - range.start);
        chunk.styles = clip(openStyles, range.start, range.end);
        chunk.links = clip(openLinks, range.start, range.end);
        chunks.push_back(std::move(chunk));
        std::erase_if(openStyles, [&](const StyleSpan& span) { return span.end <= range.end; });
        std::erase_if(openLinks, [&](const LinkSpan& span) { return span.end <= range.end; });
    }
    return chunks;
}

}
