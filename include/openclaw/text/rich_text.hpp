#pragma once

#include "openclaw/core/json.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Markdown as plain text plus style ranges, the form every channel rendering starts from (spec outbound.md §5).
/// Offsets are UTF-16 code units.
namespace openclaw::text {

/// In nesting order: when spans cover the same range the earlier style is the outer one.
enum class Style { codeBlock, code, bold, italic, strikethrough, spoiler };

struct StyleSpan {
    std::size_t start = 0;
    std::size_t end = 0;
    Style style = Style::bold;
};

struct LinkSpan {
    std::size_t start = 0;
    std::size_t end = 0;
    /// Percent-encoded.
    std::string href;
};

struct RichText {
    std::u16string text;
    /// Sorted by start; spans of one style never overlap or touch.
    std::vector<StyleSpan> styles;
    std::vector<LinkSpan> links;
    bool hasTable = false;
};

/// What becomes of tables: left as typed, "• Header: value" lines, or a padded table in a code block.
enum class TableMode { off, bullets, code };
std::optional<TableMode> parseTableMode(std::string_view word);
std::string_view toString(TableMode mode);

struct MarkdownOptions {
    TableMode tables = TableMode::off;
    /// Turns bare URLs, host names and addresses into links, and reads <https://…>.
    bool linkify = true;
    /// Reads ||text|| as a spoiler.
    bool spoilers = false;
};

/// Parses CommonMark without raw HTML. Never fails: input that would expand out of proportion (tables of a thousand
/// columns) is returned as typed, without styles. Work is linear in the input.
RichText parseMarkdown(std::string_view markdown, const MarkdownOptions& options = {});

/// The part of `source` in [start, end), with its spans clipped and shifted.
RichText slice(const RichText& source, std::size_t start, std::size_t end);

/// Splits at `limit` units of the plain text, as chunkText does.
std::vector<RichText> chunkRichText(const RichText& source, std::size_t limit);

}
