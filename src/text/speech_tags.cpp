// Speech tags and spoken words. One pass over the text, so that hostile output costs no more than its length.
#include "openclaw/text/speech_tags.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/rich_text.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

constexpr std::string_view opener = "[[tts";
constexpr std::string_view plainTag = "[[tts]]";
constexpr std::string_view textTag = "[[tts:text]]";
constexpr std::string_view textEnd = "[[/tts:text]]";
constexpr std::size_t maxSettings = 32;
constexpr std::size_t maxTagBytes = 1024;
constexpr std::u16string_view webScheme = u"http";

/// The end of the tag that starts at `at`; npos when it is none. `lower` is the text in lower case.
std::size_t tagEnd(std::string_view lower, std::size_t at) {
    const std::string_view rest = lower.substr(at, maxTagBytes);
    if (rest.starts_with(plainTag)) return at + plainTag.size();
    if (rest.starts_with(textEnd)) return at + textEnd.size();
    if (!rest.starts_with(opener) || rest.size() <= opener.size() || rest[opener.size()] != ':')
        return std::string_view::npos;
    const std::size_t close = rest.find_first_of("[]\n", opener.size());
    const bool isClosed = close != std::string_view::npos && rest.substr(close).starts_with("]]");
    return isClosed ? at + close + 2 : std::string_view::npos;
}

void readSettings(std::string_view body, SpeechTags& tags) {
    for (const std::string_view word : splitWords(body)) {
        const std::size_t equals = word.find('=');
        const bool isPair = equals != std::string_view::npos && equals > 0 && equals + 1 < word.size();
        if (isPair && tags.settings.size() < maxSettings)
            tags.settings.emplace_back(toLowerAscii(word.substr(0, equals)),
                                       std::string(word.substr(equals + 1)));
    }
}

/// "https://host/path" as "host".
std::u16string hostOf(std::u16string_view address) {
    const std::size_t scheme = address.find(u"://");
    if (scheme != std::u16string_view::npos) address.remove_prefix(scheme + 3);
    return std::u16string(address.substr(0, address.find_first_of(u"/?#")));
}

struct Replacement {
    std::size_t start = 0;
    std::size_t end = 0;
    std::u16string words;
};

std::vector<Replacement> unspeakable(const RichText& rich) {
    std::vector<Replacement> found;
    for (const StyleSpan& span : rich.styles) {
        if (span.style == Style::codeBlock) found.push_back({span.start, span.end, {}});
    }
    for (const LinkSpan& link : rich.links) {
        const auto label = std::u16string_view(rich.text).substr(link.start, link.end - link.start);
        if (label.starts_with(webScheme)) found.push_back({link.start, link.end, hostOf(label)});
    }
    std::ranges::sort(found, {}, &Replacement::start);
    return found;
}

}

SpeechSplit splitSpeechTags(std::string_view text) {
    SpeechSplit split;
    const std::string lower = toLowerAscii(text);
    const std::size_t lastEnd = lower.rfind(textEnd);
    std::size_t at = 0;
    for (std::size_t open = lower.find("[["); open != std::string::npos; open = lower.find("[[", open)) {
        const std::size_t end = tagEnd(lower, open);
        if (end == std::string::npos) {
            ++open;
            continue;
        }
        split.tags.isWanted = true;
        split.text += text.substr(at, open - at);
        at = end;
        const std::string_view tag = std::string_view(lower).substr(open, end - open);
        if (tag == textTag && lastEnd != std::string::npos && lastEnd >= end) {
            const std::size_t close = lower.find(textEnd, end);
            if (split.tags.spoken.empty())
                split.tags.spoken = std::string(trimUnicode(text.substr(end, close - end)));
            at = close + textEnd.size();
        } else if (tag != plainTag && tag != textTag && tag != textEnd) {
            readSettings(text.substr(open + opener.size() + 1, end - open - opener.size() - 3), split.tags);
        }
        // A tag on a line of its own takes the line with it.
        const bool isAlone = split.text.empty() || split.text.back() == '\n';
        if (isAlone && at < text.size() && text[at] == '\n') ++at;
        open = at;
    }
    split.text += text.substr(at);
    if (split.tags.isWanted) split.text = std::string(trimUnicode(split.text));
    return split;
}

std::size_t openSpeechBlock(std::string_view text) {
    const std::string lower = toLowerAscii(text);
    const std::size_t open = lower.rfind(textTag);
    if (open == std::string::npos) return std::string_view::npos;
    return lower.find(textEnd, open) == std::string::npos ? open : std::string_view::npos;
}

std::string spokenText(std::string_view markdown) {
    MarkdownOptions options;
    options.tables = TableMode::bullets;
    const RichText rich = parseMarkdown(markdown, options);
    std::u16string words;
    std::size_t at = 0;
    for (const Replacement& replacement : unspeakable(rich)) {
        if (replacement.start < at) continue;
        words += std::u16string_view(rich.text).substr(at, replacement.start - at);
        words += replacement.words;
        at = replacement.end;
    }
    words += std::u16string_view(rich.text).substr(at);
    const std::string lines = fromUtf16(words);
    std::string out;
    for (const std::string_view line : split(lines, '\n')) {
        const std::string_view said = trimUnicode(line);
        if (!said.empty()) out += (out.empty() ? "" : "\n") + std::string(said);
    }
    return out;
}

std::string spokenPrefix(std::string_view text, std::size_t units) {
    if (utf16Length(text) <= units) return std::string(text);
    const std::string front = utf16Prefix(text, units);
    const std::size_t sentence = front.find_last_of(".!?\n");
    if (sentence != std::string::npos && sentence >= front.size() / 2) return front.substr(0, sentence + 1);
    const std::size_t word = front.find_last_of(" \n");
    return word == std::string::npos ? front : front.substr(0, word);
}

}
