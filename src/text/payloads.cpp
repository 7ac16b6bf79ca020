// Normal form of outgoing payloads.
#include "openclaw/text/payloads.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/text/heartbeat.hpp"
#include "openclaw/text/reply_tags.hpp"

#include <algorithm>

namespace openclaw::text {

namespace {

constexpr std::size_t minDuplicateChars = 10;

const std::optional<std::string>* prefixValue(std::string_view name, const PrefixContext& context) {
    const std::string word = toLowerAscii(name);
    if (word == "model") return &context.model;
    if (word == "modelfull") return &context.modelFull;
    if (word == "provider") return &context.provider;
    if (word == "thinkinglevel" || word == "think") return &context.thinkingLevel;
    if (word == "identity.name" || word == "identityname") return &context.identityName;
    return nullptr;
}

/// Pictures that people sprinkle over messages; they do not make a text another one.
bool isEmoji(char32_t c) {
    return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf) || (c >= 0x2b05 && c <= 0x2b55) ||
           c == 0x203c || c == 0x2049 || c == 0x2122 || c == 0x2139 || (c >= 0x2194 && c <= 0x21aa) ||
           (c >= 0x231a && c <= 0x23ff) || c == 0x24c2 || (c >= 0x25aa && c <= 0x25fe) || c == 0x2934 ||
           c == 0x2935 || c == 0x3030 || c == 0x303d || c == 0x3297 || c == 0x3299 || c == 0xa9 || c == 0xae;
}

std::string comparable(std::string_view text) {
    std::string out;
    const std::string lower = toLowerUnicode(trimUnicode(text));
    for (std::size_t at = 0; at < lower.size();) {
        const char32_t c = decodeUtf8(lower, at);
        if (!isEmoji(c)) appendUtf8(out, c);
    }
    return collapseSpaces(out);
}

}

std::string fillPrefix(std::string_view prefix, const PrefixContext& context) {
    std::string out;
    for (std::size_t at = 0; at < prefix.size();) {
        const std::size_t open = prefix.find('{', at);
        const std::size_t close = open == std::string_view::npos ? open : prefix.find('}', open);
        if (close == std::string_view::npos) {
            out += prefix.substr(at);
            break;
        }
        out += prefix.substr(at, open - at);
        const auto* value = prefixValue(prefix.substr(open + 1, close - open - 1), context);
        if (value && *value) {
            out += **value;
            at = close + 1;
        } else {
            out += '{';
            at = open + 1;
        }
    }
    return out;
}

std::string shortModelName(std::string_view model) {
    std::string_view name =
        model.substr(model.rfind('/') == std::string_view::npos ? 0 : model.rfind('/') + 1);
    constexpr std::size_t dateLength = 9; // "-YYYYMMDD"
    if (name.size() >= dateLength) {
        const std::string_view date = name.substr(name.size() - dateLength);
        if (date[0] == '-' &&
            std::all_of(date.begin() + 1, date.end(), [](char c) { return c >= '0' && c <= '9'; }))
            name.remove_suffix(dateLength);
    }
    if (name.ends_with("-latest")) name.remove_suffix(7);
    return std::string(name);
}

std::string_view toString(SkipReason reason) {
    switch (reason) {
    case SkipReason::empty: return "empty";
    case SkipReason::silent: return "silent";
    case SkipReason::heartbeat: return "heartbeat";
    }
    return "empty";
}

NormalizedText
normalizePayloadText(std::string_view given, bool hasMedia, const std::optional<std::string>& prefix) {
    NormalizedText out;
    std::string text(given);
    if (trimUnicode(text).empty()) {
        if (!hasMedia) return out;
        text.clear();
    }
    if (isSilentReply(text)) {
        out.skipped = SkipReason::silent;
        if (!hasMedia) return out;
        text.clear();
    }
    if (text.find(heartbeatToken) != std::string::npos) {
        AckStrip ack = stripHeartbeatToken(text, AckMode::message);
        out.skipped = SkipReason::heartbeat;
        if (ack.shouldSkip && !hasMedia) return out;
        text = std::move(ack.text);
    }
    text = sanitizeForPeople(text);
    if (trimUnicode(text).empty() && !hasMedia) {
        out.skipped = SkipReason::empty;
        return out;
    }
    if (prefix && !prefix->empty() && !text.empty() && trimUnicode(text) != heartbeatToken &&
        !text.starts_with(*prefix))
        text = *prefix + " " + text;
    out.text = std::move(text);
    return out;
}

void appendUsageLine(std::vector<ReplyPayload>& payloads, const std::string& line) {
    for (auto payload = payloads.rbegin(); payload != payloads.rend(); ++payload) {
        if (payload->text.empty()) continue;
        payload->text += (payload->text.back() == '\n' ? "" : "\n") + line;
        return;
    }
    ReplyPayload alone;
    alone.text = line;
    payloads.push_back(std::move(alone));
}

bool isDuplicateOfSent(std::string_view text, const std::vector<std::string>& sent) {
    const std::string mine = comparable(text);
    if (utf16Length(mine) < minDuplicateChars) return false;
    return std::any_of(sent.begin(), sent.end(), [&](const std::string& other) {
        const std::string theirs = comparable(other);
        return utf16Length(theirs) >= minDuplicateChars &&
               (mine.find(theirs) != std::string::npos || theirs.find(mine) != std::string::npos);
    });
}

}
