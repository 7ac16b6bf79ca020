#pragma once

#include "openclaw/text/rich_text.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Markdown for networks that show it as typed, and Signal's text with style ranges.
namespace openclaw::text {

/// Rewrites the whole text when it holds a table and `mode` is not off; otherwise returns it unchanged.
std::string convertTables(std::string_view markdown, TableMode mode);

/// `markdown.tables` of the account, else of the channel, else the channel's default (bullets for WhatsApp and
/// Signal, code elsewhere). Channels that are not in `activeChannels` always use code.
TableMode resolveTableMode(const Json& config, std::string_view channel, std::string_view accountId,
                           std::span<const std::string> activeChannels);

struct SignalText {
    std::string text;
    std::vector<StyleSpan> styles;
};
/// Plain text with style ranges; a link becomes "label (href)".
SignalText renderSignalText(std::string_view markdown);
/// Signal's name of a style: BOLD, ITALIC, STRIKETHROUGH, MONOSPACE, SPOILER.
std::string_view signalStyleName(Style style);

}
