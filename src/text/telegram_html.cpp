// Renders Markdown in Telegram's HTML subset, whole or in chunks cut on the rendered text.
#include "openclaw/text/telegram_html.hpp"

#include "openclaw/core/html.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "text/markers.hpp"

namespace openclaw::text {

namespace {

std::string_view openTag(Style style) {
    switch (style) {
    case Style::codeBlock: return "<pre><code>";
    case Style::code: return "<code>";
    case Style::bold: return "<b>";
    case Style::italic: return "<i>";
    case Style::strikethrough: return "<s>";
    case Style::spoiler: return "<tg-spoiler>";
    }
    return "";
}

std::string_view closeTag(Style style) {
    switch (style) {
    case Style::codeBlock: return "</code></pre>";
    case Style::code: return "</code>";
    case Style::bold: return "</b>";
    case Style::italic: return "</i>";
    case Style::strikethrough: return "</s>";
    case Style::spoiler: return "</tg-spoiler>";
    }
    return "";
}

std::string openLink(const LinkSpan& link) {
    return "<a href=\"" + escapeHtmlAttribute(link.href) + "\">";
}

std::string closeLink(const LinkSpan&) { return "</a>"; }

constexpr Markers telegramMarkers = {openTag, closeTag, openLink, closeLink, escapeHtml};

RichText parse(std::string_view markdown, TableMode tables) {
    MarkdownOptions options;
    options.tables = tables;
    return parseMarkdown(markdown, options);
}

}

std::string renderTelegramHtml(std::string_view markdown, TableMode tables) {
    return renderWithMarkers(parse(markdown, tables), telegramMarkers);
}

std::vector<TelegramChunk> renderTelegramChunks(std::string_view markdown, std::size_t limit, TableMode tables) {
    std::vector<TelegramChunk> chunks;
    for (const RichText& part : chunkRichText(parse(markdown, tables), limit)) {
        TelegramChunk chunk;
        chunk.html = renderWithMarkers(part, telegramMarkers);
        chunk.plainText = fromUtf16(part.text);
        chunks.push_back(std::move(chunk));
    }
    return chunks;
}

CaptionSplit splitTelegramCaption(std::string_view text) {
    CaptionSplit split;
    const std::string trimmed(trimUnicode(text));
    if (trimmed.empty())
        return split;
    (utf16Length(trimmed) > telegramCaptionLimit ? split.followUp : split.caption) = trimmed;
    return split;
}

}
