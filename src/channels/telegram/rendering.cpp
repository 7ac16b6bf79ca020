// Markdown, files and buttons as Bot API messages.
#include "channels/telegram/rendering.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/telegram_html.hpp"

#include <algorithm>

namespace openclaw::channels::telegram {

namespace {

constexpr std::size_t maxTextLimit = 4096;
constexpr std::size_t maxCaptionUnits = 1024;
constexpr std::size_t maxButtonBytes = 64;

std::vector<text::TelegramChunk> chunksOf(const std::string& markdown,
                                          const config::TelegramAccount& account) {
    const auto limit = static_cast<std::size_t>(
        std::clamp<std::int64_t>(account.textChunkLimit, 1, static_cast<std::int64_t>(maxTextLimit)));
    const auto tables = text::parseTableMode(account.markdownTables).value_or(text::TableMode::code);
    std::vector<std::string> sections;
    if (account.chunkMode == "newline")
        sections = text::chunkMarkdownWithMode(markdown, limit, text::ChunkMode::newline);
    else
        sections.push_back(markdown);
    std::vector<text::TelegramChunk> chunks;
    for (const std::string& section : sections) {
        for (text::TelegramChunk& chunk : text::renderTelegramChunks(section, limit, tables))
            chunks.push_back(std::move(chunk));
    }
    return chunks;
}

Json mediaPayload(const MediaFile& file) {
    return Json{{"path", file.path},
                {"mimeType", file.mimeType},
                {"fileName", file.fileName},
                {"asVoice", file.asVoice},
                {"asDocument", file.asDocument}};
}

}

Json keyboardOf(const std::vector<std::vector<Button>>& rows) {
    Json keyboard = Json::array();
    for (const auto& row : rows) {
        Json buttons = Json::array();
        for (const Button& button : row) {
            const bool fits = !button.payload.empty() && button.payload.size() <= maxButtonBytes;
            if (fits && !button.label.empty())
                buttons.push_back(Json{{"text", button.label}, {"callback_data", button.payload}});
        }
        if (!buttons.empty()) keyboard.push_back(std::move(buttons));
    }
    return keyboard;
}

std::vector<Json> renderReply(const Reply& reply, const config::TelegramAccount& account) {
    std::vector<text::TelegramChunk> chunks = chunksOf(reply.text, account);
    const bool isCaption =
        !reply.media.empty() && chunks.size() == 1 && utf16Length(chunks[0].plainText) <= maxCaptionUnits;
    std::vector<Json> payloads;
    for (const MediaFile& file : reply.media) {
        Json payload{{"media", mediaPayload(file)}, {"text", ""}};
        if (isCaption && payloads.empty()) {
            payload["text"] = chunks[0].plainText;
            payload["html"] = chunks[0].html;
        }
        payloads.push_back(std::move(payload));
    }
    if (isCaption) chunks.clear();
    const std::size_t firstText = payloads.size();
    for (const text::TelegramChunk& chunk : chunks)
        payloads.push_back(Json{{"text", chunk.plainText}, {"html", chunk.html}});
    if (payloads.empty()) return payloads;

    const Json keyboard = keyboardOf(reply.buttons);
    if (!keyboard.empty()) payloads[firstText < payloads.size() ? firstText : 0]["keyboard"] = keyboard;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const bool quotes = account.replyToMode == "all" || (account.replyToMode != "off" && i == 0);
        if (quotes && !reply.replyToId.empty()) payloads[i]["replyTo"] = reply.replyToId;
        if (reply.isSilent) payloads[i]["silent"] = true;
    }
    return payloads;
}

}
