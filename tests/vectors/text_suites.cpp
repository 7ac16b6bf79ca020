// Vectors of the text room: chunkers, code positions, Telegram HTML, tables and Signal text.
#include "vectors/Suites.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/fences.hpp"
#include "openclaw/text/tables.hpp"
#include "openclaw/text/telegram_html.hpp"

#include <algorithm>

namespace openclaw::vectors {
namespace {

std::size_t sizeOr(const Json& input, std::string_view key, std::size_t fallback) {
    const auto value = findNumber(input, key);
    return value ? static_cast<std::size_t>(std::max(0.0, *value)) : fallback;
}

text::ChunkMode chunkMode(const Json& input, std::string_view key) {
    return stringOr(input, key) == "newline" ? text::ChunkMode::newline : text::ChunkMode::length;
}

text::TableMode tableMode(const Json& input, std::string_view key) {
    return text::parseTableMode(stringOr(input, key)).value_or(text::TableMode::off);
}

text::DiscordChunkOptions discordOptions(const Json& input) {
    const Json& opts = memberOrEmpty(input, "opts");
    text::DiscordChunkOptions options;
    options.maxChars = sizeOr(opts, "maxChars", options.maxChars);
    options.maxLines = sizeOr(opts, "maxLines", options.maxLines);
    options.mode = chunkMode(opts, "chunkMode");
    return options;
}

Json chunkByNewline(const Json& input) {
    const Json& opts = memberOrEmpty(input, "opts");
    text::LineChunkOptions options;
    options.trimLines = flag(opts, "trimLines", true);
    options.splitLongLines = flag(opts, "splitLongLines", true);
    return text::chunkByLine(stringOr(input, "text"), sizeOr(input, "maxLineLength", 0), options);
}

Json resolveTextLimit(const Json& input) {
    return text::resolveChunkLimit(memberOrEmpty(input, "cfg"), stringOr(input, "provider"),
                                   stringOr(input, "accountId"),
                                   sizeOr(memberOrEmpty(input, "opts"), "fallbackLimit", text::defaultChunkLimit));
}

Json resolveChunkMode(const Json& input) {
    const auto mode = text::resolveChunkMode(memberOrEmpty(input, "cfg"), stringOr(input, "provider"),
                                             stringOr(input, "accountId"));
    return mode == text::ChunkMode::newline ? "newline" : "length";
}

Json fenceSpans(const Json& input) {
    Json out = Json::array();
    for (const auto& span : text::findFenceSpans(toUtf16(textOf(input)))) {
        out.push_back({{"start", span.start},
                       {"end", span.end},
                       {"openLine", fromUtf16(span.openLine)},
                       {"marker", fromUtf16(span.marker)},
                       {"indent", fromUtf16(span.indent)}});
    }
    return out;
}

Json codePositions(const Json& input) {
    const Json& before = memberOrEmpty(input, "state");
    text::InlineCodeState state;
    state.open = flag(before, "open");
    state.ticks = sizeOr(before, "ticks", 0);
    const std::u16string units = toUtf16(stringOr(input, "text"));
    const text::CodePositions positions(units, state);
    std::string inside;
    for (std::size_t i = 0; i < units.size(); ++i)
        inside += positions.isInside(i) ? '1' : '0';
    const auto after = positions.stateAfter();
    return {{"inside", inside}, {"state", {{"open", after.open}, {"ticks", after.ticks}}}};
}

Json htmlChunks(const Json& input) {
    Json out = Json::array();
    for (const auto& chunk : text::renderTelegramChunks(stringOr(input, "text"), sizeOr(input, "limit", 0),
                                                        tableMode(input, "tableMode")))
        out.push_back({{"html", chunk.html}, {"text", chunk.plainText}});
    return out;
}

Json markdownToHtml(const Json& input) {
    return text::renderTelegramHtml(stringOr(input, "text"), tableMode(input, "tableMode"));
}

Json splitCaption(const Json& input) {
    const auto split = text::splitTelegramCaption(textOf(input));
    const auto length = [](const std::optional<std::string>& part) { return part ? Json(utf16Length(*part)) : Json(); };
    return {{"caption_len", length(split.caption)}, {"follow_len", length(split.followUp)}};
}

/// The values were measured without channel plugins loaded, hence no active channels.
Json resolveTableMode(const Json& input) {
    return text::toString(text::resolveTableMode(memberOrEmpty(input, "cfg"), stringOr(input, "channel"),
                                                 stringOr(input, "accountId"), std::span<const std::string>()));
}

Json signalText(const Json& input) {
    const auto rendered = text::renderSignalText(textOf(input));
    Json styles = Json::array();
    for (const auto& span : rendered.styles) {
        styles.push_back({{"start", span.start},
                          {"length", span.end - span.start},
                          {"style", text::signalStyleName(span.style)}});
    }
    return {{"text", rendered.text}, {"styles", styles}};
}

}

void addChunkingSuite(Registry& registry) {
    registry["chunking/chunk_text"] = [](const Json& input) -> Json {
        return text::chunkText(stringOr(input, "text"), sizeOr(input, "limit", 0));
    };
    registry["chunking/chunk_markdown_text"] = [](const Json& input) -> Json {
        return text::chunkMarkdown(stringOr(input, "text"), sizeOr(input, "limit", 0));
    };
    registry["chunking/chunk_markdown_with_mode"] = [](const Json& input) -> Json {
        return text::chunkMarkdownWithMode(stringOr(input, "text"), sizeOr(input, "limit", 0),
                                           chunkMode(input, "mode"));
    };
    registry["chunking/chunk_text_with_mode"] = [](const Json& input) -> Json {
        return text::chunkTextWithMode(stringOr(input, "text"), sizeOr(input, "limit", 0), chunkMode(input, "mode"));
    };
    registry["chunking/chunk_by_newline"] = chunkByNewline;
    registry["chunking/chunk_discord_text"] = [](const Json& input) -> Json {
        return text::chunkDiscord(stringOr(input, "text"), discordOptions(input));
    };
    registry["chunking/chunk_discord_with_mode"] = registry["chunking/chunk_discord_text"];
    registry["chunking/resolve_text_limit"] = resolveTextLimit;
    registry["chunking/resolve_chunk_mode"] = resolveChunkMode;
    registry["chunking/fence_spans"] = fenceSpans;
    registry["chunking/code_positions"] = codePositions;
}

void addTelegramHtmlSuite(Registry& registry) {
    registry["telegram-html/markdown_to_html"] = markdownToHtml;
    registry["telegram-html/markdown_to_html_tables"] = markdownToHtml;
    registry["telegram-html/html_chunks"] = htmlChunks;
    registry["telegram-html/split_caption"] = splitCaption;
}

void addTableSuite(Registry& registry) {
    registry["markdown-tables/convert_tables"] = [](const Json& input) -> Json {
        return text::convertTables(stringOr(input, "text"), tableMode(input, "mode"));
    };
    registry["markdown-tables/table_mode"] = resolveTableMode;
    registry["markdown-tables/signal_text"] = signalText;
}

}
