// From a reply to payloads. Pure.
#include "channels/whatsapp/outbound.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/text/chunking.hpp"
#include "openclaw/text/tables.hpp"

#include <charconv>
#include <cmath>

namespace openclaw::channels::whatsapp {

namespace {

constexpr std::size_t maxMentions = 50;
constexpr std::size_t minDigits = 7;

std::optional<double> toReal(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

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
    for (; nextChunk < chunks.size(); ++nextChunk) {
        const bool isPlace = geoOf(chunks[nextChunk]).has_value();
        payloads.push_back(Json{{"kind", isPlace ? "location" : "text"}, {"text", chunks[nextChunk]}});
    }
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

std::optional<GeoPoint> geoOf(std::string_view text) {
    std::string_view rest = trimAscii(text);
    if (!rest.starts_with("geo:")) return std::nullopt;
    rest.remove_prefix(4);
    GeoPoint point;
    if (const std::size_t query = rest.find("?q="); query != std::string_view::npos) {
        point.name = percentDecode(replaceAll(std::string(rest.substr(query + 3)), "+", " ")).value_or("");
        rest = rest.substr(0, query);
    }
    const std::size_t comma = rest.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto latitude = toReal(rest.substr(0, comma));
    const auto longitude = toReal(rest.substr(comma + 1));
    const bool isPlace = latitude && longitude && std::abs(*latitude) <= 90 && std::abs(*longitude) <= 180;
    if (!isPlace) return std::nullopt;
    point.latitude = *latitude;
    point.longitude = *longitude;
    return point;
}

std::string vcardName(std::string_view vcard) {
    if (!toLowerAscii(vcard.substr(0, 11)).starts_with("begin:vcard")) return {};
    for (std::string_view line : split(vcard, '\n')) {
        line = trimAscii(line);
        const std::size_t colon = line.find(':');
        const std::string_view key = line.substr(0, std::min(colon, line.find(';')));
        if (colon != std::string_view::npos && toLowerAscii(key) == "fn")
            return std::string(trimAscii(line.substr(colon + 1)));
    }
    return "contact";
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

}
