// Reply tags and MEDIA: lines. One pass each, so that hostile output costs no more than its length.
#include "openclaw/text/reply_tags.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/fences.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

constexpr std::size_t maxMediaLength = 4096;
constexpr std::string_view mediaMarker = "MEDIA:";

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Runs of blanks as one, no blanks around line ends, nothing at the ends.
std::string tidyBlanks(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (isBlank(c)) {
            if (!out.empty() && (out.back() == ' ' || out.back() == '\n')) continue;
            out += ' ';
        } else {
            if (c == '\n' && !out.empty() && out.back() == ' ') out.pop_back();
            out += c;
        }
    }
    return std::string(trimUnicode(out));
}

struct Tag {
    bool isAudio = false;
    bool isReply = false;
    std::string id;
    std::size_t end = 0;
};

/// The tag that starts at "[[" at `start`; neither audio nor reply when it is none.
Tag readTag(std::string_view text, std::size_t start) {
    Tag tag;
    const std::size_t close = text.find(']', start + 2);
    if (close == std::string_view::npos || close + 1 >= text.size() || text[close + 1] != ']') return tag;
    const std::string_view body = trimUnicode(text.substr(start + 2, close - start - 2));
    tag.end = close + 2;
    tag.isAudio = equalsIgnoreCase(body, "audio_as_voice");
    tag.isReply = equalsIgnoreCase(body, "reply_to_current");
    if (tag.isAudio || tag.isReply || !startsWithIgnoreCase(body, "reply_to")) return tag;
    const std::string_view rest = trimUnicodeStart(body.substr(8));
    const bool hasId = rest.size() > 1 && rest[0] == ':' && rest.find('\n') == std::string_view::npos;
    if (hasId) {
        tag.id = std::string(trimUnicode(rest.substr(1)));
        tag.isReply = !tag.id.empty();
    }
    return tag;
}

/// Runs of line ends as one, runs of blanks as one, no blanks in front of a line end.
std::string tidyAfterMedia(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (c == '\n') {
            while (!out.empty() && isBlank(out.back()))
                out.pop_back();
            if (!out.empty() && out.back() == '\n') continue;
        } else if (isBlank(c) && !out.empty() && isBlank(out.back())) {
            out.back() = ' ';
            continue;
        }
        out += c;
    }
    return std::string(trimUnicode(out));
}

std::string collapseBlanks(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (isBlank(c) && !out.empty() && isBlank(out.back()))
            out.back() = ' ';
        else
            out += c;
    }
    return std::string(trimUnicode(out));
}

/// Without the quotes and brackets that people and models put around an address.
std::string cleanSource(std::string_view raw) {
    const std::size_t first = raw.find_first_not_of("`\"'[{(");
    raw = first == std::string_view::npos ? std::string_view() : raw.substr(first);
    const std::size_t last = raw.find_last_not_of("`\"'\\})],");
    raw = last == std::string_view::npos ? std::string_view() : raw.substr(0, last + 1);
    if (raw.starts_with("file://")) raw.remove_prefix(7);
    return std::string(raw);
}

bool isMediaSource(std::string_view source, bool allowSpaces) {
    if (source.empty() || utf16Length(source) > maxMediaLength) return false;
    if (!allowSpaces && findSpace(source, 0) != source.size()) return false;
    if (startsWithIgnoreCase(source, "http://") || startsWithIgnoreCase(source, "https://")) return true;
    return source.starts_with("./") && source.find("..") == std::string_view::npos;
}

bool looksLikeLocalPath(std::string_view text) {
    return text.starts_with("/") || text.starts_with("./") || text.starts_with("../") ||
           text.starts_with("~") || text.starts_with("file://");
}

std::optional<std::string_view> unquoted(std::string_view payload) {
    const std::string_view text = trimUnicode(payload);
    if (text.size() < 2 || text.front() != text.back() ||
        (text[0] != '"' && text[0] != '\'' && text[0] != '`'))
        return std::nullopt;
    return trimUnicode(text.substr(1, text.size() - 2));
}

/// Reads the payload of one MEDIA: line into `sources`. Returns what is not a source and stays as text;
/// nullopt when the line holds no source at all.
std::optional<std::string> readMediaPayload(std::string_view payload, std::vector<std::string>& sources) {
    const auto quoted = unquoted(payload);
    const std::string_view value = quoted.value_or(payload);
    const std::vector<std::string_view> words =
        quoted ? std::vector<std::string_view>{*quoted} : splitWords(payload);
    std::vector<std::string> found;
    std::vector<std::string> rest;
    for (const std::string_view word : words) {
        std::string source = cleanSource(word);
        if (isMediaSource(source, quoted.has_value()))
            found.push_back(std::move(source));
        else
            rest.emplace_back(word);
    }
    // A path with spaces in it: its words only make sense together.
    const bool isCutPath =
        !quoted && found.size() == 1 && !rest.empty() && looksLikeLocalPath(trimUnicode(value));
    if (found.empty() || isCutPath) {
        std::string whole = cleanSource(value);
        if (isMediaSource(whole, true)) {
            found = {std::move(whole)};
            rest.clear();
        }
    }
    if (found.empty()) return std::nullopt;
    sources.insert(sources.end(), found.begin(), found.end());
    return join(rest, " ");
}

}

bool isSilentReply(std::string_view text, std::string_view token) {
    if (text.empty() || token.empty()) return false;
    const std::string_view start = trimUnicodeStart(text);
    if (start.starts_with(token) && (start.size() == token.size() || !isWord(start[token.size()])))
        return true;
    std::size_t end = text.size();
    while (end > 0 && !isWord(text[end - 1]))
        --end;
    const std::string_view words = text.substr(0, end);
    return words.ends_with(token) &&
           (words.size() == token.size() || !isWord(words[words.size() - token.size() - 1]));
}

std::string InlineTags::replyToId(std::string_view currentMessageId) const {
    if (!replyToExplicitId.empty()) return replyToExplicitId;
    return replyToCurrent ? std::string(trimUnicode(currentMessageId)) : std::string();
}

InlineTags parseInlineTags(std::string_view text, TagSet strip) {
    InlineTags tags;
    std::string kept;
    kept.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find("[[", at);
        if (open == std::string_view::npos) {
            kept += text.substr(at);
            break;
        }
        kept += text.substr(at, open - at);
        const Tag tag = readTag(text, open);
        if (!tag.isAudio && !tag.isReply) {
            kept += '[';
            at = open + 1;
            continue;
        }
        if (tag.isAudio) {
            tags.hasAudioTag = true;
            tags.audioAsVoice = true;
        } else {
            tags.hasReplyTag = true;
            if (tag.id.empty())
                tags.replyToCurrent = true;
            else
                tags.replyToExplicitId = tag.id;
        }
        const bool isStripped = strip == TagSet::all || (strip == TagSet::audioTag) == tag.isAudio;
        kept += isStripped ? std::string_view(" ") : text.substr(open, tag.end - open);
        at = tag.end;
    }
    tags.text = tidyBlanks(kept);
    return tags;
}

MediaSplit splitMedia(std::string_view raw) {
    MediaSplit out;
    const std::string_view text = trimUnicodeEnd(raw);
    if (trimUnicode(text).empty()) return out;
    std::vector<FenceSpan> fences;
    if (text.find("```") != std::string_view::npos || text.find("~~~") != std::string_view::npos)
        fences = findFenceSpans(toUtf16(text));
    auto fence = fences.begin();
    std::vector<std::string> kept;
    std::size_t units = 0;
    for (const std::string_view line : split(text, '\n')) {
        while (fence != fences.end() && units >= fence->end)
            ++fence;
        const bool inFence = fence != fences.end() && units >= fence->start;
        if (!fences.empty()) units += utf16Length(line) + 1;
        const std::string_view start = trimUnicodeStart(line);
        if (inFence || !start.starts_with(mediaMarker)) {
            kept.emplace_back(line);
            continue;
        }
        std::string_view payload = trimUnicodeStart(start.substr(mediaMarker.size()));
        if (payload.starts_with("`") && payload.size() > 1) payload.remove_prefix(1);
        const auto rest = payload.empty() ? std::nullopt : readMediaPayload(payload, out.mediaUrls);
        std::string left = rest ? collapseBlanks(*rest) : collapseBlanks(line);
        if (payload.empty()) left = std::string(line);
        if (!left.empty()) kept.push_back(std::move(left));
    }
    std::string clean = tidyAfterMedia(join(kept, "\n"));
    const InlineTags tags = parseInlineTags(clean, TagSet::audioTag);
    out.audioAsVoice = tags.audioAsVoice;
    if (tags.hasAudioTag) clean = tidyAfterMedia(tags.text);
    out.text = out.mediaUrls.empty() && !out.audioAsVoice ? std::string(text) : std::move(clean);
    return out;
}

ReplyDirectives parseReplyDirectives(std::string_view raw, std::string_view currentMessageId) {
    SpeechSplit speech = splitSpeechTags(raw);
    MediaSplit media = splitMedia(speech.text);
    const InlineTags tags = parseInlineTags(media.text, TagSet::replyTags);
    ReplyDirectives reply;
    reply.speech = std::move(speech.tags);
    reply.text = tags.hasReplyTag ? tags.text : std::move(media.text);
    reply.mediaUrls = std::move(media.mediaUrls);
    reply.audioAsVoice = media.audioAsVoice;
    reply.replyToId = tags.replyToId(currentMessageId);
    reply.replyToExplicitId = tags.replyToExplicitId;
    reply.replyToCurrent = tags.replyToCurrent;
    reply.replyToTag = tags.hasReplyTag;
    reply.isSilent = isSilentReply(reply.text) || trimUnicode(reply.text) == announceSkipToken;
    if (reply.isSilent) reply.text.clear();
    return reply;
}

std::optional<ReplyDirectives> StreamingDirectives::consume(std::string_view piece, bool isFinal) {
    std::string text = std::exchange(held_, {});
    text += piece;
    if (!isFinal) {
        std::size_t open = text.rfind("[[");
        if (open != std::string::npos && text.find("]]", open + 2) != std::string::npos) open = std::string::npos;
        open = std::min(open, openSpeechBlock(text));
        if (open != std::string::npos) {
            held_ = text.substr(open);
            text.resize(open);
        }
    }
    if (text.empty()) return std::nullopt;
    ReplyDirectives reply = parseReplyDirectives(text, "");
    if (!reply.replyToExplicitId.empty()) explicitId_ = reply.replyToExplicitId;
    sawCurrent_ = sawCurrent_ || reply.replyToCurrent;
    hasTag_ = hasTag_ || reply.replyToTag;
    const bool isVisible = !reply.text.empty() || !reply.mediaUrls.empty() || reply.audioAsVoice;
    if (!isVisible) return std::nullopt;
    reply.replyToId = std::exchange(explicitId_, {});
    reply.replyToCurrent = std::exchange(sawCurrent_, false);
    reply.replyToTag = std::exchange(hasTag_, false);
    return reply;
}

std::string formatReasoning(std::string_view reasoning) {
    const std::string_view text = trimUnicode(reasoning);
    if (text.empty()) return {};
    std::string out = "Reasoning:";
    for (const std::string_view line : split(text, '\n'))
        out += line.empty() ? "\n" : "\n_" + std::string(line) + "_";
    return out;
}

}
