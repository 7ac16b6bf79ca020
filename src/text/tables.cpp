// Table rewriting for networks without rich text, and Signal's text with style ranges.
#include "openclaw/text/tables.hpp"

#include "openclaw/core/unicode.hpp"
#include "text/breaks.hpp"
#include "text/channel_options.hpp"
#include "text/markers.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

std::string_view markdownMarker(Style style) {
    switch (style) {
    case Style::codeBlock: return "```";
    case Style::code: return "`";
    case Style::bold: return "**";
    case Style::italic: return "_";
    case Style::strikethrough: return "~~";
    case Style::spoiler: return "||";
    }
    return "";
}

std::string_view openMarker(Style style) { return style == Style::codeBlock ? "```\n" : markdownMarker(style); }

std::string keepText(std::string_view text) { return std::string(text); }
std::string openMarkdownLink(const LinkSpan&) { return "["; }
std::string closeMarkdownLink(const LinkSpan& link) { return "](" + link.href + ")"; }

constexpr Markers markdownMarkers = {openMarker, markdownMarker, openMarkdownLink, closeMarkdownLink, keepText};

/// What is written after a link's label: nothing when the label already says where it goes.
std::u16string linkSuffix(const RichText& source, const LinkSpan& link) {
    const std::string label =
        fromUtf16(trimUnits(std::u16string_view(source.text).substr(link.start, link.end - link.start)));
    const std::string_view address =
        std::string_view(link.href).starts_with("mailto:") ? std::string_view(link.href).substr(7) : link.href;
    if (label == link.href || label == address)
        return {};
    return toUtf16(label.empty() ? link.href : " (" + link.href + ")");
}

}

std::string convertTables(std::string_view markdown, TableMode mode) {
    if (mode == TableMode::off || markdown.find('|') == std::string_view::npos)
        return std::string(markdown);
    MarkdownOptions options;
    options.tables = mode;
    options.linkify = false;
    const RichText document = parseMarkdown(markdown, options);
    return document.hasTable ? renderWithMarkers(document, markdownMarkers) : std::string(markdown);
}

TableMode resolveTableMode(const Json& config, std::string_view channel, std::string_view accountId,
                           std::span<const std::string> activeChannels) {
    if (std::find(activeChannels.begin(), activeChannels.end(), channel) == activeChannels.end())
        return TableMode::code;
    for (const Json* level : {findAccount(config, channel, accountId), findChannel(config, channel)}) {
        const Json* markdown = level ? findMember(*level, "markdown") : nullptr;
        if (const auto mode = markdown ? parseTableMode(stringOr(*markdown, "tables")) : std::nullopt)
            return *mode;
    }
    return channel == "whatsapp" || channel == "signal" ? TableMode::bullets : TableMode::code;
}

SignalText renderSignalText(std::string_view markdown) {
    MarkdownOptions options;
    options.spoilers = true;
    const RichText source = parseMarkdown(markdown, options);

    std::u16string out;
    std::vector<std::pair<std::size_t, std::size_t>> insertions;
    std::size_t position = 0;
    for (const LinkSpan& link : source.links) {
        if (link.end < position)
            continue;
        const std::u16string suffix = linkSuffix(source, link);
        out += source.text.substr(position, link.end - position);
        out += suffix;
        position = link.end;
        insertions.emplace_back(link.end, suffix.size());
    }
    out += source.text.substr(position);

    // A style that spans an insertion is cut in two, so the added address stays plain.
    SignalText result;
    for (const StyleSpan& span : source.styles) {
        std::size_t shift = 0;
        StyleSpan piece = span;
        for (const auto& [at, size] : insertions) {
            if (at <= piece.start) {
                shift += size;
                continue;
            }
            if (at >= span.end)
                break;
            if (size > 0) {
                StyleSpan head = piece;
                head.start += shift;
                head.end = at + shift;
                result.styles.push_back(head);
                piece.start = at;
            }
            shift += size;
        }
        piece.start += shift;
        piece.end += shift;
        result.styles.push_back(piece);
    }
    result.text = fromUtf16(out);
    return result;
}

std::string_view signalStyleName(Style style) {
    switch (style) {
    case Style::codeBlock:
    case Style::code: return "MONOSPACE";
    case Style::bold: return "BOLD";
    case Style::italic: return "ITALIC";
    case Style::strikethrough: return "STRIKETHROUGH";
    case Style::spoiler: return "SPOILER";
    }
    return "BOLD";
}

}
