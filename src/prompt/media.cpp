// Notes about attachments, and bodies made from what was heard and seen in them.
#include "openclaw/prompt/media.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/core/unicode.hpp"
#include "openclaw/prompt/envelope.hpp"

#include <fmt/format.h>

#include <map>

namespace openclaw::prompt {

namespace {

std::string attachmentLine(const Attachment& attachment, std::string_view position) {
    std::string line = fmt::format("[media attached{}: {}", position, attachment.path);
    if (const auto type = trimUnicode(attachment.type); !type.empty()) line += fmt::format(" ({})", type);
    if (const auto url = trimUnicode(attachment.url); !url.empty()) line += fmt::format(" | {}", url);
    return line + "]";
}

/// The text after a leading "<media:kind>" and an optional "(…)"; nullopt when there is no placeholder.
std::optional<std::string_view> afterPlaceholder(std::string_view text) {
    if (!startsWithIgnoreCase(text, "<media:")) return std::nullopt;
    const std::size_t close = text.find('>');
    if (close == std::string_view::npos || close == 7) return std::nullopt;
    std::size_t at = close + 1;
    const std::size_t open = skipSpaces(text, at);
    if (open < text.size() && text[open] == '(') {
        const std::size_t end = text.find(')', open);
        if (end != std::string_view::npos) at = end + 1;
    }
    return text.substr(skipSpaces(text, at));
}

std::string_view userTextOf(std::string_view body) {
    const std::string_view text = trimUnicode(body);
    return trimUnicode(afterPlaceholder(text).value_or(text));
}

struct SectionNames {
    std::string_view title;
    std::string_view label;
};

SectionNames sectionNames(UnderstandingKind kind) {
    switch (kind) {
    case UnderstandingKind::audioTranscription: return {"Audio", "Transcript"};
    case UnderstandingKind::imageDescription: return {"Image", "Description"};
    case UnderstandingKind::videoDescription: return {"Video", "Description"};
    }
    return {};
}

bool matchesWord(const Json& match, const char* key, std::string_view value) {
    const std::string wanted = toLowerUnicode(trimUnicode(stringOr(match, key)));
    return wanted.empty() || wanted == value;
}

std::string chatTypeWord(std::string_view word) {
    std::string type = toLowerUnicode(trimUnicode(word));
    return type == "dm" ? "direct" : type;
}

}

std::optional<std::string> formatMediaNote(const std::vector<Attachment>& attachments,
                                           const std::set<std::size_t>& described) {
    std::vector<const Attachment*> shown;
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        if (!described.contains(i)) shown.push_back(&attachments[i]);
    }
    if (shown.empty()) return std::nullopt;
    if (shown.size() == 1) return attachmentLine(*shown.front(), "");
    std::string note = fmt::format("[media attached: {} files]", shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i)
        note += "\n" + attachmentLine(*shown[i], fmt::format(" {}/{}", i + 1, shown.size()));
    return note;
}

std::optional<UnderstandingKind> parseUnderstandingKind(std::string_view word) {
    if (word == "audio.transcription") return UnderstandingKind::audioTranscription;
    if (word == "image.description") return UnderstandingKind::imageDescription;
    if (word == "video.description") return UnderstandingKind::videoDescription;
    return std::nullopt;
}

std::string formatUnderstoodBody(std::string_view body, const std::vector<MediaUnderstanding>& outputs) {
    std::map<UnderstandingKind, int> counts;
    std::size_t used = 0;
    for (const auto& output : outputs) {
        if (trimUnicode(output.text).empty()) continue;
        ++counts[output.kind];
        ++used;
    }
    if (used == 0) return std::string(body);
    const std::string_view userText = userTextOf(body);
    std::vector<std::string> sections;
    if (!userText.empty() && used > 1) sections.push_back(fmt::format("User text:\n{}", userText));
    std::map<UnderstandingKind, int> seen;
    for (const auto& output : outputs) {
        if (trimUnicode(output.text).empty()) continue;
        const SectionNames names = sectionNames(output.kind);
        const int number = ++seen[output.kind];
        const std::string suffix =
            counts[output.kind] > 1 ? fmt::format(" {}/{}", number, counts[output.kind]) : "";
        std::string section = fmt::format("[{}{}]\n", names.title, suffix);
        if (!userText.empty() && used == 1) section += fmt::format("User text:\n{}\n", userText);
        sections.push_back(section + fmt::format("{}:\n{}", names.label, output.text));
    }
    return std::string(trimUnicode(join(sections, "\n\n")));
}

bool isMediaInScope(const Json* scope,
                    std::string_view channel,
                    std::string_view chatType,
                    std::string_view sessionKey) {
    if (!scope || !scope->is_object()) return true;
    const auto allows = [](std::string_view word, bool fallback) {
        const std::string action = toLowerUnicode(trimUnicode(word));
        return action == "allow" ? true : action == "deny" ? false : fallback;
    };
    const std::string channelWord = toLowerUnicode(trimUnicode(channel));
    const std::string type = chatTypeWord(chatType);
    const std::string key = toLowerUnicode(trimUnicode(sessionKey));
    if (const Json* rules = findMember(*scope, "rules"); rules && rules->is_array()) {
        for (const Json& rule : *rules) {
            static const Json none = Json::object();
            const Json* given = findMember(rule, "match");
            const Json& match = given ? *given : none;
            const std::string wantedType = chatTypeWord(stringOr(match, "chatType"));
            const std::string prefix = toLowerUnicode(trimUnicode(stringOr(match, "keyPrefix")));
            if (matchesWord(match, "channel", channelWord) && (wantedType.empty() || wantedType == type) &&
                key.starts_with(prefix))
                return allows(stringOr(rule, "action"), true);
        }
    }
    return allows(stringOr(*scope, "default"), true);
}

}
