// From a reply to payloads. Pure.
#include "channels/whatsapp/outbound.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/tables.hpp"

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::uint64_t opusRate = 48'000;
constexpr std::size_t maxMentions = 50;
constexpr std::size_t minDigits = 7;

std::vector<std::string> chunksOf(const std::string& markdown, const AccountSettings& settings) {
    const auto tables = text::parseTableMode(settings.markdownTables).value_or(text::TableMode::bullets);
    const std::string converted = text::convertTables(markdown, tables);
    const auto mode = settings.chunkMode == "newline" ? text::ChunkMode::newline : text::ChunkMode::length;
    std::vector<std::string> chunks;
    for (std::string& chunk : text::chunkMarkdownWithMode(converted, settings.textChunkLimit, mode)) {
        if (!trimAscii(chunk).empty()) chunks.push_back(std::move(chunk));
    }
    return chunks;
}

}

std::vector<Json> renderReply(const Reply& reply, const AccountSettings& settings) {
    std::vector<std::string> chunks = chunksOf(reply.text, settings);
    std::vector<Json> payloads;
    std::size_t nextChunk = 0;
    for (const MediaFile& file : reply.media) {
        Json payload{{"kind", "media"},       {"path", file.path},       {"mime", file.mimeType},
                     {"name", file.fileName}, {"asVoice", file.asVoice}, {"asDocument", file.asDocument}};
        // Voice notes have no caption; the words follow on their own.
        const bool hasCaption =
            payloads.empty() && !chunks.empty() && !file.asVoice && !file.mimeType.starts_with("audio/");
        if (hasCaption) payload["caption"] = chunks[nextChunk++];
        payloads.push_back(std::move(payload));
    }
    for (; nextChunk < chunks.size(); ++nextChunk)
        payloads.push_back(Json{{"kind", "text"}, {"text", chunks[nextChunk]}});
    if (payloads.empty() || reply.replyToId.empty()) return payloads;
    Json quote{{"id", reply.replyToId}};
    const std::vector<std::string_view> parts = split(reply.replyToId, ':');
    quote["id"] = std::string(parts.back());
    if (const std::string author = stringOr(reply.channelData, "author");
        !author.empty() && stringOr(reply.channelData, "id") == parts.back()) {
        quote["author"] = author;
        quote["text"] = stringOr(reply.channelData, "text");
    } else if (parts.size() == 3) {
        quote["author"] = std::string(parts[1]) + "@" + std::string(wa::server::user);
    }
    payloads.front()["quote"] = std::move(quote);
    return payloads;
}

std::optional<wa::Quote> quoteOf(const Json& payload) {
    const Json* json = findMember(payload, "quote");
    if (!json) return std::nullopt;
    wa::Quote quote;
    quote.id = stringOr(*json, "id");
    quote.text = stringOr(*json, "text");
    if (auto author = wa::parseJid(stringOr(*json, "author"))) quote.author = std::move(*author);
    if (quote.id.empty() || quote.author.empty()) return std::nullopt;
    return quote;
}

std::vector<wa::Jid> mentionsIn(const std::string& text) {
    std::vector<wa::Jid> mentions;
    for (std::size_t at = text.find('@'); at != std::string::npos && mentions.size() < maxMentions;
         at = text.find('@', at + 1)) {
        std::size_t end = at + 1;
        if (end < text.size() && text[end] == '+') ++end;
        const std::size_t start = end;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9')
            ++end;
        if (end - start >= minDigits) mentions.push_back(wa::phoneJid(text.substr(start, end - start)));
    }
    return mentions;
}

wa::MediaKind mediaKindFor(const std::string& mimeType, bool asDocument) {
    if (asDocument) return wa::MediaKind::document;
    if (mimeType == "image/webp") return wa::MediaKind::sticker;
    if (mimeType.starts_with("image/")) return wa::MediaKind::image;
    if (mimeType.starts_with("video/")) return wa::MediaKind::video;
    if (mimeType.starts_with("audio/")) return wa::MediaKind::audio;
    return wa::MediaKind::document;
}

std::uint32_t oggSeconds(std::string_view lastBytes) {
    const std::size_t page = lastBytes.rfind("OggS");
    if (page == std::string_view::npos || lastBytes.size() < page + 14) return 0;
    std::uint64_t samples = 0;
    for (std::size_t i = 0; i < 8; ++i)
        samples |= static_cast<std::uint64_t>(static_cast<unsigned char>(lastBytes[page + 6 + i])) << (8 * i);
    const std::uint64_t seconds = (samples + opusRate - 1) / opusRate;
    return seconds > 24 * 3600 ? 0 : static_cast<std::uint32_t>(seconds);
}

}
