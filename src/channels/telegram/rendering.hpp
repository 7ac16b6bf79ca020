#pragma once

#include "openclaw/channels/messages.hpp"
#include "openclaw/config/Config.hpp"

#include <vector>

/// How a reply is cut into Bot API messages (spec channels/telegram.md §6). Pure.
namespace openclaw::channels::telegram {

/// Payloads in sending order. Text: {"text", "html"?, "replyTo"?, "keyboard"?, "silent"?}. A file adds
/// {"media":
/// {"path", "mimeType", "fileName", "asVoice", "asDocument"}}; its text is then the caption, and may be
/// empty.
std::vector<Json> renderReply(const Reply& reply, const config::TelegramAccount& account);

/// Rows of {"text", "callback_data"}; payloads that Telegram would refuse (over 64 bytes) are left out.
Json keyboardOf(const std::vector<std::vector<Button>>& rows);

}
