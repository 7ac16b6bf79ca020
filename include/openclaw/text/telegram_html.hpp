#pragma once

#include "openclaw/text/rich_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Markdown in the HTML subset of the Telegram Bot API (spec channels/telegram.md §6).
namespace openclaw::text {

/// One Telegram message: the HTML, and the text to send when Telegram refuses the HTML.
struct TelegramChunk {
    std::string html;
    std::string plainText;
};

std::string renderTelegramHtml(std::string_view markdown, TableMode tables = TableMode::off);

/// Splits the rendered document into messages of at most `limit` UTF-16 units of visible text; every chunk is
/// balanced HTML. Blank input gives no chunk.
std::vector<TelegramChunk> renderTelegramChunks(std::string_view markdown, std::size_t limit,
                                                TableMode tables = TableMode::off);

inline constexpr std::size_t telegramCaptionLimit = 1024;
/// A media caption: text that fits goes with the media, longer text follows it as a message of its own.
struct CaptionSplit {
    std::optional<std::string> caption;
    std::optional<std::string> followUp;
};
CaptionSplit splitTelegramCaption(std::string_view text);

}
