// From Markdown and media to message bodies.
#include "channels/discord/sending.hpp"

#include "openclaw/core/files.hpp"
#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/crypto/crypto.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/tables.hpp"

#include <algorithm>
#include <fstream>

namespace openclaw::channels::discord {

namespace {

constexpr std::size_t maxTextLimit = 2000;
constexpr std::size_t maxButtonsPerRow = 5;
constexpr std::size_t maxRows = 5;
constexpr std::size_t maxLabelUnits = 80;
constexpr std::size_t maxCustomIdBytes = 100;
constexpr std::int64_t voiceFlags = 1 << 13;
constexpr std::int64_t silentFlag = 1 << 12;
constexpr std::size_t oggTailBytes = 64 * 1024;

Json mediaJson(const MediaFile& file) {
    return Json{{"path", file.path},
                {"mimeType", file.mimeType},
                {"fileName", file.fileName},
                {"asVoice", file.asVoice}};
}

Json buttonRows(const std::vector<std::vector<Button>>& rows) {
    Json result = Json::array();
    for (const auto& row : rows) {
        Json line = Json::array();
        for (const Button& button : row) {
            // A payload that does not fit would come back cut, and mean something else.
            if (button.payload.size() > maxCustomIdBytes || line.size() == maxButtonsPerRow) continue;
            line.push_back(Json{{"label", button.label}, {"payload", button.payload}});
        }
        if (!line.empty() && result.size() < maxRows) result.push_back(std::move(line));
    }
    return result;
}

Json components(const Json& rows) {
    Json result = Json::array();
    for (const Json& row : rows) {
        Json buttons = Json::array();
        for (const Json& button : row)
            buttons.push_back(Json{{"type", 2},
                                   {"style", 2},
                                   {"label", utf16Prefix(stringOr(button, "label"), maxLabelUnits)},
                                   {"custom_id", stringOr(button, "payload")}});
        result.push_back(Json{{"type", 1}, {"components", std::move(buttons)}});
    }
    return result;
}

std::string fileTail(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) return {};
    const auto size = static_cast<std::size_t>(file.tellg());
    std::string tail(std::min(size, oggTailBytes), '\0');
    file.seekg(static_cast<std::streamoff>(size - tail.size()));
    file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
    return tail;
}

}

std::vector<Json> renderReply(const Reply& reply, const config::ChannelAccount& account) {
    text::DiscordChunkOptions options;
    options.maxChars = static_cast<std::size_t>(std::clamp<std::int64_t>(
        account.integer("textChunkLimit"), 1, static_cast<std::int64_t>(maxTextLimit)));
    options.maxLines =
        static_cast<std::size_t>(std::max<std::int64_t>(1, account.integer("maxLinesPerMessage")));
    if (account.text("chunkMode") == "newline") options.mode = text::ChunkMode::newline;
    const std::string tableWord = account.text("markdown.tables");
    const auto tables = text::parseTableMode(tableWord).value_or(text::TableMode::code);
    std::vector<std::string> chunks;
    if (!trimUnicode(reply.text).empty())
        chunks = text::chunkDiscord(text::convertTables(reply.text, tables), options);
    const std::size_t count = std::max(chunks.size(), reply.media.size());
    const std::string replyMode = account.text("replyToMode");
    std::vector<Json> payloads;
    // The first file travels with the first chunk, each further one on its own behind the text.
    std::size_t nextFile = 0;
    for (std::size_t i = 0; i < chunks.size() || nextFile < reply.media.size(); ++i) {
        Json payload{{"index", i}};
        if (i < chunks.size()) payload["text"] = chunks[i];
        const bool takesFile = nextFile < reply.media.size() && (i == 0 || i >= chunks.size());
        const bool isVoice = takesFile && reply.media[nextFile].asVoice;
        // A voice message has no text, so it follows the words.
        if (takesFile && !(isVoice && i < chunks.size()))
            payload["media"] = mediaJson(reply.media[nextFile++]);
        const Json* thread = findMember(reply.channelData, "autoThread");
        if (thread) payload["autoThread"] = *thread;
        // The question stands above its thread, where a quote cannot reach it.
        const bool quotes = !thread && (replyMode == "all" || (replyMode == "first" && i == 0));
        if (quotes && !reply.replyToId.empty()) payload["replyTo"] = reply.replyToId;
        if (i == 0 && !reply.buttons.empty()) payload["buttons"] = buttonRows(reply.buttons);
        if (reply.isSilent) payload["silent"] = true;
        if (const Json* interaction = findMember(reply.channelData, "interaction"))
            payload["interaction"] = *interaction;
        payloads.push_back(std::move(payload));
        if (payloads.size() > count + reply.media.size()) break;
    }
    return payloads;
}

std::string nonceOf(const std::string& key) { return crypto::sha256Hex(key).substr(0, 24); }

Json allowedMentions() { return Json{{"parse", Json::array({"users"})}, {"replied_user", true}}; }

double oggDurationSeconds(std::string_view tail) {
    const std::size_t page = tail.rfind("OggS");
    if (page == std::string_view::npos || page + 14 > tail.size()) return 0;
    std::uint64_t granule = 0;
    for (std::size_t i = 0; i < 8; ++i)
        granule |= static_cast<std::uint64_t>(static_cast<unsigned char>(tail[page + 6 + i])) << (8 * i);
    constexpr double samplesPerSecond = 48'000;
    constexpr double longestSeconds = 24.0 * 3600;
    const double seconds = static_cast<double>(granule) / samplesPerSecond;
    return seconds > longestSeconds ? 0 : seconds;
}

std::string reactionPath(const std::string& emoji) {
    std::string plain = replaceAll(replaceAll(emoji, "\xEF\xB8\x8E", ""), "\xEF\xB8\x8F", "");
    // "<:name:id>" as it is typed.
    if (plain.starts_with("<") && plain.ends_with(">")) {
        plain = plain.substr(1, plain.size() - 2);
        if (plain.starts_with("a:")) plain.erase(0, 1);
        if (plain.starts_with(":")) plain.erase(0, 1);
    }
    return percentEncode(plain);
}

MessageRequest messageRequest(const Json& payload, const std::string& key) {
    MessageRequest request;
    Json& body = request.body;
    body = Json{{"nonce", nonceOf(key)}, {"enforce_nonce", true}, {"allowed_mentions", allowedMentions()}};
    std::int64_t flags = 0;
    if (const auto text = findString(payload, "text")) body["content"] = *text;
    if (const auto replyTo = findString(payload, "replyTo"))
        body["message_reference"] = Json{{"message_id", *replyTo}, {"fail_if_not_exists", false}};
    if (const Json* rows = findMember(payload, "buttons"); rows && !rows->empty())
        body["components"] = components(*rows);
    if (const Json* poll = findMember(payload, "poll")) body["poll"] = *poll;
    if (const Json* stickers = findMember(payload, "stickerIds")) body["sticker_ids"] = *stickers;
    if (findBool(payload, "silent").value_or(false)) flags |= silentFlag;
    if (const Json* media = findMember(payload, "media")) {
        Upload file{stringOr(*media, "path"), stringOr(*media, "fileName", "file"),
                    stringOr(*media, "mimeType")};
        Json attachment{{"id", 0}, {"filename", file.fileName}};
        const double seconds =
            findBool(*media, "asVoice").value_or(false) ? oggDurationSeconds(fileTail(file.path)) : 0;
        if (seconds > 0) {
            flags |= voiceFlags;
            file.mimeType = "audio/ogg";
            attachment["duration_secs"] = seconds;
            // Players want a waveform; a flat one is honest about not having looked.
            attachment["waveform"] = base64Encode(std::string(64, '\x40'));
            body.erase("content");
        }
        body["attachments"] = Json::array({attachment});
        request.files.push_back(std::move(file));
    }
    if (flags != 0) body["flags"] = flags;
    return request;
}

}
